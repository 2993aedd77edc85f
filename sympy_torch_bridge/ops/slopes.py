"""Functions that SymPy does not name, but in which derivatives of its functions are written without loss.

SymPy's own formulas divide by an argument that may be 0 (``sinh(x)/x``), or need a Meijer G-function
where a smooth integral will do. Each class here is closed under differentiation.
"""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import incomplete_kernels, integral_kernels
from ._op import Op

__all__ = [
    "OPS", "ExpintSlope", "LowerGammaSlope", "Sinhc", "UpperGammaSlope",
    "of_expint", "of_lowergamma", "of_uppergamma",
]  # fmt: skip


class Sinhc(sympy.Function):
    """The function sinh(x)/x, 1 at 0: the derivative of Shi.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> Sinhc(x).diff(x)
    (cosh(x) - Sinhc(x))/x
    """

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative."""
        (x,) = self.args
        return (sympy.cosh(x) - Sinhc(x)) / x


class LowerGammaSlope(sympy.Function):
    """The n-th derivative of lowergamma(s, x) by s.

    Examples
    --------
    >>> s, x = sympy.symbols("s x")
    >>> LowerGammaSlope(1, s, x).diff(x)
    x**(s - 1)*exp(-x)*log(x)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``s`` or ``x``."""
        n, s, x = self.args
        return LowerGammaSlope(n + 1, s, x) if argindex == 2 else _integrand(n, s, x)


class UpperGammaSlope(sympy.Function):
    """The n-th derivative of uppergamma(s, x) by s.

    Examples
    --------
    >>> s, x = sympy.symbols("s x")
    >>> UpperGammaSlope(1, s, x).diff(s)
    UpperGammaSlope(2, s, x)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``s`` or ``x``."""
        n, s, x = self.args
        return UpperGammaSlope(n + 1, s, x) if argindex == 2 else -_integrand(n, s, x)


class ExpintSlope(sympy.Function):
    """The n-th derivative of expint(nu, x) by nu.

    Examples
    --------
    >>> nu, x = sympy.symbols("nu x")
    >>> ExpintSlope(1, nu, x).diff(x)
    -ExpintSlope(1, nu - 1, x)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``nu`` or ``x``."""
        n, nu, x = self.args
        return ExpintSlope(n + 1, nu, x) if argindex == 2 else -ExpintSlope(n, nu - 1, x)


def _integrand(n: Any, s: Any, x: Any) -> Any:
    return sympy.log(x) ** n * x ** (s - 1) * sympy.exp(-x)


def of_lowergamma(s: Any, x: Any) -> Any:
    """Return the derivative of lowergamma by its order; None in the complex plane, where it has no kernel."""
    if not s.is_real:
        return None
    reflected = sympy.gamma(s) * sympy.polygamma(0, s) - UpperGammaSlope(1, s, x)
    return sympy.Piecewise((LowerGammaSlope(1, s, x), s > 0), (reflected, True))


def of_uppergamma(s: Any, x: Any) -> Any:
    """Return the derivative of uppergamma by its order; None in the complex plane."""
    return UpperGammaSlope(1, s, x) if s.is_real else None


def of_expint(nu: Any, x: Any) -> Any:
    """Return the derivative of expint by its order; None in the complex plane."""
    return ExpintSlope(1, nu, x) if nu.is_real else None


def _lower_reference(n: mpmath.mpf, s: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    """Integrate the terms of the exponential series times the power and the logarithm."""
    n, logarithm = int(n), mpmath.log(x)

    def term(k: mpmath.mpf) -> mpmath.mpf:
        a = s + k
        parts = ((-1) ** j * mpmath.ff(n, j) * logarithm ** (n - j) / a ** (j + 1) for j in range(n + 1))
        return (-1) ** int(k) * x**a / mpmath.factorial(k) * sum(parts)

    with mpmath.extradps(10 + int(x)):
        return sum(term(k) for k in range(80 + 6 * int(x)))


def _upper_reference(n: mpmath.mpf, s: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    with mpmath.extradps(20):
        return mpmath.diff(mpmath.gamma, s, int(n)) - _lower_reference(n, s, x)


def _expint_reference(n: mpmath.mpf, nu: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.diff(mpmath.expint, (nu, x), (int(n), 0))


_FEW = Interval(0.0, 2.0)
_NEAR = Interval(0.0, 4.0, lower_open=True)

OPS = (
    Op(head=Sinhc, lower=integral_kernels.sinhc, reference=lambda x: mpmath.sinh(x) / x if x else mpmath.mpf(1), complex=True, removable=True,
       samples=((0.0,), (1e-5,), (1.0,), (30.0,))),
    Op(head=LowerGammaSlope, lower=incomplete_kernels.lowergamma_slope, grad="symbolic", reference=_lower_reference, integer=(0,),
       domain=(_FEW, _NEAR, _NEAR), samples=((1.0, 0.0625, 3.0), (1.0, 5.5, 20.0)), ulp=64),
    Op(head=UpperGammaSlope, lower=incomplete_kernels.uppergamma_slope, grad="symbolic", reference=_upper_reference, integer=(0,),
       domain=(_FEW, _NEAR, _NEAR), samples=((1.0, -1.5, 3.0), (1.0, 5.5, 0.125)), ulp=64),
    Op(head=ExpintSlope, lower=incomplete_kernels.expint_slope, grad="symbolic", reference=_expint_reference, integer=(0,),
       domain=(_FEW, _NEAR, POSITIVE), samples=((1.0, -1.5, 3.0), (1.0, 5.5, 0.125)), ulp=64),
)  # fmt: skip
