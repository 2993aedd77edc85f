"""The points of a check: shares of them for everything that a mistake may hide behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np

from .box import Box
from .special_places import SpecialPlaces
from .strata import (
    KINDS_OF_SIZES,
    between,
    diagonals,
    in_pieces,
    latin,
    magnitudes,
    whole_sizes,
    with_one_whole,
)

__all__ = ["Judge", "Point", "Sample", "draw", "is_enough"]

Point = dict[Any, float]

# Ordinary functions change over a few units; wider and narrower windows follow where these hit too little.
_REACHES = (3.0, 1.0, 8.0, 0.3, 30.0)
_ROUNDS = 6
# Half of the points can always be ordinary: what is ill-conditioned at extremes is still decided.
_DIAGONAL_SHARE = 6
_MAGNITUDE_SHARE = 4
_WHOLE_SHARE = 6
_END_SHARE = 6
_CONDITION_SHARE = 4
_ORDINARY_SHARE = 3
# A quarter of the points asked for: with fewer, whole strata of the sample are missing.
_ENOUGH = 4


class Judge(Protocol):
    """Decides about candidates."""

    def is_inside(self, point: Point) -> bool:
        """Tell whether a point lies in the domain."""

    def is_moderate(self, point: Point) -> bool:
        """Tell whether all numbers on the way keep well inside the range of the floating type."""


class Sample:
    """The accepted points so far.

    Parameters
    ----------
    box : Box
    judge : Judge
    """

    def __init__(self, box: Box, judge: Judge) -> None:
        self.points: list[Point] = []
        self.notes: tuple[str, ...] = ()
        self._judge = judge
        self._box = box

    def first(self, candidates: Iterable[Point]) -> Point | None:
        """Accept one candidate and return it."""
        return self.points[-1] if self.take(candidates, 1) else None

    def take(self, candidates: Iterable[Point], count: int, *, extreme: bool = False) -> int:
        """Accept candidates until there are ``count`` more points; return how many there are.

        Extreme candidates have to be moderate in what they lead to.
        """
        before = len(self.points)
        for candidate in candidates if count > 0 else ():
            if candidate in self.points or not self._box.contains(candidate):
                continue
            if self._judge.is_inside(candidate) and (not extreme or self._judge.is_moderate(candidate)):
                self.points.append(candidate)
                if len(self.points) >= before + count:
                    break
        return len(self.points) - before

    def take_one_of_each(
        self, groups: Iterable[Sequence[Point]], count: int, *, extreme: bool = False
    ) -> None:
        """Accept one candidate of each group until there are ``count`` more points."""
        wanted = len(self.points) + count
        for group in groups if count > 0 else ():
            self.take(group, 1, extreme=extreme)
            if len(self.points) >= wanted:
                break


def draw(
    box: Box,
    n_points: int,
    seed: int,
    judge: Judge,
    places: SpecialPlaces,
    largest: float = 6.0,
) -> Sample:
    """Draw points of a box that are accepted.

    Parameters
    ----------
    box : Box
    n_points : int
    seed : int
        Equal seeds give equal points.
    judge : Judge
    places : SpecialPlaces
        Where conditions change and the domain ends.
    largest : float
        Exponent of ten of the largest magnitude.

    Returns
    -------
    Sample
        ``n_points`` points, fewer where the domain is hit too rarely, none where it is not hit at all.
    """
    rng = np.random.default_rng(seed)
    sample = Sample(box, judge)
    stratified = latin(box, rng, n_points, _REACHES[0])
    pieces = places.pieces()
    base = sample.first(stratified)
    if base is None and pieces:
        base = sample.first(c for group in in_pieces(next(iter(box.intervals)), pieces, rng) for c in group)
    if base is None:
        base = sample.first(_more(box, rng, n_points, sample))
    if base is None:
        return sample
    sample.take_one_of_each(diagonals(box, rng, base), _at_least_one(n_points, _DIAGONAL_SHARE))
    groups = magnitudes(box, rng, n_points, largest)
    sizes = min(n_points // _ORDINARY_SHARE, max(KINDS_OF_SIZES, n_points // _MAGNITUDE_SHARE))
    sample.take_one_of_each(groups, sizes, extreme=True)
    sample.take_one_of_each(whole_sizes(box, rng, base), n_points // _WHOLE_SHARE, extreme=True)
    sample.take(places.ends(base), n_points // _END_SHARE, extreme=True)
    _take_conditions(sample, places, base, n_points)
    if pieces:
        rest = n_points - len(sample.points)
        sample.take_one_of_each(in_pieces(next(iter(box.intervals)), pieces, rng), min(rest, len(pieces)))
    sample.take(stratified, n_points - len(sample.points))
    sample.take(_more(box, rng, n_points, sample), n_points - len(sample.points))
    del sample.points[n_points:]
    return sample


def _at_least_one(n_points: int, share: int) -> int:
    return max(n_points // share, int(n_points > 1))


def _take_conditions(sample: Sample, places: SpecialPlaces, base: Point, n_points: int) -> None:
    """Take points on both sides of each condition, on it and near it, as many as there is room for."""
    room = n_points - n_points // _ORDINARY_SHARE - len(sample.points)
    room = max(room, n_points // _CONDITION_SHARE, min(2, n_points - 1))
    wanted = len(sample.points) + room
    first, others = places.sides(base)
    taken = [pair for pair in first if _take_pair(sample, pair, wanted)]
    if len(taken) < len(first):
        visited = f"{len(taken)} of {len(first)} conditions"
        sample.notes = (f"both sides of {visited} were visited: a larger n_points reaches more",)
    close = places.close_to_conditions(base) if len(taken) == len(first) else []
    sample.take(chain(close, places.zeros(base)), wanted - len(sample.points))
    for pair in others:
        _take_pair(sample, pair, wanted)


def _take_pair(sample: Sample, pair: Sequence[Point], wanted: int) -> bool:
    """Take both points of a pair if there is room, and tell whether there was."""
    has_room = len(sample.points) + len(pair) <= wanted
    if has_room:
        sample.take(pair, len(pair))
    return has_room


def _more(box: Box, rng: Any, count: int, sample: Sample) -> Iterator[Point]:
    """Yield further candidates: other windows, then places between points that were accepted."""
    for _ in range(_ROUNDS):
        for reach in _REACHES:
            yield from latin(box, rng, count, reach)
            yield from between(box, rng, count, list(sample.points))
            if not sample.points:
                yield from with_one_whole(box, rng, count, reach)


def is_enough(found: int, n_points: int) -> bool:
    """Tell whether a sample of so many points is large enough to vouch for the whole."""
    return found * _ENOUGH >= n_points
