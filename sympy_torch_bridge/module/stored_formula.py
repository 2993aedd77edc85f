"""Formulas as lists of plain nodes: what a checkpoint holds, and how two of them are compared.

A node is a list: its kind, then texts, numbers, or the places of its parts, which come before it.
Nothing but lists, texts and numbers is stored, so that ``torch.load(weights_only=True)`` reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str
from sympy.matrices.expressions.matexpr import MatrixSymbol

from ..program.expressions.traversal import children, postorder
from .equal_parts import representatives
from .node_classes import ARRAYS, CONSTANTS, MATRICES, node_classes

__all__ = ["Node", "digest", "stored"]

Node = list[Any]

_DECIMAL_BITS = 1000

# The order of the parts of these means nothing, and SymPy's depends on the values of numbers.
_UNORDERED = {"Add", "Mul", "Max", "Min", "And", "Or", "Xor", "MatAdd", "FiniteSet", "Equality", "Unequality"}


def stored(expr: Any, names: Callable[[Any, Any], str | None] = lambda parent, leaf: None) -> list[Node]:
    """Turn an expression or a container into nodes, each after its parts.

    Parameters
    ----------
    expr : expression, or list, tuple, dict of them
    names : callable
        Gives the name of a leaf that is a constant of the module, from its parent and the leaf.

    Examples
    --------
    >>> x = sympy.Symbol("x", positive=True)
    >>> stored(sympy.sin(x) / 2)
    [['Symbol', 'x', {'positive': True}], ['sin', 0], ['Rational', '1/2'], ['Mul', 2, 1]]
    """
    writer = _Writer(names)
    writer.add(expr)
    return writer.nodes


class _Writer:
    """Collects nodes; equal parts of one expression are written once."""

    def __init__(self, names: Callable[[Any, Any], str | None]) -> None:
        self.nodes: list[Node] = []
        self._names = names
        self._dummies: dict[Any, int] = {}

    def add(self, expr: Any) -> int:
        """Write an expression or container, and return its place."""
        if isinstance(expr, dict):
            places = [self.add(item) for item in expr.values()]
            keys = [key if isinstance(key, str | int) else str(key) for key in expr]
            return self._append(["dict", keys, *places])
        if isinstance(expr, list | tuple):
            kind = "tuple" if isinstance(expr, tuple) else "list"
            return self._append([kind, *[self.add(item) for item in expr]])
        name = type(expr).__name__
        if name in MATRICES or name in ARRAYS:
            places = [self._expression(entry) for entry in children(expr)]
            return self._append([name, [int(n) for n in expr.shape], *places])
        return self._expression(sympy.sympify(expr, strict=True))

    def _unnamed(self, parts: Sequence[Any]) -> list[int]:
        """Write parts of a leaf, which are no constants of the module."""
        names, self._names = self._names, lambda parent, leaf: None
        places = [self._expression(sympy.sympify(part)) for part in parts]
        self._names = names
        return places

    def _append(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _expression(self, expr: Any) -> int:
        if not children(expr):
            return self._leaf(None, expr)
        first = representatives(expr)
        places: dict[int, int] = {}
        for node in postorder(expr):
            parts = children(node)
            if parts and first[id(node)] is node:
                inner = [places[id(first[id(p)])] if children(p) else self._leaf(node, p) for p in parts]
                places[id(node)] = self._append(self._inner(node, inner))
        return places[id(first[id(expr)])]

    def _inner(self, node: Any, parts: list[int]) -> Node:
        name = type(node).__name__
        if name in MATRICES or name in ARRAYS:
            return [name, [int(n) for n in node.shape], *parts]
        if isinstance(node, AppliedUndef):
            return ["function", str(node.func.__name__), *parts]
        if node_classes().get(name) is node.func:
            return [name, *parts]
        return ["opaque", name, str(type(node).__module__), *parts]

    def _leaf(self, parent: Any, leaf: Any) -> int:
        name = self._names(parent, leaf)
        plain = self._plain(leaf)
        return self._append(["constant", name, *plain] if name is not None else plain)

    def _plain(self, leaf: Any) -> Node:
        """Write a leaf by what it is; of one without a form of its own only the text."""
        if isinstance(leaf, sympy.Integer):
            return ["Integer", _digits(leaf)]
        if isinstance(leaf, sympy.Rational):
            return ["Rational", f"{_digits(leaf.p)}/{_digits(leaf.q)}"]
        if isinstance(leaf, sympy.Float):
            sign, mantissa, exponent, _ = leaf._mpf_
            return ["Float", _digits(-mantissa if sign else mantissa), int(exponent), int(leaf._prec)]
        if isinstance(leaf, sympy.Dummy):
            number = self._dummies.setdefault(leaf, len(self._dummies))
            return ["Dummy", leaf.name, number, _assumptions(leaf)]
        if type(leaf) is sympy.Symbol:
            return ["Symbol", leaf.name, _assumptions(leaf)]
        if isinstance(leaf, MatrixSymbol):
            return ["MatrixSymbol", leaf.name, *self._unnamed(leaf.shape)]
        if isinstance(leaf, sympy.IndexedBase):
            return ["IndexedBase", *self._unnamed([leaf.label, *(leaf.shape or ())])]
        return self._nullary(leaf)

    def _nullary(self, leaf: Any) -> Node:
        if isinstance(leaf, Str):
            return ["Str", leaf.name]
        name = type(leaf).__name__
        if name in MATRICES or name in ARRAYS:  # without entries
            return [name, [int(n) for n in leaf.shape]]
        if CONSTANTS.get(str(leaf)) is leaf:
            return ["number", str(leaf)]
        if isinstance(leaf, AppliedUndef):
            return ["function", str(leaf.func.__name__)]
        if node_classes().get(name) is getattr(leaf, "func", None):
            return [name]
        return ["opaque", name, str(type(leaf).__module__), sympy.srepr(leaf)]


def _digits(number: Any) -> str:
    """Write a whole number; Python has bounds on the length of decimals, but not of hexadecimals."""
    whole = int(number)
    return str(whole) if whole.bit_length() < _DECIMAL_BITS else hex(whole)


def _assumptions(symbol: Any) -> dict[str, bool]:
    """Return what was declared of a symbol, not what follows from it."""
    declared: Mapping[str, Any] = symbol._assumptions_orig
    return {key: bool(value) for key, value in declared.items() if (key, value) != ("commutative", True)}


def digest(nodes: Sequence[Node], place: int = -1) -> str:
    """Return a hash of the node at a place that knows neither the values of its constants nor orders.

    Two formulas that differ in the values of their constants alone have one digest, in whatever
    order SymPy keeps the terms of their sums.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> digest(stored(x + y)) == digest([["Symbol", "y", {}], ["Symbol", "x", {}], ["Add", 0, 1]])
    True
    """
    ordered = any(node[0] in ("Symbol", "Dummy") and node[-1].get("commutative") is False for node in nodes)
    found: list[str] = []
    for node in nodes:
        kind = node[0]
        if kind == "constant":
            content: list[Any] = node[:2]
        else:
            content = [found[part] if _is_place(kind, at, part) else part for at, part in enumerate(node)]
        if kind in _UNORDERED and not (ordered and kind == "Mul"):
            content = [kind, *sorted(content[1:])]
        found.append(hashlib.sha256(repr(content).encode()).hexdigest())
    return found[place]


# Of these, the numbers are no places of parts.
_WITH_NUMBERS = ("Float", "Dummy", "Integer", "Rational")


def _is_place(kind: str, at: int, part: Any) -> bool:
    return at > 0 and isinstance(part, int) and kind not in _WITH_NUMBERS
