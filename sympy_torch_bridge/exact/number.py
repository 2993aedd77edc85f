"""Numbers as the exact rationals they are: a double is its binary value, not its printed decimal."""

from __future__ import annotations

import math
import numbers
from fractions import Fraction
from typing import Any

from ..errors import InputTypeError

__all__ = ["binary_exponent", "exact_rational", "power_of_two"]


def exact_rational(value: Any, name: str = "value") -> Fraction | None:
    """Return the exact rational value of a number, or None for nan and the infinities.

    Parameters
    ----------
    value : int, float, Fraction, NumPy scalar, mpmath.mpf, sympy.Rational or sympy.Float
        Converted without rounding.
    name : str
        What the number is called in the error message.

    Raises
    ------
    InputTypeError
        The value is not a real number with an exact rational value.

    Examples
    --------
    >>> exact_rational(0.1) == Fraction(1, 10), exact_rational(0.5), exact_rational(float("nan"))
    (False, Fraction(1, 2), None)
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        return _from_ratio(value)
    if isinstance(value, (int, numbers.Integral)):
        return Fraction(int(value))
    if hasattr(value, "_mpf_"):
        return _from_binary(*value._mpf_)
    if getattr(value, "is_Rational", False):
        return Fraction(int(value.p), int(value.q))
    if getattr(value, "is_Number", False):
        return None
    if isinstance(value, numbers.Real):
        return _from_ratio(value)
    raise InputTypeError(
        name,
        f"{value!r} of type {type(value).__name__}",
        expected="a real number with an exact value",
        hint="int, float, Fraction, sympy.Rational, sympy.Float and mpmath.mpf are",
    )


def _from_ratio(value: Any) -> Fraction | None:
    return Fraction(*value.as_integer_ratio()) if math.isfinite(value) else None


def _from_binary(sign: int, mantissa: Any, exponent: int, bits: int) -> Fraction | None:
    if not mantissa and exponent:
        return None
    signed = -int(mantissa) if sign else int(mantissa)
    return Fraction(signed << exponent) if exponent >= 0 else Fraction(signed, 1 << -exponent)


def binary_exponent(value: Fraction) -> int:
    """Return about how many binary places ``value`` lies above (below, if negative) the unit."""
    return value.numerator.bit_length() - value.denominator.bit_length() if value else 0


def power_of_two(exponent: int) -> Fraction:
    """Return ``2**exponent`` exactly."""
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)
