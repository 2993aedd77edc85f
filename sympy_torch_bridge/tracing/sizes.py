"""How large expressions are when they are written out."""

from __future__ import annotations

from typing import Any

from .entries import Entries

__all__ = ["LARGEST", "Sizes"]

# SymPy works on such an expression for minutes: each of its walks visits every node.
LARGEST = 100_000


class Sizes:
    """Counts nodes, those of a shared part as often as it occurs; each part is counted once.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> Sizes().of(x**2 + x)
    5
    """

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}

    def of(self, expression: Any) -> int:
        """Return the number of nodes."""
        pending = [expression]
        while pending:
            node = pending[-1]
            unknown = [a for a in node.args if a not in self._known]
            if unknown and node not in self._known:
                pending += unknown
                continue
            pending.pop()
            self._known[node] = 1 + sum(self._known[a] for a in node.args)
        return self._known[expression]

    def of_entries(self, entries: Entries) -> int:
        """Return the number of nodes of the largest entry."""
        return max(map(self.of, entries.flat), default=0)
