"""A domain that serves several records: each takes what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..domain import Interval

__all__ = ["part_of"]


def part_of(domain: Any, *spoken: Any, instances: Iterable[Mapping[Any, Any]] = ()) -> Any:
    """Return the intervals of the symbols that formulas, or the values in instances, speak of.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, a = symbols("x a")
    >>> part_of({x: Interval(0, 1), a: Interval(0, 2)}, x**2)
    ((x, Interval(lower=0, upper=1, lower_open=False, upper_open=False)),)
    """
    if isinstance(domain, Interval):
        return domain
    flat = (part for entry in spoken for part in (entry if isinstance(entry, tuple) else (entry,)))
    values = (value for instance in instances for value in instance.values())
    known = set().union(*(getattr(part, "free_symbols", ()) for part in (*flat, *values)))
    pairs = domain.items() if isinstance(domain, Mapping) else domain
    return tuple((symbol, interval) for symbol, interval in pairs if symbol in known)
