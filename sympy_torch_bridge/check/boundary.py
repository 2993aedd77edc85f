"""Points on both sides of every condition, because a mistake in one branch shows only there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import UnsupportedFunctionError
from ..exact import ExactFunction
from .box import Box

__all__ = ["both_sides"]

# Conditions further out are looked for only where there is none near zero.
_REACHES = (3.0, 30.0, 300.0)
_STEPS = 12
_BISECTIONS = 40
# Distance of the two points from the boundary, relative to the window: near, and clearly on one side.
_OFFSET = 2.0**-8
_BITS = 60

Point = dict[Any, float]


def both_sides(
    switches: Sequence[Any],
    inputs: Sequence[Any],
    base: Point,
    box: Box,
    ops: Mapping[Any, Any] | None = None,
) -> list[Point]:
    """Return points next to the zeros of ``switches``, one on each side.

    Parameters
    ----------
    switches : sequence of sympy.Expr
    inputs : sequence of Symbol
    base : dict of Symbol to float
        All coordinates but one are taken from here.
    box : Box
    ops : mapping of SymPy class to Op, optional

    Examples
    --------
    >>> import sympy
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> low, high = both_sides([x - 2], [x], {x: 0.0}, box_of(None, [x]))
    >>> low[x] < 2 < high[x]
    True
    """
    points: list[Point] = []
    for switch in switches:
        try:
            fn = ExactFunction([switch], inputs, ops=ops)
        except UnsupportedFunctionError:
            continue
        symbol = next((s for s in inputs if s in switch.free_symbols and s not in box.integers), None)
        if symbol is not None:
            windows = dict.fromkeys(box.window(symbol, reach) for reach in _REACHES)
            found = (_around_zero(fn, symbol, base, window) for window in windows)
            points.extend(next((pair for pair in found if pair), []))
    return points


def _around_zero(fn: ExactFunction, symbol: Any, base: Point, window: tuple[float, float]) -> list[Point]:
    """Bracket a zero along one coordinate on a grid, close in on it, and step to both sides."""
    low, high = window
    # The ends belong to the grid, slightly inside; its inner places avoid round numbers.
    grid = [low + (high - low) * min(max((i + 0.37) / _STEPS, 1e-3), 0.999) for i in range(-1, _STEPS + 1)]
    signs = [_sign(fn, {**base, symbol: place}) for place in grid]
    for left, right, before, after in zip(grid, grid[1:], signs, signs[1:], strict=False):
        if before * after < 0:
            zero = _bisected(fn, symbol, base, left, right, before)
            offset = (high - low) * _OFFSET
            return [{**base, symbol: zero - offset}, {**base, symbol: zero + offset}]
    return []


def _bisected(fn: ExactFunction, symbol: Any, base: Point, left: float, right: float, before: int) -> float:
    for _ in range(_BISECTIONS):
        middle = (left + right) / 2
        sign = _sign(fn, {**base, symbol: middle})
        if sign == 0:
            return middle
        left, right = (middle, right) if sign == before else (left, middle)
    return (left + right) / 2


def _sign(fn: ExactFunction, point: Point) -> int:
    (value,) = fn(point, bits=_BITS)
    if not value.is_finite:
        return 0
    return 1 if value.center > 0 else -1 if value.center < 0 else 0
