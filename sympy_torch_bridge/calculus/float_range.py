"""The range of float64: which numbers it holds, and how to write those it does not."""

from __future__ import annotations

import math
import sys
from typing import Any

import mpmath
import sympy

__all__ = ["fits_float", "float_or_none", "outside_text"]

_DIGITS = 15


def float_or_none(value: Any) -> float | None:
    """Return a number as a float, or None where it is not finite in float64.

    Examples
    --------
    >>> float_or_none(sympy.Rational(1, 4)), float_or_none(mpmath.mpf(10) ** 400)
    (0.25, None)
    """
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def fits_float(value: Any) -> bool:
    """Whether float64 holds a number with all its digits: it neither overflows nor comes near 0 unnoticed.

    Examples
    --------
    >>> fits_float(0), fits_float(mpmath.mpf(10) ** -400)
    (True, False)
    """
    number = float_or_none(value)
    return number is not None and (abs(number) >= sys.float_info.min or not value)


def outside_text(value: Any) -> str:
    """Write a number that float64 does not hold, and say so.

    Examples
    --------
    >>> outside_text(sympy.Float("1.5e400"))
    '1.5e400 (outside the range of float64)'
    """
    text = mpmath.nstr(mpmath.mpmathify(sympy.N(value, _DIGITS) if _is_exact(value) else value), _DIGITS)
    return f"{text.replace('e+', 'e')} (outside the range of float64)"


def _is_exact(value: Any) -> bool:
    return bool(getattr(value, "is_Rational", False))
