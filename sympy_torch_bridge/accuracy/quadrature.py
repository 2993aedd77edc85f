"""Definite integrals as numbers, their integrands compiled for mpmath.

SymPy evaluates an integrand by substitution, node by node: for a Bessel function that takes a hundred times
as long as the function itself.
"""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..working_precision import working_bits

__all__ = ["with_integrals_as_numbers"]

# Digits beyond those asked for, for the cancellation of positive and negative parts.
_GUARD = 15
_BITS_A_DIGIT = 3.33


def with_integrals_as_numbers(expr: Any, digits: int) -> Any:
    """Replace the integrals of an expression that are numbers; those that mpmath cannot find stay.

    Parameters
    ----------
    expr : sympy.Expr
    digits : int
        How many of each integral have to be right by mpmath's own estimate.

    Examples
    --------
    >>> t = sympy.Symbol("t")
    >>> with_integrals_as_numbers(1 + sympy.Integral(sympy.exp(t), (t, 0, 1)), 20).n(20)
    2.7182818284590452354
    >>> with_integrals_as_numbers(sympy.Integral(sympy.exp(-t), (t, 0, sympy.oo)), 20)
    Integral(exp(-t), (t, 0, oo))
    """
    found = {node: _number(node, digits) for node in expr.atoms(sympy.Integral) if not node.free_symbols}
    return expr.xreplace({node: number for node, number in found.items() if number is not None})


def _number(integral: Any, digits: int) -> Any:
    """Return an integral over one bounded interval, None if it is another one or has no such value."""
    if len(integral.limits) != 1 or len(integral.limits[0]) != 3 or integral.function.atoms(sympy.Integral):
        return None
    variable, *ends = integral.limits[0]
    if not all(end.is_finite and end.is_real for end in ends):
        return None
    with working_bits(int((digits + _GUARD) * _BITS_A_DIGIT)):
        try:
            integrand = sympy.lambdify(variable, integral.function, "mpmath")
            low, high = (sympy.N(end, digits + _GUARD) for end in ends)
            value, error = mpmath.quad(integrand, [mpmath.mpf(low), mpmath.mpf(high)], error=True)
        except (NameError, TypeError, ValueError, ArithmeticError, NotImplementedError, AttributeError):
            return None
        is_known = isinstance(value, mpmath.mpf) and error <= abs(value) * mpmath.mpf(10) ** -digits
        return sympy.Float(value, digits + _GUARD) if is_known else None
