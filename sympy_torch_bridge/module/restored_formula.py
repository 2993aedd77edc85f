"""Formulas out of checkpoints: nodes become SymPy objects of known classes, nothing is evaluated.

A checkpoint is text that nobody vouches for. A node names its class, which is looked up in a fixed
table; no text is ever parsed as code, and an expression is built without evaluation, so that no
number in it can ask for unbounded work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from types import MappingProxyType
from typing import Any

import sympy
from mpmath.libmp import from_man_exp
from sympy.core.assumptions import _assume_defined
from sympy.core.symbol import Str

from ..errors import CheckpointError
from ..expression_record import unevaluated
from .node_classes import ARRAYS, CONSTANTS, MATRICES, node_classes
from .stored_formula import Node

__all__ = ["restored"]

_LONGEST_NAME = 1000
_MOST_DIGITS = 1_000_000


def restored(nodes: Any) -> Any:
    """Build the expression or container that :func:`stored` wrote.

    Raises
    ------
    CheckpointError
        The nodes are not such a list: a class that is not in the table, a part that does not come
        before its node, a name or number of the wrong form.

    Examples
    --------
    >>> restored([["Rational", "1/2"], ["Symbol", "x", {"positive": True}], ["Mul", 0, 1]])
    x/2
    """
    if not isinstance(nodes, list | tuple) or not nodes:
        raise CheckpointError("its formula is not a list of nodes.")
    reader = _Reader()
    for place, node in enumerate(nodes):
        if not isinstance(node, list | tuple) or not node or not isinstance(node[0], str):
            raise CheckpointError(f"node {place} of its formula is no list with a kind: {node!r:.80}.")
        try:
            reader.built.append(reader.read(list(node)))
        except CheckpointError:
            raise
        except Exception as failure:
            raise CheckpointError(
                f"node {place} of its formula cannot be built: {node!r:.80}.", why=f"{failure}"
            ) from failure
    return reader.built[-1]


class _Reader:
    """Holds what is built so far."""

    def __init__(self) -> None:
        self.built: list[Any] = []
        self._dummies: dict[tuple[int, str], Any] = {}

    def read(self, node: Node) -> Any:
        """Build one node from its parts."""
        kind = node[0]
        leaf = _LEAVES.get(kind)
        if leaf is not None:
            return leaf(self, *node[1:])
        if kind == "dict":
            return dict(zip(map(_key, node[1]), self._parts(node[2:]), strict=True))
        if kind in ("list", "tuple"):
            return (list if kind == "list" else tuple)(self._parts(node[1:]))
        if kind in MATRICES or kind in ARRAYS:
            return self._explicit(kind, *node[1:])
        if kind == "function":
            return sympy.Function(_name(node[1]))(*self._inner(node[2:]))
        if kind not in node_classes():
            raise CheckpointError(
                f"its formula has a node of the class {kind if kind != 'opaque' else node[1:3]!r}.",
                why="only nodes that the library computes itself are built from a checkpoint",
                hint="build the module from the formula, and load the state into it",
            )
        return unevaluated(node_classes()[kind], self._inner(node[1:]))

    def _parts(self, places: list[Any]) -> list[Any]:
        for place in places:
            if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(self.built):
                raise CheckpointError(f"its formula refers to a part that is not there: {place!r:.40}.")
        return [self.built[place] for place in places]

    def _inner(self, places: list[Any]) -> list[Any]:
        """Return the parts of a node: SymPy would read the texts in a container as code."""
        parts = self._parts(places)
        for part in parts:
            if not isinstance(part, sympy.Basic):
                raise CheckpointError(f"its formula has a {type(part).__name__} inside a node.")
        return parts

    def _explicit(self, kind: str, shape: list[int], *places: Any) -> Any:
        parts = self._inner(list(places))
        if prod(map(int, shape)) != len(parts):
            raise CheckpointError(
                f"its formula has a {kind} of shape {shape!r:.40} with {len(parts)} entries."
            )
        if kind in ARRAYS:
            return ARRAYS[kind](parts, tuple(map(int, shape)))
        rows, columns = map(int, shape)
        return MATRICES[kind](rows, columns, parts)

    def _constant(self, name: str, *leaf: Any) -> Any:
        _name(name)
        return self.read(list(leaf))

    def _dummy(self, name: str, number: int, assumptions: Mapping[str, bool]) -> Any:
        key = (int(number), _name(name))
        if key not in self._dummies:
            self._dummies[key] = sympy.Dummy(name, **_checked(assumptions))
        return self._dummies[key]

    def _symbol(self, name: str, assumptions: Mapping[str, bool]) -> Any:
        return sympy.Symbol(_name(name), **_checked(assumptions))

    def _matrix_symbol(self, name: str, *sizes: int) -> Any:
        return sympy.MatrixSymbol(_name(name), *self._inner(list(sizes)))

    def _indexed_base(self, *places: int) -> Any:
        label, *shape = self._inner(list(places))
        return sympy.IndexedBase(label, shape=tuple(shape) or None)


def _key(key: Any) -> str | int:
    if not isinstance(key, str | int):
        raise CheckpointError(f"its formula has a mapping with the key {key!r:.40}.")
    return key


def _name(text: Any) -> str:
    if not isinstance(text, str) or len(text) > _LONGEST_NAME:
        raise CheckpointError(f"its formula has a name that is no short text: {text!r:.40}.")
    return text


def _checked(assumptions: Mapping[str, bool]) -> dict[str, bool]:
    known = {k: v for k, v in assumptions.items() if k in _assume_defined and isinstance(v, bool)}
    if len(known) != len(assumptions):
        raise CheckpointError(f"its formula has a symbol with unknown assumptions: {assumptions!r:.80}.")
    return known


def _whole(reader: _Reader, text: str) -> Any:
    if len(text) > _MOST_DIGITS:
        raise CheckpointError(f"its formula has a number of {len(text)} digits.")
    return sympy.Integer(int(text, 0))


def _fraction(reader: _Reader, text: str) -> Any:
    upper, _, lower = text.partition("/")
    return sympy.Rational(_whole(reader, upper), _whole(reader, lower))


def _float(reader: _Reader, mantissa: str, exponent: int, precision: int) -> Any:
    if not 1 <= precision <= _MOST_DIGITS:
        raise CheckpointError(f"its formula has a number of {precision} bits.")
    value = from_man_exp(int(_whole(reader, mantissa)), exponent)
    return sympy.Float._new(value, precision, zero=False)


_LEAVES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "Integer": _whole,
        "Rational": _fraction,
        "Float": _float,
        "Str": lambda reader, text: Str(_name(text)),
        "number": lambda reader, text: CONSTANTS[text],
        "Symbol": _Reader._symbol,
        "Dummy": _Reader._dummy,
        "MatrixSymbol": _Reader._matrix_symbol,
        "IndexedBase": _Reader._indexed_base,
        "constant": _Reader._constant,
    }
)
