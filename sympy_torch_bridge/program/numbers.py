"""Exact SymPy numbers to the nearest Python literal.

Every constant subexpression is rounded once, from at least 25 correct digits, to a double; the
double then takes the dtype of the tensors it meets.
"""

from __future__ import annotations

import math
from typing import Any

import sympy

__all__ = ["literal"]

_DIGITS = 30
_EXACT_INT = 2**63


def literal(expr: Any) -> bool | int | float | complex | None:
    """Return the Python number nearest to a constant expression, or None if it has no numeric value.

    Examples
    --------
    >>> literal(sympy.sqrt(2)), literal(sympy.Rational(1, 3)), literal(sympy.Integer(7))
    (1.4142135623730951, 0.3333333333333333, 7)
    """
    if expr.is_Integer:
        value = int(expr.p)
        return value if abs(value) < _EXACT_INT else _to_float(value)
    if expr is sympy.true or expr is sympy.false:
        return expr is sympy.true
    if expr.is_Rational:
        return _quotient(int(expr.p), int(expr.q))
    if expr.is_Float:
        return float(expr)
    return _evaluated(expr)


def _evaluated(expr: Any) -> float | complex | None:
    if expr in (sympy.zoo, sympy.nan):
        return math.nan
    try:
        number = sympy.N(expr, _DIGITS)
    # What SymPy raises where it cannot evaluate; the node is then lowered, or refused by name.
    except (AttributeError, RecursionError, TypeError, ValueError, NotImplementedError):
        return None
    real, imaginary = number.as_real_imag() if number.is_number else (number, sympy.S.Zero)
    if not _is_value(real) or not _is_value(imaginary):
        return None
    if imaginary == 0:
        return _special(real)
    return complex(_special(real), _special(imaginary))


def _is_value(number: Any) -> bool:
    return bool(number.is_Number or number in (sympy.oo, -sympy.oo, sympy.nan))


def _special(number: Any) -> float:
    return math.nan if number is sympy.nan else float(number)


def _quotient(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if numerator > 0 else -math.inf


def _to_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
