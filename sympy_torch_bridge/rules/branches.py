"""Where a rule has to be checked: its condition falls into branches, and each of them is one region."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from sympy import And, S
from sympy import Interval as SymPyInterval
from sympy import Union as SymPyUnion

from ..domain import REAL, Interval, assumed_interval
from ._rule import Rule
from .condition import holds_at

__all__ = ["pieces", "regions"]

_TRIALS = 64
_SIDES = (Interval(-math.inf, 0.0, upper_open=True), Interval(0.0, lower_open=True))


def regions(rule: Rule, *, of_instance: bool = False) -> tuple[dict[Any, Interval], ...]:
    """Return the regions to draw points from, which together reach every branch of the condition.

    The first is the domain of the rule, without what the condition excludes at its ends. Each further one
    reaches a branch that the domain leaves out. A condition on several symbols at once bounds no region:
    it is tested at the points.

    Parameters
    ----------
    rule : Rule
    of_instance : bool
        Whether it stands for a rule on unknown functions: where these have values is no condition of it,
        and only what is stated has branches.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> rule = replace(BY_ID["derivative.asec"], domain=Interval(1, 8, lower_open=True))
    >>> for region in regions(rule):
    ...     print({str(symbol): str(interval) for symbol, interval in region.items()})
    {'x': '(1, 8]'}
    {'x': '[-8, -1)'}
    """
    held = rule.bounds
    stated = rule.stated_symbols
    branches = {
        s: _allowed(pieces(_of_one(rule, s)) if s in stated else (held.get(s, REAL),), s)
        for s in rule.intervals
    }
    first = {s: _within(interval, branches[s]) for s, interval in rule.intervals.items()}
    further = [
        {**first, s: _no_farther(part, first[s])}
        for s, branch in branches.items()
        if s in stated or not of_instance
        for part in _sides(branch)
        if first[s].intersection(part) is None
    ]
    return (first, *(region for region in further if _is_possible(region, rule.relations)))


def pieces(relations: Sequence[Any]) -> tuple[Interval, ...]:
    """Return the intervals on which relations of one symbol hold; all numbers unless they are finitely many.

    Examples
    --------
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> [str(piece) for piece in pieces([abs(x) > 1, x < 4])]
    ['(-oo, -1)', '(1, 4)']
    """
    return _solved(tuple(relations))


@lru_cache(maxsize=4096)
def _solved(relations: tuple[Any, ...]) -> tuple[Interval, ...]:
    try:
        found = And(*relations).as_set() if relations else S.Reals
    except (NotImplementedError, ValueError, TypeError):
        return (REAL,)
    parts = found.args if isinstance(found, SymPyUnion) else (found,)
    if found is S.Reals or not all(isinstance(part, SymPyInterval) for part in parts):
        return (REAL,)
    ordered = sorted(parts, key=lambda part: float(part.start))
    return tuple(
        Interval(float(p.start), float(p.end), lower_open=bool(p.left_open), upper_open=bool(p.right_open))
        for p in ordered
    )


def _of_one(rule: Rule, symbol: Any) -> tuple[Any, ...]:
    return tuple(r for r in rule.relations if r.free_symbols == {symbol})


def _allowed(branch: Sequence[Interval], symbol: Any) -> tuple[Interval, ...]:
    """Keep what the assumptions of a symbol allow."""
    assumed = assumed_interval(symbol)
    return tuple(part for piece in branch if (part := piece.intersection(assumed)) is not None) or (assumed,)


def _within(interval: Interval, branch: Sequence[Interval]) -> Interval:
    """Cut off what lies beyond the outermost ends of a branch."""
    low, high = branch[0], branch[-1]
    hull = Interval(low.lower, high.upper, lower_open=low.lower_open, upper_open=high.upper_open)
    return interval.intersection(hull) or hull


def _sides(branch: Sequence[Interval]) -> list[Interval]:
    """Split the intervals of a branch at 0: signs are where formulas differ."""
    return [part for piece in branch for side in _SIDES if (part := piece.intersection(side)) is not None]


def _no_farther(part: Interval, drawn: Interval) -> Interval:
    """Keep within the magnitudes that points are drawn from: beyond them formulas may overflow."""
    reach = max(abs(drawn.lower), abs(drawn.upper))
    return (part.intersection(Interval(-reach, reach)) if math.isfinite(reach) else None) or part


def _is_possible(region: Mapping[Any, Interval], relations: Sequence[Any]) -> bool:
    """Tell whether relations hold somewhere in a region."""
    if not relations:
        return True
    rng = np.random.default_rng(0)
    drawn = {symbol: interval.sample(rng, _TRIALS) for symbol, interval in region.items()}
    points = ({symbol: values[place] for symbol, values in drawn.items()} for place in range(_TRIALS))
    return any(holds_at(relations, point) for point in points)
