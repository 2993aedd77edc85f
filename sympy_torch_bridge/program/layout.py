"""How the outputs of a program are arranged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Layout", "relabelled"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the outputs are arranged for the user: one node, a nested container, or a stacked array.

    ``kind`` is ``"node"``, ``"list"``, ``"tuple"``, ``"dict"`` or ``"stack"``; a stack is a dense
    array with the trailing ``shape``, its items in row-major order. ``keys`` are those of a dict,
    or the class of a named tuple.
    """

    kind: str
    items: tuple[Layout, ...] = ()
    node: int = -1
    keys: tuple[Any, ...] = ()
    shape: tuple[int, ...] = ()


def relabelled(layout: Layout, place: Mapping[int, int] | Sequence[int]) -> Layout:
    """Return the layout with its nodes renumbered."""
    if layout.kind == "node":
        return Layout("node", node=place[layout.node])
    return Layout(
        layout.kind,
        tuple(relabelled(item, place) for item in layout.items),
        keys=layout.keys,
        shape=layout.shape,
    )
