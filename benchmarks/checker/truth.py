"""Whether two formulas differ, by mpmath at 40 digits: nothing of the checker takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
import sympy

__all__ = ["differ"]

_DIGITS = 40
_SAME = mpmath.mpf(10) ** -13


def differ(
    one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]], points: Sequence[Mapping[Any, float]]
) -> bool:
    """Tell whether an entry of two derivatives differs at a point by more than rounded constants explain.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> differ([[sympy.sin(2 * x)]], [[2 * sympy.sin(x) * sympy.cos(x)]], [{x: 0.3}])
    False
    """
    for first, second in zip(_flat(one), _flat(other), strict=True):
        if first == second:
            continue
        symbols = sorted(first.free_symbols | second.free_symbols, key=sympy.default_sort_key)
        values = sympy.lambdify(symbols, [first, second], modules="mpmath")
        with mpmath.workdps(_DIGITS):
            for point in points:
                try:
                    a, b = values(*[mpmath.mpf(point[symbol]) for symbol in symbols])
                except (ValueError, ZeroDivisionError, TypeError, KeyError):
                    continue
                if mpmath.isnan(a) or mpmath.im(a):  # outside the domain
                    continue
                if not abs(a - b) <= _SAME * max(abs(a), abs(b)):
                    return True
    return False


def _flat(rows: Sequence[Sequence[Any]]) -> list[Any]:
    return [entry for row in rows for entry in row]
