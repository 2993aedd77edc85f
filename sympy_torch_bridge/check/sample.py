"""The points of a check: stratified, on diagonals, next to conditions, of many magnitudes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

import numpy as np

from .box import Box

__all__ = ["Point", "draw"]

Point = dict[Any, float]

# Ordinary functions change over a few units; wider and narrower windows follow where these hit too little.
_REACHES = (3.0, 1.0, 8.0, 0.3, 30.0)
_ROUNDS = 6
_SMALLEST, _LARGEST = -3.0, 1.0
# Shares of the sample: a third for diagonals and conditions, a sixth for magnitudes, the rest stratified.
_SPECIAL_SHARE = 3
_MAGNITUDE_SHARE = 6


def draw(
    box: Box,
    n_points: int,
    seed: int,
    accepts: Callable[[Point], bool],
    near_conditions: Callable[[Point], Sequence[Point]],
) -> list[Point]:
    """Draw points of a box that are accepted.

    Parameters
    ----------
    box : Box
    n_points : int
    seed : int
        Equal seeds give equal points.
    accepts : callable
        Whether a point lies in the domain; called once for each candidate.
    near_conditions : callable
        Points on both sides of the conditions, for one point as a base.

    Returns
    -------
    list of dict
        ``n_points`` of them, fewer where the domain is hit too rarely, none where it is not hit at all.

    Examples
    --------
    >>> import sympy
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> points = draw(box_of(None, [x]), 8, 0, lambda point: point[x] > 0, lambda point: [])
    >>> len(points), all(point[x] > 0 for point in points)
    (8, True)
    """
    rng = np.random.default_rng(seed)
    sample = _Sample(box, accepts)
    stratified = _stratified(box, rng, n_points)
    base = sample.first(stratified)
    if base is None:
        base = sample.first(_more(box, rng, n_points, sample))
    if base is None:
        return []
    special = [*near_conditions(base), *_diagonals(box, rng, base)]
    sample.take(special, max(1, n_points // _SPECIAL_SHARE))
    sample.take(_magnitudes(box, rng, n_points), n_points // _MAGNITUDE_SHARE)
    sample.take(stratified, n_points - len(sample.points))
    sample.take(_more(box, rng, n_points, sample), n_points - len(sample.points))
    return sample.points[:n_points]


class _Sample:
    """The accepted points so far."""

    def __init__(self, box: Box, accepts: Callable[[Point], bool]) -> None:
        self.points: list[Point] = []
        self._accepts = accepts
        self._box = box

    def first(self, candidates: Iterator[Point]) -> Point | None:
        """Accept one candidate and return it."""
        self.take(candidates, 1)
        return self.points[-1] if self.points else None

    def take(self, candidates: Iterator[Point] | Sequence[Point], count: int) -> None:
        """Accept candidates until there are ``count`` more points."""
        wanted = len(self.points) + count
        for candidate in candidates if count > 0 else ():
            if candidate not in self.points and self._box.contains(candidate) and self._accepts(candidate):
                self.points.append(candidate)
                if len(self.points) >= wanted:
                    break


def _latin(box: Box, rng: Any, count: int, reach: float) -> Iterator[Point]:
    """Yield a Latin hypercube: every coordinate falls once into each of ``count`` equal strata."""
    columns = {}
    for symbol in box.intervals:
        low, high = box.window(symbol, reach)
        place = (rng.permutation(count) + rng.random(count)) / count
        values = low + (high - low) * place
        columns[symbol] = np.round(values) if symbol in box.integers else values
    for row in range(count):
        yield {symbol: float(column[row]) for symbol, column in columns.items()}


def _stratified(box: Box, rng: Any, count: int) -> Iterator[Point]:
    return _latin(box, rng, count, _REACHES[0])


def _more(box: Box, rng: Any, count: int, sample: _Sample) -> Iterator[Point]:
    """Yield further candidates: other windows, then places between points that were accepted."""
    for _ in range(_ROUNDS):
        for reach in _REACHES:
            yield from _latin(box, rng, count, reach)
            yield from _between(box, rng, count, list(sample.points))
            if not sample.points:
                yield from _whole(box, rng, count, reach)


def _whole(box: Box, rng: Any, count: int, reach: float) -> Iterator[Point]:
    """Yield points with one whole coordinate: orders of functions are often meant to be integers."""
    for symbol in box.intervals:
        for point in _latin(box, rng, count, reach):
            yield {**point, symbol: float(round(point[symbol]))}


def _between(box: Box, rng: Any, count: int, points: Sequence[Point]) -> Iterator[Point]:
    """Yield mixtures of accepted points: domains are often convex, and may be narrow."""
    if len(points) < 2:
        return
    for _ in range(count):
        first, second = (points[i] for i in rng.choice(len(points), size=2, replace=False))
        share = float(rng.random())
        mixed = {symbol: (1 - share) * first[symbol] + share * second[symbol] for symbol in box.intervals}
        yield {s: float(round(v)) if s in box.integers else v for s, v in mixed.items()}


def _diagonals(box: Box, rng: Any, base: Point) -> Iterator[Point]:
    """Yield a point of equal values for each pair of inputs: some mistakes show only there."""
    for first, second in combinations(box.intervals, 2):
        low = max(box.window(first, _REACHES[0])[0], box.window(second, _REACHES[0])[0])
        high = min(box.window(first, _REACHES[0])[1], box.window(second, _REACHES[0])[1])
        if low < high:
            value = low + (high - low) * float(rng.random())
            if not box.integers.isdisjoint((first, second)):
                value = float(round(value))
            yield {**base, first: value, second: value}


def _magnitudes(box: Box, rng: Any, count: int) -> Iterator[Point]:
    """Yield points with logarithmic magnitudes and both signs, within the windows."""
    for candidate in islice(_latin(box, rng, 2 * count, _REACHES[2]), 2 * count):
        point = dict(candidate)
        for symbol in box.intervals:
            if symbol not in box.integers:
                size = 10.0 ** float(rng.uniform(_SMALLEST, _LARGEST))
                point[symbol] = math.copysign(min(size, _REACHES[2]), candidate[symbol])
        yield point
