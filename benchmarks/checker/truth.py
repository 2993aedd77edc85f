"""Whether two formulas differ, by mpmath at 40 digits: nothing of the checker takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
import sympy

__all__ = ["differ", "is_smooth"]

_DIGITS = 40
_SAME = mpmath.mpf(10) ** -13
_STEP = mpmath.mpf(10) ** -15
_SLOPES_AGREE = mpmath.mpf(10) ** -6
_SMALL = mpmath.mpf("1e-9")


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


def is_smooth(exprs: Sequence[Any], symbols: Sequence[Any], point: Mapping[Any, float]) -> bool:
    """Tell whether the slopes to the left and to the right agree along every variable.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> is_smooth([sympy.Abs(x)], [x], {x: 0.0}), is_smooth([x * sympy.Abs(x)], [x], {x: 0.0})
    (False, True)
    """
    values = sympy.lambdify(list(symbols), list(exprs), modules="mpmath")
    with mpmath.workdps(_DIGITS):
        place = [mpmath.mpf(point[symbol]) for symbol in symbols]
        try:
            here = values(*place)
            for i in range(len(symbols)):
                left, right = ([*place[:i], place[i] + step, *place[i + 1 :]] for step in (-_STEP, _STEP))
                for before, at, after in zip(values(*left), here, values(*right), strict=True):
                    slopes = (at - before) / _STEP, (after - at) / _STEP
                    if not abs(slopes[0] - slopes[1]) <= _SLOPES_AGREE * (_SMALL + max(map(abs, slopes))):
                        return False
        except (ValueError, ZeroDivisionError, TypeError):
            return False
    return True


def _flat(rows: Sequence[Sequence[Any]]) -> list[Any]:
    return [entry for row in rows for entry in row]
