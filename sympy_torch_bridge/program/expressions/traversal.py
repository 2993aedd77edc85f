"""Walks over the nodes of an expression, at any depth of nesting."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import sympy
from sympy.stats.rv import RandomSymbol
from sympy.tensor.array.arrayop import Flatten
from sympy.vector.coordsysrect import CoordSys3D

from .variable import VARIABLES

__all__ = ["children", "is_matrix", "is_special", "kinds_of", "postorder"]

# What SymPy keeps inside these is no expression of the user's: names, ranges, a polynomial's variable.
_LEAVES = (*VARIABLES, sympy.Atom, CoordSys3D, sympy.CRootOf, RandomSymbol)


# Stands on a stack above a node whose parts have been visited.
_DONE = object()


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
    seen = set() if seen is None else seen
    stack: list[Any] = [expr]
    while stack:
        node = stack.pop()
        if node is _DONE:
            yield stack.pop()
        elif id(node) not in seen:
            seen.add(id(node))
            parts = children(node)
            if parts:
                stack += (node, _DONE, *parts[::-1])
            else:
                yield node


def kinds_of(expr: Any) -> set[type[Any]]:
    """Return the classes of the nodes of an expression, in no order: half the time of a walk in order.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> sorted(kind.__name__ for kind in kinds_of(sympy.sin(x) * x))
    ['Mul', 'Symbol', 'sin']
    """
    kinds: set[type[Any]] = set()
    seen: set[int] = set()
    stack = [expr]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            head: Any = type(node)
            kinds.add(head)
            stack += children(node) if is_special(head) else getattr(node, "args", ())
    return kinds
