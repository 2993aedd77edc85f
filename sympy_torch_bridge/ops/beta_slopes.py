"""Derivatives of the incomplete beta functions by their parameters, for which SymPy has no name."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import OPEN_UNIT, Interval
from . import beta_kernels
from ._op import Op

__all__ = ["OPS", "BetaincSlope", "of_beta", "of_betainc", "of_betainc_regularized", "of_end", "of_start"]


class BetaincSlope(sympy.Function):
    """The derivative of betainc(a, b, start, end) of orders i by a and j by b.

    Examples
    --------
    >>> a, b, x = sympy.symbols("a b x")
    >>> BetaincSlope(1, 0, a, b, 0, x).diff(x)
    x**(a - 1)*(1 - x)**(b - 1)*log(x)
    """

    nargs = 6

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by a parameter or a limit."""
        i, j, a, b, start, end = self.args
        if argindex == 3:
            return BetaincSlope(i + 1, j, a, b, start, end)
        if argindex == 4:
            return BetaincSlope(i, j + 1, a, b, start, end)
        return -_integrand(i, j, a, b, start) if argindex == 5 else _integrand(i, j, a, b, end)


def _integrand(i: Any, j: Any, a: Any, b: Any, t: Any) -> Any:
    return sympy.log(t) ** i * sympy.log(1 - t) ** j * t ** (a - 1) * (1 - t) ** (b - 1)


def of_beta(x: Any, y: Any = None) -> Any:
    """Return the derivative of beta by its first argument; SymPy has none for a single one."""
    total = 2 * x if y is None else x + y
    value = sympy.beta(x, x if y is None else y)
    return (2 if y is None else 1) * value * (sympy.polygamma(0, x) - sympy.polygamma(0, total))


def of_betainc(order: tuple[int, int], a: Any, b: Any, start: Any, end: Any) -> Any:
    """Return the derivative of betainc by a or b; None in the complex plane, where it has no kernel."""
    return BetaincSlope(*order, a, b, start, end) if a.is_real else None


def of_betainc_regularized(order: tuple[int, int], a: Any, b: Any, start: Any, end: Any) -> Any:
    """Return the derivative of betainc_regularized by a or b; None in the complex plane."""
    if not a.is_real:
        return None
    share = sympy.betainc_regularized(a, b, start, end)
    digamma = sympy.polygamma(0, a if order == (1, 0) else b) - sympy.polygamma(0, a + b)
    return BetaincSlope(*order, a, b, start, end) / sympy.beta(a, b) - share * digamma


def of_start(a: Any, b: Any, start: Any, end: Any) -> Any:
    """Return the derivative of betainc_regularized by its lower limit."""
    return -_integrand(0, 0, a, b, start) / sympy.beta(a, b)


def of_end(a: Any, b: Any, start: Any, end: Any) -> Any:
    """Return the derivative of betainc_regularized by its upper limit."""
    return _integrand(0, 0, a, b, end) / sympy.beta(a, b)


def _reference(i: Any, j: Any, a: Any, b: Any, start: Any, end: Any) -> Any:
    if not i and not j:
        return mpmath.betainc(a, b, start, end)
    return mpmath.diff(lambda p, q: mpmath.betainc(p, q, start, end), (a, b), (int(i), int(j)))


_FEW = Interval(0.0, 1.0)
_PARAMETER = Interval(0.0, 4.0, lower_open=True)

OPS = (
    Op(head=BetaincSlope, lower=beta_kernels.betainc_slope, grad="symbolic", reference=_reference, integer=(0, 1),
       domain=(_FEW, _FEW, _PARAMETER, _PARAMETER, OPEN_UNIT), samples=((1.0, 0.0, 2.0, 0.5, 0.25, 0.75), (0.0, 1.0, 5.0, 20.0, 0.125, 0.5)), ulp=256),
)  # fmt: skip
