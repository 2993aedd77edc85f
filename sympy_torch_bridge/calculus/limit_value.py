"""Limits as numbers: the rational that an enclosure certainly means, or as many digits as it holds."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from ..exact import Enclosure
from .float_range import fits_float

__all__ = ["as_number", "simplest_rational", "uncertainty_of"]

# A rational is believed if it is this many bits shorter than the precision at which it fits: the odds that
# another number lies there by chance are one in 2**40.
_SPARE_BITS = 40
_MAX_DIGITS = 40
# An exact fraction takes as many bits as its exponent is long: exp(-1/x**2) near 0 would fill the memory.
_MAX_EXPONENT = 2**15


def as_number(enclosure: Enclosure) -> Any:
    """Return the enclosed number as a sympy.Rational where it is recognised as one, else as a sympy.Float.

    Examples
    --------
    >>> as_number(Enclosure(mpmath.mpf(1) / 3, mpmath.mpf(2) ** -54, 53, "ball"))
    1/3
    """
    rational = simplest_rational(enclosure)
    if rational is not None:
        return sympy.Rational(rational.numerator, rational.denominator)
    digits = max(1, min(_MAX_DIGITS, int(enclosure.relative_bits * math.log10(2))))
    return sympy.Float(enclosure.center, digits)


def uncertainty_of(number: Any, enclosure: Enclosure) -> Any:
    """Bound the error of ``as_number(enclosure)``: the radius, and the rounding to the digits kept.

    A recognised rational has none, except 0: no precision tells it from a number that is smaller still.
    The bound is a float; an mpf where float64 would make it 0 or infinite, and with it any comparison void.
    """
    if number.is_Rational and number:
        return 0.0
    if not number:
        return float(enclosure.radius + abs(enclosure.center))
    bound = enclosure.radius + abs(mpmath.mp.make_mpf(number._mpf_) - enclosure.center)
    return float(bound) if fits_float(bound) else bound


def simplest_rational(enclosure: Enclosure) -> Fraction | None:
    """Return the rational of least denominator in an enclosure, if its brevity makes it no accident."""
    if not enclosure.is_finite:
        return None
    if _magnitude(enclosure.center) <= _magnitude(enclosure.radius):
        return Fraction(0)
    if not (_is_short(enclosure.center) and _is_short(enclosure.radius)):
        return None
    center, radius = _exact(enclosure.center), _exact(enclosure.radius)
    low, high = center - radius, center + radius
    found = _simplest_between(low, high) if low > 0 else -_simplest_between(-high, -low)
    length = found.numerator.bit_length() + found.denominator.bit_length()
    return found if length + _SPARE_BITS <= enclosure.relative_bits else None


def _simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Walk the continued fractions of two positive numbers down to where they part."""
    quotients = []
    while True:
        whole = math.floor(low)
        if whole == low or whole < math.floor(high):
            quotients.append(math.ceil(low))
            break
        quotients.append(whole)
        low, high = 1 / (high - whole), 1 / (low - whole)
    result = Fraction(quotients.pop())
    while quotients:
        result = quotients.pop() + 1 / result
    return result


def _magnitude(value: Any) -> Any:
    # Comparing is exact; an absolute value would be rounded to the precision in force.
    _, mantissa, exponent, bits = _parts(value)
    return mpmath.mp.make_mpf((0, mantissa, exponent, bits))


def _is_short(value: Any) -> bool:
    return abs(_parts(value)[2]) <= _MAX_EXPONENT


def _exact(value: Any) -> Fraction:
    sign, mantissa, exponent, _ = _parts(value)
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


def _parts(value: Any) -> tuple[int, Any, int, int]:
    # Taken apart as stored: converting to mpf again would round to the precision in force.
    parts: tuple[int, Any, int, int] = (value if hasattr(value, "_mpf_") else mpmath.mpf(value))._mpf_
    return parts
