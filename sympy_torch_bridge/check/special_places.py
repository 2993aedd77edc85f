"""Candidates next to conditions, next to ends of the domain, and where arguments vanish.

A mistake in one branch shows only in that branch, one made at an end of the domain only near it, and a
division by an argument only where the argument is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise, zip_longest
from typing import Any

from ..domain import Interval
from .box import Box
from .crossings import Crossing, crossings, polynomial_zeros
from .landmarks import argument_zeros, domain_ends
from .roughness import switches

__all__ = ["SpecialPlaces"]

Point = dict[Any, float]
# Distances in units of the window: clearly on one side, and near.
_CLEAR = 2.0**-8
_NEAR = 1e-3
_CLOSE = 1e-6


class SpecialPlaces:
    """Where the points of a check should lie besides everywhere.

    Parameters
    ----------
    exprs : sequence of sympy.Expr
    inputs : sequence of Symbol
    box : Box
    ops : mapping of SymPy class to Op

    Examples
    --------
    >>> import sympy
    >>> from ..ops import BY_HEAD
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> places = SpecialPlaces([sympy.log(x - 1)], [x], box_of(None, [x]), BY_HEAD)
    >>> [round(point[x], 6) for point in places.ends({x: 2.0})]
    [0.999994, 1.000006, 0.994, 1.006]
    """

    def __init__(self, exprs: Sequence[Any], inputs: Sequence[Any], box: Box, ops: Mapping[Any, Any]) -> None:
        self._inputs = inputs
        self._box = box
        self._ops = ops
        self._known: dict[tuple[Any, ...], list[list[Crossing]]] = {}
        self.switches = _unique(switches(expr) for expr in exprs)
        self._ends = _unique(domain_ends(expr, ops) for expr in exprs)
        self._zeros = [
            zero for zero in _unique(map(argument_zeros, exprs)) if zero not in (*self.switches, *self._ends)
        ]

    def sides(self, base: Point) -> tuple[list[list[Point]], list[list[Point]]]:
        """Return pairs of points on both sides of the conditions that change on a line through the base.

        First one pair for each condition, then pairs for the further places where they change.
        """
        first, *others = [*zip_longest(*self._crossings(self.switches, base)), ()]
        return _pairs(first), _pairs(chain.from_iterable(others))

    def close_to_conditions(self, base: Point) -> list[Point]:
        """Return points exactly on the conditions, then near them on both sides, one place for each."""
        found = [zeros[0] for zeros in self._crossings(self.switches, base) if zeros]
        on = [crossing.at(0.0) for crossing in found if crossing.is_exact]
        return [*on, *(crossing.at(sign * _CLOSE) for crossing in found for sign in (-1, 1))]

    def zeros(self, base: Point) -> Iterator[Point]:
        """Yield points at which the argument of a function, or an input, is exactly zero."""
        found = _first_of_each(self._crossings(self._zeros, base))
        yield from (crossing.at(0.0) for crossing in found if crossing.is_exact)

    def ends(self, base: Point) -> Iterator[Point]:
        """Yield points near the ends of the domain, the nearest first; some lie outside."""
        for distance in (_CLOSE, _NEAR):
            yield from _at_ends_of_box(self._box, base, distance)
        found = list(chain.from_iterable(self._crossings(self._ends, base)))
        yield from (crossing.at(sign * d) for d in (_CLOSE, _NEAR) for crossing in found for sign in (-1, 1))

    def pieces(self) -> list[Interval]:
        """Return the intervals between the ends of the domain of a function of one variable, as far as known.

        Where every end is the zero of a polynomial, the domain is a union of some of them.
        """
        if len(self._inputs) != 1:
            return []
        (symbol,) = self._inputs
        whole = self._box.intervals[symbol]
        zeros = {
            zero
            for landmark in self._ends
            for zero in polynomial_zeros(landmark, symbol) or ()
            if whole.lower < zero < whole.upper
        }
        if not zeros:
            return []
        cuts = [whole.lower, *sorted(zeros), whole.upper]
        return [Interval(low, high, lower_open=True, upper_open=True) for low, high in pairwise(cuts)]

    def _crossings(self, landmarks: Sequence[Any], base: Point) -> list[list[Crossing]]:
        key = (id(landmarks), *base.values())
        if key not in self._known:
            self._known[key] = list(crossings(landmarks, self._inputs, base, self._box, self._ops))
        return self._known[key]


def _unique(groups: Iterator[Any] | Any) -> list[Any]:
    return list(dict.fromkeys(chain.from_iterable(groups)))


def _pairs(crossings: Iterable[Crossing | None]) -> list[list[Point]]:
    found = (crossing for crossing in crossings if crossing is not None)
    return [[crossing.at(sign * _CLEAR) for sign in (-1, 1)] for crossing in found]


def _first_of_each(groups: Sequence[Sequence[Crossing]]) -> list[Crossing]:
    """Return the first crossing of each landmark, then the second of each, and so on."""
    rounds = zip_longest(*groups)
    return [crossing for one_round in rounds for crossing in one_round if crossing is not None]


def _at_ends_of_box(box: Box, base: Point, distance: float) -> Iterator[Point]:
    for symbol in box.intervals:
        if symbol in box.integers:
            continue
        interval = box.intervals[symbol]
        low, high = box.window(symbol, 1.0)
        width = high - low
        if interval.lower > -float("inf"):
            yield {**base, symbol: interval.lower + distance * width}
        if interval.upper < float("inf"):
            yield {**base, symbol: interval.upper - distance * width}
