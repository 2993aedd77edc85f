"""The region points are drawn from: the user's intervals, else what the symbols' assumptions allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..bounds import interval_of, within_assumptions
from ..domain import Interval, assumed_interval
from ..errors import InputTypeError, OptionError
from .twins import refuse_twin

__all__ = ["Box", "box_of", "limits_of_domain", "refuse_outside"]


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
        The domain is no mapping, an interval is none, or the assumptions of its symbol leave nothing of it.

    Examples
    --------
    >>> import sympy
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
        symbol: within_assumptions(interval_of(given[symbol], f"domain of {symbol}"), symbol)
        if symbol in given
        else assumed_interval(symbol)
        for symbol in inputs
    }
    return Box(intervals, frozenset(symbol for symbol in inputs if symbol.is_integer))


def limits_of_domain(domain: Mapping[Any, Any] | None, box: Box) -> tuple[str, ...]:
    """Say which bounds limit nothing, and which the assumptions of their symbol narrow.

    One mapping may serve many formulas, or a symbol was mistyped.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.Symbol("x", positive=True), sympy.Symbol("y")
    >>> domain = {x: (-1, 1), y: (0, 1)}
    >>> limits_of_domain(domain, box_of(domain, [x]))
    ('the domain of y limits nothing: no such input', 'x is assumed to lie in (0, oo): drawn from (0, 1]')
    """
    given = domain or {}
    others = sorted(str(symbol) for symbol in given if symbol not in box.intervals)
    notes = [f"the domain of {', '.join(others)} limits nothing: no such input"] if others else []
    for symbol, interval in box.intervals.items():
        if symbol not in given:
            continue
        asked = interval_of(given[symbol], str(symbol))
        if (asked.lower, asked.upper) != (interval.lower, interval.upper):
            notes.append(f"{symbol} is assumed to lie in {assumed_interval(symbol)}: drawn from {interval}")
    return tuple(notes)


def refuse_outside(points: Sequence[Mapping[Any, float]], box: Box) -> None:
    """Refuse points that contradict the domain given beside them.

    Raises
    ------
    OptionError
    """
    for place, point in enumerate(points):
        for symbol, interval in box.intervals.items():
            if not interval.contains(point[symbol]):
                raise OptionError(
                    f"the value of {symbol} in points[{place}]",
                    point[symbol],
                    accepted=[f"a number in its domain {interval}"],
                    hint="where points are given none are drawn, and domain may be left out",
                )
