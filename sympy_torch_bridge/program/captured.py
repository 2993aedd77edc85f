"""Several subexpressions as functions of what all of them take from outside, for one node of a program."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .body import Body, lowered_body
from .lowering import Lowering, Scope

__all__ = ["Captured"]


class Captured:
    """The symbols that bodies capture together, in the order in which they were first met."""

    def __init__(self, lowering: Lowering, scope: Scope) -> None:
        self._lowering, self._scope = lowering, scope
        self._positions: dict[Any, int] = {}
        self._nodes: list[int] = []
        self._ranks: list[int] = []

    def body(
        self, expr: Any, bound: Sequence[Any] = (), *, replaced: Mapping[Any, Any] | None = None
    ) -> Generator[tuple[Any, Scope], int, tuple[Body, tuple[int, ...]]]:
        """Lower an expression; return its body and the positions of the symbols that it captures."""
        body = yield from lowered_body(self._lowering, expr, bound, self._scope, replaced=replaced)
        for symbol, node, rank in zip(body.symbols, body.captured, body.ranks, strict=True):
            if symbol not in self._positions:
                self._positions[symbol] = len(self._nodes)
                self._nodes.append(node)
                self._ranks.append(rank)
        return body, tuple(self._positions[symbol] for symbol in body.symbols)

    def symbol(self, position: int) -> Any:
        """Return a captured symbol."""
        return list(self._positions)[position]

    def called(self, body: Body, name: str, function: Callable[..., Any], *own: int) -> int:
        """Add the node of ``function(*own, *captured)``, whose values are like those of a body."""
        whole = replace(
            body, captured=tuple(self._nodes), symbols=tuple(self._positions), ranks=tuple(self._ranks)
        )
        return whole.called(self._lowering, name, function, *own)
