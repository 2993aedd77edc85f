"""The real zeros of what an integrand switches at, where they have a formula."""

from __future__ import annotations

from typing import Any

import sympy

from ..expressions.free_symbols import free_symbols

__all__ = ["zeros"]

# SymPy takes long to expand what has more operations, and its zeros would be as large.
_LARGEST = 60


def zeros(argument: Any, variable: Any, *, is_real: bool) -> tuple[Any, ...] | None:
    """Return the real zeros by a variable, None where there is no formula for them.

    Parameters
    ----------
    argument : Expr
    variable : Symbol
    is_real : bool
        Whether the argument is real for all values that its symbols may have. Only then are zeros returned
        that exist for some of these alone; for the others all of them are the place between them.

    Examples
    --------
    >>> x, z = sympy.symbols("x z")
    >>> zeros(2 * z - x, z, is_real=False), zeros(sympy.exp(z) - x, z, is_real=True)
    ((x/2,), None)
    >>> zeros(z**2 - 4, z, is_real=True), zeros(z**2 + 4, z, is_real=True)
    ((-2, 2), ())
    >>> zeros(abs(z - x) - 3, z, is_real=True)
    (x - 3, x + 3)
    """
    if argument.is_polynomial(variable):
        coefficients = _coefficients(argument, variable)
        if coefficients is None:
            return None
        *higher, slope, rest = coefficients
        if not any(higher):
            return (-rest / slope,)
        return _of_square(higher[0], slope, rest) if is_real and len(higher) == 1 else None
    return _of_size(argument, variable) if is_real else None


def _coefficients(argument: Any, variable: Any) -> list[Any] | None:
    """Return those of a polynomial whose highest one is a number, None of all others."""
    if sympy.count_ops(argument) > _LARGEST:
        return None
    expanded = sympy.expand(argument)
    degree = sympy.degree(expanded, variable)
    found = [expanded.coeff(variable, power) for power in range(degree, -1, -1)]
    is_known = degree > 0 and found[0].is_number and not any(variable in free_symbols(c) for c in found)
    return found if is_known else None


def _of_square(leading: Any, slope: Any, rest: Any) -> tuple[Any, ...] | None:
    """Solve a*z**2 + b*z + c = 0. With decimals as fractions what cancels in b**2 - 4*a*c does so exactly."""
    leading, slope, rest = (sympy.nsimplify(c, rational=True) for c in (leading, slope, rest))
    middle = -slope / (2 * leading)
    return _around(middle, sympy.expand(middle**2 - rest / leading), sympy.sqrt)


def _of_size(argument: Any, variable: Any) -> tuple[Any, ...] | None:
    """Solve c*abs(m*z + n) + d = 0."""
    sizes = [size for size in argument.atoms(sympy.Abs) if variable in free_symbols(size)]
    if len(sizes) != 1:
        return None
    factor, inner = argument.coeff(sizes[0]), sizes[0].args[0]
    rest = argument - factor * sizes[0]
    if not factor.is_number or factor == 0 or variable in free_symbols(rest):
        return None
    kink = zeros(inner, variable, is_real=False) if inner.is_polynomial(variable) else None
    if kink is None:
        return None
    steepness = abs(sympy.expand(inner).coeff(variable) * factor)
    return _around(kink[0], -rest * sympy.sign(factor) / steepness, lambda distance: distance)


def _around(middle: Any, measure: Any, distance_of: Any) -> tuple[Any, ...] | None:
    """Return the places beside one: none where the measure of their distance is negative."""
    if measure.is_number:
        if not measure.is_extended_real:
            return None
        distance = distance_of(measure)
        return () if measure.is_negative else (middle - distance, middle + distance)
    distance = sympy.Piecewise((distance_of(measure), measure > 0), (0, True))
    return middle - distance, middle + distance
