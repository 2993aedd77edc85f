"""What stands around a number in a formula, told without the value of any number."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from ..program.expressions.traversal import children, postorder

__all__ = ["Surroundings", "by_surroundings"]

_LONGEST = 120
_COMMUTATIVE = (sympy.Add, sympy.Mul, sympy.MatAdd, sympy.Max, sympy.Min, sympy.And, sympy.Or)
# How large a node is, and its text, in which every Float is a dot.
Shape = tuple[int, str]


def by_surroundings(occurrences: Sequence[tuple[Any, Any, Mapping[int, Any]]]) -> list[int]:
    """Return the places of occurrences in an order that no value of a Float decides.

    The expressions of a container keep their order; in one of them, smaller surroundings come first.

    Parameters
    ----------
    occurrences : sequence of (parent, leaf, parents)
        From :func:`~sympy_torch_bridge.module.formula_leaves.occurrences`.
    """
    surroundings = Surroundings()
    expressions: dict[int, int] = {}
    keys = []
    for parent, leaf, parents in occurrences:
        place = expressions.setdefault(id(parents), len(expressions))
        keys.append((place, surroundings.of(parent, leaf, parents)))
    return sorted(range(len(keys)), key=keys.__getitem__)


class Surroundings:
    """Shapes of nodes, each computed once.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> one, other = (c * sympy.sin(2 * x) for c in (0.5, 7.25))
    >>> shapes = Surroundings()
    >>> shapes.of(one, one.args[0], {}) == shapes.of(other, other.args[0], {})
    True
    """

    def __init__(self) -> None:
        self._shapes: dict[int, Shape] = {}
        self._seen: set[int] = set()
        self._kept: list[Any] = []  # an identity is that of a node as long as it lives

    def of(self, parent: Any, leaf: Any, parents: Mapping[int, Any]) -> list[tuple[int, Shape]]:
        """Return what tells a number's place: the nodes around it, from the inside out, and where in them."""
        key = []
        inner = leaf
        while parent is not None:
            key.append((self._position(parent, inner), self._shape(parent)))
            inner, parent = parent, parents.get(id(parent))
        return key

    def _position(self, parent: Any, inner: Any) -> int:
        if _is_commutative(parent):
            return -1
        return next((place for place, part in enumerate(children(parent)) if part is inner), -1)

    def _shape(self, node: Any) -> Shape:
        for one in postorder(node, self._seen):
            self._kept.append(one)
            self._shapes[id(one)] = self._described(one)
        return self._shapes[id(node)]

    def _described(self, node: Any) -> Shape:
        parts = children(node)
        if not parts:
            return 1, _text(node)
        inner = [self._shapes[id(part)] if id(part) in self._shapes else self._shape(part) for part in parts]
        if _is_commutative(node):
            inner.sort()
        text = f"{type(node).__name__}({','.join(text for _, text in inner)})"
        if len(text) > _LONGEST:
            text = hashlib.sha256(text.encode()).hexdigest()
        return 1 + sum(size for size, _ in inner), text


def _text(leaf: Any) -> str:
    if isinstance(leaf, sympy.Float):
        return "."
    if isinstance(leaf, sympy.Rational):  # Python writes no decimals of thousands of digits
        return f"{leaf.p:x}/{leaf.q:x}"
    return str(leaf.name) if isinstance(leaf, sympy.Symbol) else sympy.srepr(leaf)


def _is_commutative(node: Any) -> bool:
    return isinstance(node, _COMMUTATIVE) and node.is_commutative is not False
