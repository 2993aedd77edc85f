"""Where points are drawn from, told apart from where a rule holds."""

from __future__ import annotations

import math
from dataclasses import replace

from ..domain import Interval, assumed_interval
from ._rule import Rule

__all__ = ["with_natural_domain"]


def with_natural_domain(rule: Rule) -> Rule:
    """Read the closed ends of a domain as the ends of drawing, and the open ones as those of the rule.

    A derivative needs both sides of a point, so what a rule of the catalog holds on is open: a closed end,
    as in [-3, 3], keeps values in the range of every floating type and is no condition.

    Examples
    --------
    >>> from sympy import Symbol, log
    >>> x = Symbol("x", real=True)
    >>> log1p = Rule("test.log1p", "log1p", log(1 + x), 1 / (1 + x), x, Interval(-1, 8, lower_open=True))
    >>> print(log1p.conditions, "|", with_natural_domain(log1p).conditions)
    x in (-1, 8] | x in (-1, oo)
    """
    closed = {symbol: interval for symbol, interval in rule.bounds.items() if _opened(interval) != interval}
    if not closed:
        return rule
    natural = tuple((s, _opened(i).intersection(assumed_interval(s)) or i) for s, i in rule.bounds.items())
    return replace(rule, domain=natural, drawn=tuple(closed.items()))


def _opened(interval: Interval) -> Interval:
    return Interval(
        interval.lower if interval.lower_open else -math.inf,
        interval.upper if interval.upper_open else math.inf,
        lower_open=interval.lower_open,
        upper_open=interval.upper_open,
    )
