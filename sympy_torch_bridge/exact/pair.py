"""Pairs of mpmath numbers: one value at two precisions, whose distance estimates its error.

Both precisions can round to the same number, as the cosine of 1e-200 does. Where they do and the
operation was not certainly exact, the first is moved by one unit in its last place, so that the loss
shows in what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath

__all__ = [
    "Function",
    "Pair",
    "order",
    "paired",
    "power_is_exact",
    "product_is_exact",
    "selecting",
    "sum_is_exact",
]

Function = Callable[..., Any]
Pair = tuple[Any, Any]


def _never(bits: int, *numbers: Any) -> bool:
    return False


def paired(function: Function, is_exact: Callable[..., bool] = _never) -> Function:
    """Evaluate a function of mpmath numbers at the current precision and at its double.

    ``is_exact(bits, *numbers)`` tells whether the function does not round such arguments.
    """

    def both(*pairs: Pair) -> Pair:
        bits = mpmath.mp.prec
        lows = [pair[0] for pair in pairs]
        low = function(*lows)
        with mpmath.workprec(2 * bits):
            high = function(*[pair[1] for pair in pairs])
        looks_exact = low == high and bool(low) and mpmath.isfinite(low)
        if looks_exact and not (all(a == b for a, b in pairs) and is_exact(bits, *lows)):
            low += mpmath.ldexp(abs(low), 1 - bits)
        return low, high

    return both


def selecting(function: Function) -> Function:
    """Evaluate a function that selects among numbers or changes a sign, and never rounds."""

    def both(*pairs: Pair) -> Pair:
        low = function(*[pair[0] for pair in pairs])
        with mpmath.workprec(2 * mpmath.mp.prec):
            return low, function(*[pair[1] for pair in pairs])

    return both


def sum_is_exact(bits: int, *terms: Any) -> bool:
    """Tell whether the binary digits of all terms fit into one number."""
    parts = [term._mpf_ for term in terms if term]
    if not parts or not all(map(mpmath.isfinite, terms)):
        return not parts
    top = max(exponent + length for _, _, exponent, length in parts)
    return bool(top - min(part[2] for part in parts) + len(parts).bit_length() <= bits)


def product_is_exact(bits: int, *factors: Any) -> bool:
    """Tell whether the binary digits of the product fit into one number."""
    return sum(int(factor._mpf_[3]) for factor in factors) <= bits


def power_is_exact(exponent: int) -> Callable[..., bool]:
    """Return what tells whether the binary digits of a power fit into one number."""
    return lambda bits, base: base._mpf_[1] == 1 or 0 < base._mpf_[3] * exponent <= bits


def order(a: Pair, b: Pair) -> int | None:
    """Return the sign of ``a - b``, None if it is within the errors of the two."""
    if any(mpmath.isnan(part) for part in (*a, *b)):
        return None
    if mpmath.isinf(a[1]) or mpmath.isinf(b[1]):
        return int(a[1] > b[1]) - int(a[1] < b[1])
    bits = mpmath.mp.prec
    with mpmath.workprec(2 * bits):
        error = 2 * (abs(a[1] - a[0]) + abs(b[1] - b[0])) + mpmath.ldexp(abs(a[1]) + abs(b[1]), -bits)
        gap = a[1] - b[1]
    if abs(gap) > error:
        return 1 if gap > 0 else -1
    # Pairs that agree to the last bit hold an exact number, or the same rounding of one.
    return 0 if a == b and a[0] == a[1] else None
