"""Candidates for the points of a check: a Latin hypercube, many magnitudes, equal and opposite values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from ..domain import Interval
from .box import Box

__all__ = [
    "KINDS_OF_SIZES",
    "between",
    "diagonals",
    "in_pieces",
    "latin",
    "magnitudes",
    "whole_sizes",
    "with_one_whole",
]

Point = dict[Any, float]
# Exponents of ten and sign: beyond the usual, tiny, in between; first those that most domains hold.
_SIZES = (
    (2.0, 6.0, 1), (-8.0, -3.0, 1), (0.5, 2.0, -1),
    (2.0, 6.0, -1), (-8.0, -3.0, -1), (0.5, 2.0, 1),
    (2.0, 3.5, 1), (2.0, 3.5, -1),
)  # fmt: skip
KINDS_OF_SIZES = len(_SIZES)
# Whole numbers of other sizes than a window near zero has: formulas for orders often hold up to some order.
_WHOLE = ((4, 10), (-10, -3), (11, 40), (4, 10))
# Each failure brings the upper exponent nearer to the lower one: exp(x) has no use for a million.
_TRIES = 6
_REACH = 3.0


def latin(box: Box, rng: Any, count: int, reach: float) -> Iterator[Point]:
    """Yield a Latin hypercube: every coordinate falls once into each of ``count`` equal strata.

    Examples
    --------
    >>> import numpy, sympy
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> points = latin(box_of({x: (0, 4)}, [x]), numpy.random.default_rng(0), 4, 1.0)
    >>> sorted(int(point[x]) for point in points)
    [0, 1, 2, 3]
    """
    columns = {}
    for symbol in box.intervals:
        low, high = box.window(symbol, reach)
        place = (rng.permutation(count) + rng.random(count)) / count
        values = low + (high - low) * place
        columns[symbol] = [round(v) for v in values] if symbol in box.integers else values
    for row in range(count):
        yield {symbol: float(column[row]) for symbol, column in columns.items()}


def _anywhere(box: Box, rng: Any) -> Point:
    """Return the one point of a Latin hypercube with a single stratum, without arrays."""
    point = {}
    for symbol in box.intervals:
        low, high = box.window(symbol, _REACH)
        value = low + (high - low) * float(rng.random())
        point[symbol] = float(round(value)) if symbol in box.integers else value
    return point


def magnitudes(box: Box, rng: Any, count: int, largest: float) -> Iterator[list[Point]]:
    """Yield groups of candidates of which one is wanted: very large, tiny and middling, of both signs.

    Parameters
    ----------
    box : Box
    rng : numpy.random.Generator
    count : int
        Number of groups.
    largest : float
        Exponent of ten that no magnitude exceeds.

    Notes
    -----
    The candidates of a group come nearer to ordinary size one by one. In the first half all coordinates
    have the magnitude, in the second half a single one.
    """
    symbols = [symbol for symbol in box.intervals if symbol not in box.integers]
    for group in range(count if symbols else 0):
        lower, upper, sign = _SIZES[group % len(_SIZES)]
        upper = min(upper, largest)
        points = []
        for attempt in range(2 * _TRIES):
            point = _anywhere(box, rng)
            top = lower + (upper - lower) * (1 - (attempt % _TRIES) / _TRIES)
            chosen = symbols if attempt < _TRIES else [symbols[(group + attempt) % len(symbols)]]
            for place, symbol in enumerate(chosen):
                # With several variables of a size their signs differ from the second attempt on.
                side = sign if place == 0 or attempt == 0 else int(rng.choice((-1, 1)))
                size = 10.0 ** float(rng.uniform(min(lower, top), top))
                point[symbol] = _measured_from_end(box.intervals[symbol], side * size)
            points.append(point)
        yield points


def whole_sizes(box: Box, rng: Any, base: Point) -> Iterator[list[Point]]:
    """Yield groups of candidates of which one is wanted: the base with a larger whole number for an integer.

    Parameters
    ----------
    box : Box
    rng : numpy.random.Generator
    base : dict of Symbol to float
        All other coordinates are taken from here, for every second candidate from a new point.

    Examples
    --------
    >>> import numpy, sympy
    >>> from .box import box_of
    >>> n = sympy.Symbol("n", integer=True)
    >>> groups = whole_sizes(box_of(None, [n]), numpy.random.default_rng(0), {n: 1.0})
    >>> all(low <= group[0][n] <= high for group, (low, high) in zip(groups, [(4, 10), (-10, -3)]))
    True
    """
    for low, high in _WHOLE:
        for symbol in (s for s in box.intervals if s in box.integers):
            points = []
            for attempt in range(_TRIES):
                fresh = _anywhere(box, rng)
                # What the domain has no place for comes with the other sign, and less far out.
                value = float(rng.integers(low, high + 1))
                start = _measured_from_end(box.intervals[symbol], value)
                points.append({**(fresh if attempt % 2 else base), symbol: float(math.floor(start))})
                points.append({**points[-1], symbol: float(math.floor(start / 2))})
            yield points


def _measured_from_end(interval: Interval, value: float) -> float:
    """Return a number of this magnitude, from a finite end of the interval where zero lies outside."""
    if interval.contains(value):
        return value
    if interval.contains(-value):
        return -value
    if math.isfinite(interval.lower):
        return interval.lower + abs(value)
    return interval.upper - abs(value)


def diagonals(box: Box, rng: Any, base: Point) -> Iterator[list[Point]]:
    """Yield groups of candidates of which one is wanted: together they make every pair of inputs equal.

    As in a tournament, one point takes many disjoint pairs at a time, so that ``n`` inputs need ``n - 1``
    points and not ``n * (n - 1) / 2``. Then come points of opposite values.

    Parameters
    ----------
    box : Box
    rng : numpy.random.Generator
    base : dict of Symbol to float
        Coordinates without a partner are taken from here.

    Examples
    --------
    >>> import numpy, sympy
    >>> from .box import box_of
    >>> symbols = sympy.symbols("a b c d")
    >>> base = dict.fromkeys(symbols, 0.5)
    >>> groups = list(diagonals(box_of(None, symbols), numpy.random.default_rng(0), base))
    >>> len(groups), [len({*group[0].values()}) for group in groups[:3]]
    (6, [2, 2, 2])
    """
    symbols = list(box.intervals)
    for sign in (1, -1):
        for pairs in _rounds(symbols):
            whole = _with_pairs(box, rng, base, pairs, sign)
            again = _with_pairs(box, rng, base, pairs, sign)
            singles = [_with_pairs(box, rng, base, [pair], sign) for pair in pairs]
            yield [whole, again, *singles, *_swapped(base, pairs, sign)]


def _rounds(symbols: Sequence[Any]) -> list[list[tuple[Any, Any]]]:
    """Return the pairings of a tournament: everybody meets everybody once."""
    if len(symbols) <= 3:
        return [[pair] for pair in combinations(symbols, 2)]
    ring: list[Any] = [*symbols] if len(symbols) % 2 == 0 else [*symbols, None]
    rounds = []
    for _ in range(len(ring) - 1):
        half = len(ring) // 2
        pairs = zip(ring[:half], reversed(ring[half:]), strict=True)
        rounds.append([pair for pair in pairs if None not in pair])
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return rounds


def _with_pairs(box: Box, rng: Any, base: Point, pairs: Sequence[tuple[Any, Any]], sign: int) -> Point:
    point = dict(base)
    for first, second in pairs:
        a, b = box.window(first, _REACH), box.window(second, _REACH)
        b = b if sign > 0 else (-b[1], -b[0])
        low, high = max(a[0], b[0]), min(a[1], b[1])
        value = low + (high - low) * float(rng.random())
        if not box.integers.isdisjoint((first, second)):
            value = float(round(value))
        point |= {first: value, second: sign * value}
    return point


def _swapped(base: Point, pairs: Sequence[tuple[Any, Any]], sign: int) -> Iterator[Point]:
    """Yield the base with one of its own coordinates copied to the other: close to a point that is inside."""
    for first, second in pairs:
        yield {**base, first: sign * base[second]}
        yield {**base, second: sign * base[first]}


def with_one_whole(box: Box, rng: Any, count: int, reach: float) -> Iterator[Point]:
    """Yield points with one whole coordinate: orders of functions are often meant to be integers."""
    for symbol in box.intervals:
        for point in latin(box, rng, count, reach):
            yield {**point, symbol: float(round(point[symbol]))}


def between(box: Box, rng: Any, count: int, points: Sequence[Point]) -> Iterator[Point]:
    """Yield mixtures of accepted points: domains are often convex, and may be narrow."""
    if len(points) < 2:
        return
    for _ in range(count):
        first, second = (points[i] for i in rng.choice(len(points), size=2, replace=False))
        share = float(rng.random())
        mixed = {symbol: (1 - share) * first[symbol] + share * second[symbol] for symbol in box.intervals}
        yield {s: float(round(v)) if s in box.integers else v for s, v in mixed.items()}


def in_pieces(symbol: Any, pieces: Sequence[Interval], rng: Any) -> Iterator[list[Point]]:
    """Yield for each interval a group of candidates of which one is wanted."""
    for piece in pieces:
        low, high = Box({symbol: piece}, frozenset()).window(symbol, _REACH)
        yield [{symbol: low + (high - low) * float(rng.random())} for _ in range(_TRIES)]
