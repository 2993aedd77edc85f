"""Walks over the nodes of an expression, at any depth of nesting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import sympy
from sympy.stats.rv import RandomSymbol
from sympy.tensor.array.arrayop import Flatten
from sympy.vector.coordsysrect import CoordSys3D

from .variable import VARIABLES

__all__ = ["children", "is_matrix", "is_special", "kinds_of", "postorder", "remember", "walks_remembered"]

# What SymPy keeps inside these is no expression of the user's: names, ranges, a polynomial's variable.
_LEAVES = (*VARIABLES, sympy.Atom, CoordSys3D, sympy.CRootOf, RandomSymbol)


# Stands on a stack above a node whose parts have been visited.
_DONE = object()
# The expressions that are walked over several times, and their nodes, by identity.
_Walks = dict[int, tuple[Any, list[Any]]]
_WALKS: ContextVar[_Walks | None] = ContextVar("walks", default=None)


def children(expr: Any) -> tuple[Any, ...]:
    """Return the parts of a node that are expressions themselves."""
    head: Any = type(expr)
    if not is_special(head):
        return getattr(expr, "args", ())
    if issubclass(head, sympy.MatrixBase):
        return tuple(expr.flat())
    if issubclass(head, sympy.NDimArray):
        return tuple(map(sympy.sympify, Flatten(expr)))
    return ()


@cache
def is_special(head: Any) -> bool:
    """Tell whether the parts of the nodes of a class are others than its ``args``."""
    return issubclass(head, (sympy.MatrixBase, sympy.NDimArray, *_LEAVES))


def is_matrix(expr: Any) -> bool:
    """Tell whether SymPy takes a node for a matrix, explicit or symbolic."""
    return isinstance(expr, sympy.MatrixBase | sympy.MatrixExpr)


def postorder(expr: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield every distinct node (by identity) after its children, without recursion.

    Nodes whose id is in ``seen`` are left out, and those yielded are added to it.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> list(postorder(sympy.sin(x) + 1))
    [1, x, sin(x), sin(x) + 1]
    """
    walks = _WALKS.get()
    if not seen and walks and id(expr) in walks:
        nodes = _remembered(walks, expr)
        if seen is not None:
            seen.update(map(id, nodes))
        return iter(nodes)
    return _walked(expr, set() if seen is None else seen)


def _walked(expr: Any, seen: set[int]) -> Iterator[Any]:
    stack: list[Any] = [expr]
    specials: dict[Any, bool] = {}
    while stack:
        node = stack.pop()
        if node is _DONE:
            yield stack.pop()
        elif id(node) not in seen:
            seen.add(id(node))
            head: Any = type(node)
            special = specials.get(head)
            if special is None:
                special = specials[head] = is_special(head)
            parts = children(node) if special else getattr(node, "args", ())
            if parts:
                stack += (node, _DONE, *parts[::-1])
            else:
                yield node


@contextmanager
def walks_remembered() -> Iterator[None]:
    """Walk once over each expression that is passed to :func:`remember` meanwhile: the first walk is kept.

    A translation asks an expression for its classes, its arrays, its symbols, and for facts of its nodes.
    """
    token = _WALKS.set({})
    try:
        yield
    finally:
        _WALKS.reset(token)


def remember(expr: Any) -> None:
    """Keep the order of the nodes of an expression within :func:`walks_remembered`."""
    walks = _WALKS.get()
    if walks is not None:
        walks.setdefault(id(expr), (expr, []))


def _remembered(walks: _Walks, expr: Any) -> list[Any]:
    """Return the nodes of an expression; beside them it is held itself, which keeps its id from others."""
    _, nodes = walks[id(expr)]
    if not nodes:
        nodes.extend(_walked(expr, set()))
    return nodes


def kinds_of(expr: Any) -> set[type[Any]]:
    """Return the classes of the nodes of an expression, in no order: half the time of a walk in order.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> sorted(kind.__name__ for kind in kinds_of(sympy.sin(x) * x))
    ['Mul', 'Symbol', 'sin']
    """
    walks = _WALKS.get()
    if walks and id(expr) in walks:
        return set(map(type, _remembered(walks, expr)))
    kinds: dict[Any, bool] = {}
    seen: set[int] = set()
    stack = [expr]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            head: Any = type(node)
            special = kinds.get(head)
            if special is None:
                special = kinds[head] = is_special(head)
            stack += children(node) if special else getattr(node, "args", ())
    return set(kinds)
