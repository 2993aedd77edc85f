"""Claims that are wrong only where one variable is large, or near zero: few points of a sample lie there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..box import Box, box_of
from ..question import Component
from .condition import Condition
from .evidence import Evidence
from .trial import Trial

__all__ = ["FarRegion", "far_region"]

_ENOUGH = 3
_MAX_SYMBOLS = 4
# Right points that lend their other coordinates to the points that are made.
_COMPANIONS = 3
# Of the gap between the last right and the first wrong size, in logarithms.
_HALVINGS = 14
_SIZES = 8
_MAX_DIGITS = 6
# Times what is allowed, and the share of a number that doubles resolve.
_CLEARLY, _RESOLVED = 100.0, 1e-15

Point = dict[Any, float]


@dataclass(frozen=True, slots=True)
class FarRegion:
    """A condition under which a claim is wrong, and the numbers at points that were made there.

    Parameters
    ----------
    condition : Condition
    inside : Evidence
    """

    condition: Condition
    inside: Evidence


@dataclass(frozen=True, slots=True)
class _Direction:
    """A way out of the ordinary sizes of a symbol: to which sides of zero, and outwards or to zero.

    How far out a point lies is its ``size``; 0 is that of a point in another direction, and nan that of zero
    itself on the way to zero.
    """

    symbol: Any
    signs: tuple[int, ...]
    is_outwards: bool

    def sizes(self, points: Sequence[Any]) -> Any:
        values = np.array([float(point[self.symbol]) for point in points])
        with np.errstate(divide="ignore"):
            sizes = np.abs(values) if self.is_outwards else 1 / np.abs(values)
        sizes = np.where(np.isin(np.sign(values), self.signs), sizes, 0.0)
        return sizes if self.is_outwards else np.where(values == 0, np.nan, sizes)

    def gap(self, known: Evidence) -> tuple[float, float, float] | None:
        """Return the largest size of right points, the smallest and the largest of the wrong ones beyond."""
        sizes = self.sizes(known.points)
        right, wrong = sizes[~known.wrong & (sizes > 0)], sizes[known.wrong & ~np.isnan(sizes)]
        if not len(right) or not len(wrong) or right.max() >= wrong.min():
            return None
        return float(right.max()), float(wrong.min()), float(wrong.max())

    def points(self, companions: Sequence[Any], sizes: Sequence[float], box: Box) -> list[Point]:
        """Return points of the box of given sizes, with the other coordinates of companions."""
        made = [
            {**companion, self.symbol: sign * float(size if self.is_outwards else 1 / size)}
            for size, sign, companion in product(sizes, self.signs, companions)
        ]
        return [point for i, point in enumerate(made) if box.contains(point) and point not in made[:i]]

    def condition(self, low: float, high: float) -> Condition:
        """Return the condition to lie beyond a round size between two."""
        bound = _round_number(low, high) if self.is_outwards else _round_number(1 / high, 1 / low)
        if len(self.signs) > 1:
            return Condition(self.symbol, -bound, bound, is_outside=self.is_outwards)
        has_one_sign = self.symbol.is_nonnegative or self.symbol.is_nonpositive
        near, far = (bound, np.inf) if self.is_outwards else (-np.inf if has_one_sign else 0.0, bound)
        # The sum turns a negative zero into zero.
        return (
            Condition(self.symbol, near, far) if 1 in self.signs else Condition(self.symbol, -far, 0.0 - near)
        )


def far_region(trial: Trial, component: Component) -> FarRegion | None:
    """Return the condition on the size of one variable under which an entry is wrong, if there is one.

    The points of the sample show the direction; the bound is found, and the condition confirmed, at points
    that are made for it.
    """
    question = trial.case.question
    known = trial.evidence(component).with_more(trial.fresh(component))
    box = box_of(trial.case.options.domain, question.inputs)
    directions = [d for d in _directions(question.inputs[:_MAX_SYMBOLS], box) if d.gap(known) is not None]
    for direction in directions:
        found = _beyond(trial, component, known.with_more(trial.more(component)), direction, box)
        if found is not None:
            return found
    return None


def _directions(symbols: Sequence[Any], box: Box) -> Iterator[_Direction]:
    for is_outwards, symbol in product((True, False), symbols):
        interval = box.intervals[symbol]
        sides = [sign for sign in (1, -1) if (interval.upper if sign > 0 else -interval.lower) > 0]
        for signs in dict.fromkeys((tuple(sides), *((sign,) for sign in sides))):
            yield _Direction(symbol, signs, is_outwards)


def _beyond(
    trial: Trial, component: Component, known: Evidence, direction: _Direction, box: Box
) -> FarRegion | None:
    gap = direction.gap(known)
    if gap is None:
        return None
    low, high, largest = gap
    companions = [known.points[i] for i in np.flatnonzero(~known.wrong)[:: max(1, len(known.points) // 5)]]
    companions = companions[:_COMPANIONS]

    def at(*made: float) -> Evidence:
        return trial.at(component, direction.points(companions, made, box))

    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low * high))
        numbers = at(middle)
        if not len(numbers.points) or numbers.wrong.any() != numbers.wrong.all():
            return None
        low, high = (low, middle) if numbers.wrong.all() else (middle, high)
    inside = at(*np.geomspace(high, max(largest, 2 * high), _SIZES))
    outside = at(*np.geomspace(low, low / 100, _SIZES))
    if inside.n_wrong < _ENOUGH or not inside.wrong.all():
        return None
    if len(outside.points) < _ENOUGH or outside.wrong.any() or not _is_jump(at(high)):
        return None
    return FarRegion(direction.condition(low, high), inside)


def _is_jump(numbers: Evidence) -> bool:
    """Tell whether the numbers next to the bound are clearly wrong.

    A difference that grows from nothing, as that of a series, passes the resolution somewhere: no bound.
    """
    gaps = np.abs(numbers.measured - numbers.exact)
    return bool((gaps > _CLEARLY * np.maximum(numbers.slack, _RESOLVED * np.abs(numbers.exact))).any())


def _round_number(low: float, high: float) -> float:
    """Return the number of fewest digits between two: thresholds are round.

    Examples
    --------
    >>> _round_number(99.99, 100.02), _round_number(0.0009995, 0.0010002), _round_number(1.23, 1.26)
    (100.0, 0.001, 1.25)
    """
    middle = (low + high) / 2
    rounded = (float(f"{middle:.{digits}g}") for digits in range(1, _MAX_DIGITS + 1))
    return next((number for number in rounded if low <= number <= high), middle)
