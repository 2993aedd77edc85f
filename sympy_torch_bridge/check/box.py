"""The region points are drawn from: the user's intervals, else what the symbols' assumptions allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ..domain import REAL, Interval, assumed_interval
from ..errors import InputTypeError, OptionError
from .question import refuse_twin

__all__ = ["Box", "box_of"]


@dataclass(frozen=True, slots=True)
class Box:
    """One interval for each input.

    Parameters
    ----------
    intervals : mapping of Symbol to Interval
    integers : frozenset of Symbol
        Inputs that take whole numbers only.
    """

    intervals: Mapping[Any, Interval]
    integers: frozenset[Any]

    def window(self, symbol: Any, reach: float) -> tuple[float, float]:
        """Return finite ends for an input; unbounded sides end ``reach`` from the other, or from 0."""
        interval = self.intervals[symbol]
        low, high = interval.lower, interval.upper
        if math.isinf(low) and math.isinf(high):
            return -reach, reach
        low = low if math.isfinite(low) else high - reach
        high = high if math.isfinite(high) else low + reach
        margin = (high - low) * 1e-3
        return low + margin * interval.lower_open, high - margin * interval.upper_open

    def contains(self, point: Mapping[Any, float]) -> bool:
        """Tell whether a point lies in every interval."""
        return all(interval.contains(point[symbol]) for symbol, interval in self.intervals.items())


def box_of(domain: Any, inputs: Sequence[Any]) -> Box:
    """Read the ``domain`` option.

    Parameters
    ----------
    domain : mapping of Symbol to Interval or (low, high), or None
        Symbols left out, and all of them without a mapping, follow their assumptions. A symbol that is
        no input is passed over: one mapping may serve several expressions.
    inputs : sequence of Symbol

    Raises
    ------
    UnknownSymbolError
        The domain holds a name in place of a symbol, or a symbol that only looks like an input.
    InputTypeError, OptionError
        The domain is no mapping, or an interval is none.

    Examples
    --------
    >>> x, y = sympy.Symbol("x", positive=True), sympy.Symbol("y")
    >>> box = box_of({y: (0, 1)}, [x, y])
    >>> str(box.intervals[x]), str(box.intervals[y])
    ('(0, oo)', '[0, 1]')
    """
    given = {} if domain is None else domain
    if not isinstance(given, Mapping):
        raise InputTypeError(
            "domain",
            f"a {type(domain).__name__}",
            expected="a mapping from symbols to intervals",
            hint="for one symbol: domain={x: (0, 1)}",
        )
    for symbol in given:
        refuse_twin(symbol, inputs, "domain")
    for symbol in inputs:
        if symbol.is_extended_real is False:
            raise InputTypeError(
                str(symbol),
                "a symbol that is assumed not real",
                expected="a real one",
                hint="write I*t with a real symbol t",
            )
    intervals = {
        symbol: _interval(given[symbol], symbol) if symbol in given else assumed_interval(symbol)
        for symbol in inputs
    }
    return Box(intervals, frozenset(symbol for symbol in inputs if symbol.is_integer))


def _interval(value: Any, symbol: Any) -> Interval:
    if isinstance(value, Interval):
        return value
    if isinstance(value, sympy.Interval):
        ends = (float(value.start), float(value.end))
        return Interval(*ends, lower_open=bool(value.left_open), upper_open=bool(value.right_open))
    if value is sympy.Reals:
        return REAL
    if isinstance(value, sympy.Set):
        raise InputTypeError(
            f"domain of {symbol}",
            f"the set {value}",
            expected="an interval",
            hint="single numbers are given as points=[{x: 1}, {x: 2}]; several intervals are several checks",
        )
    try:
        low, high = (float(end) for end in value)
    except (TypeError, ValueError):
        raise InputTypeError(
            f"domain of {symbol}", f"{value!r}", expected="an Interval or a pair (low, high)"
        ) from None
    if not low < high:
        raise OptionError(f"domain of {symbol}", value, accepted=["(low, high) with low < high"])
    return Interval(low, high)
