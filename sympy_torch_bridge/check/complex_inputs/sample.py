"""Complex points: stratified, of many magnitudes and directions, on both sides of the axes."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from .parts import Parts
from .region import Region

__all__ = ["draw_complex"]

Point = dict[Any, Any]

_REACHES = (3.0, 1.0, 8.0, 0.3, 30.0)
_ROUNDS = 4
# Exponents of ten: beyond the usual, tiny, in between.
_SIZES = ((3.0, 6.0), (-8.0, -2.0), (2.0, 3.0), (-2.0, 1.0), (1.0, 2.0), (-8.0, -4.0))
# Each failure brings the upper exponent nearer to the lower one: exp(z) has no use for a million.
_TRIES = 6
# Branch cuts lie on the axes: points next to them on both sides, and two on each axis.
_BESIDE = 2.0**-7
_SPECIAL_SHARE = 3
_MAGNITUDE_SHARE = 4
# Of fewer points none is spent on the axes themselves.
_MANY = 12


def draw_complex(
    region: Region,
    parts: Parts,
    n_points: int,
    seed: int,
    accepts: Callable[[Point], bool],
    accepts_extreme: Callable[[Point], bool],
) -> list[Point]:
    """Draw points of a region that are accepted.

    Parameters
    ----------
    region : Region
    parts : Parts
    n_points : int
    seed : int
    accepts : callable
    accepts_extreme : callable
        Decides about unusual magnitudes.

    Returns
    -------
    list of dict
        Complex numbers for complex inputs, floats for real ones.

    Examples
    --------
    >>> import sympy
    >>> from .parts import parts_of
    >>> from .region import region_of
    >>> z = sympy.Symbol("z")
    >>> parts = parts_of([z])
    >>> points = draw_complex(
    ...     region_of(None, [z], parts), parts, 24, 0, lambda point: True, lambda point: True
    ... )
    >>> len(points), any(p[z].imag > 0 > p[z].real for p in points), sum(not p[z].imag for p in points)
    (24, True, 2)
    """
    rng = np.random.default_rng(seed)
    found: list[Point] = []

    def take(candidates: Iterable[Point], count: int, accepts: Callable[[Point], bool] = accepts) -> None:
        wanted = min(n_points, len(found) + count)
        for candidate in candidates if len(found) < wanted else ():
            inside = region.contains(parts.split(candidate))
            if inside and candidate not in found and accepts(candidate):
                found.append(candidate)
                if len(found) >= wanted:
                    return

    special = max(1, n_points // _SPECIAL_SHARE)
    take(_beside_axes(region, parts, rng), special)
    take(_pairs(region, parts, rng), special)
    for on_axis in _on_axes(region, parts, rng) if n_points >= _MANY else ():
        take(on_axis, 1)
    for group in _magnitudes(region, parts, rng, n_points // _MAGNITUDE_SHARE):
        take(group, 1, accepts_extreme)
    for _ in range(_ROUNDS):
        for reach in _REACHES:
            take(_latin(region, parts, rng, n_points, reach), n_points)
    return found


def _latin(region: Region, parts: Parts, rng: Any, count: int, reach: float) -> Iterator[Point]:
    """Yield a Latin hypercube over all real inputs."""
    box = region.box
    columns = {}
    for symbol in box.intervals:
        low, high = box.window(symbol, reach)
        place = (rng.permutation(count) + rng.random(count)) / count
        values = low + (high - low) * place
        columns[symbol] = np.round(values) if symbol in box.integers else values
    for row in range(count):
        drawn = {symbol: float(column[row]) for symbol, column in columns.items()}
        yield _joined({**drawn, **region.fixed}, parts)


def _joined(point: Mapping[Any, float], parts: Parts) -> Point:
    """Return a point with complex numbers in place of their parts."""
    taken = {part for pair in parts.pairs.values() for part in pair}
    result: Point = {symbol: value for symbol, value in point.items() if symbol not in taken}
    for symbol, (real, imag) in parts.pairs.items():
        result[symbol] = complex(point[real], point[imag])
    return result


def _beside_axes(region: Region, parts: Parts, rng: Any) -> Iterator[Point]:
    """Yield points on both sides of the four half axes, the negative real one first."""
    for direction in (math.pi, 0.0, math.pi / 2, -math.pi / 2):
        for side in (_BESIDE, -_BESIDE):
            for point in _latin(region, parts, rng, 1, _REACHES[0]):
                for symbol in region.free:
                    size = float(rng.uniform(0.2, 2.5))
                    point[symbol] = cmath.rect(size, direction + side * float(rng.uniform(0.5, 1.0)))
                yield point


def _pairs(region: Region, parts: Parts, rng: Any) -> Iterator[Point]:
    """Yield points with two equal complex inputs, and two conjugate ones."""
    for first, second in combinations(parts.pairs, 2):
        for is_conjugate in (False, True):
            for point in _latin(region, parts, rng, 1, _REACHES[0]):
                same = point[first]
                yield {**point, second: same.conjugate() if is_conjugate else same}


def _on_axes(region: Region, parts: Parts, rng: Any) -> Iterator[list[Point]]:
    """Yield groups of candidates of which one is wanted: positive numbers, then imaginary ones.

    Inside the unit circle, where most cuts along an axis have not begun, all inputs are such numbers;
    outside it a single one.
    """
    free = [symbol for symbol in parts.pairs if symbol in region.free]
    for number, direction in enumerate((1.0, 1.0j)):
        for low, high, chosen in ((0.2, 0.9, free), (1.1, 2.5, free[number % max(1, len(free)) :][:1])):
            group = []
            for _ in range(_TRIES if free else 0):
                for point in _latin(region, parts, rng, 1, _REACHES[0]):
                    axis = {symbol: complex(direction * float(rng.uniform(low, high))) for symbol in chosen}
                    group.append({**point, **axis})
            yield group


def _magnitudes(region: Region, parts: Parts, rng: Any, count: int) -> Iterator[list[Point]]:
    """Yield groups of candidates of which one is wanted: logarithmic magnitudes in all directions.

    In the first half all inputs have the magnitude, in the second half a single one.
    """
    free = [symbol for symbol in parts.pairs if symbol in region.free]
    for number in range(count if free else 0):
        lower, upper = _SIZES[number % len(_SIZES)]
        group = []
        for attempt in range(2 * _TRIES):
            top = lower + (upper - lower) * (1 - (attempt % _TRIES) / _TRIES)
            for point in _latin(region, parts, rng, 1, _REACHES[0]):
                for symbol in free if attempt < _TRIES else [free[(number + attempt) % len(free)]]:
                    size = 10.0 ** float(rng.uniform(lower, top))
                    point[symbol] = cmath.rect(size, float(rng.uniform(-math.pi, math.pi)))
                group.append(point)
        yield group
