"""Containers: the expressions inside lists, dicts, matrices and arrays, and how they are arranged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.tensor.array.arrayop import Flatten

from ..errors import UnsupportedFunctionError
from .layout import Layout
from .lowering import Lowering

__all__ = ["arrange", "leaves"]


def leaves(expr: Any) -> list[Any]:
    """List the expressions inside nested lists, tuples and dicts.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> leaves({"a": [x, 1], "b": sympy.Tuple(x, x + 1)})
    [x, 1, x, x + 1]
    """
    if isinstance(expr, dict | sympy.Dict):
        return [leaf for item in expr.values() for leaf in leaves(item)]
    if _is_sequence(expr):
        return [leaf for item in _items(expr) for leaf in leaves(item)]
    return [sympy.sympify(expr, strict=True)]


def _is_sequence(expr: Any) -> bool:
    return isinstance(expr, list | tuple | sympy.Tuple | sympy.FiniteSet)


def _items(expr: Any) -> Sequence[Any]:
    return expr.args if isinstance(expr, sympy.FiniteSet) else expr  # type: ignore[no-any-return]


def arrange(lowering: Lowering, expr: Any) -> Layout:
    """Lower an expression or container, and return its outputs in the structure of the container.

    A ``Tuple`` and a ``FiniteSet`` become tuples, the latter in SymPy's order; a ``Dict`` a dict.
    """
    if isinstance(expr, dict | sympy.Dict):
        items = tuple(arrange(lowering, item) for item in expr.values())
        return Layout("dict", items, keys=tuple(expr.keys()))
    if _is_sequence(expr):
        kind = "list" if isinstance(expr, list) else "tuple"
        named = (type(expr),) if hasattr(expr, "_fields") else ()
        return Layout(kind, tuple(arrange(lowering, item) for item in _items(expr)), keys=named)
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        shape = tuple(int(n) for n in expr.shape)
        entries = expr.flat() if isinstance(expr, sympy.MatrixBase) else Flatten(expr)
        return Layout("stack", tuple(_arrange_entry(lowering, expr, item) for item in entries), shape=shape)
    return Layout("node", node=lowering.run(sympy.sympify(expr, strict=True)))


def _arrange_entry(lowering: Lowering, expr: Any, item: Any) -> Layout:
    """Arrange an entry of a stack, which has to be a scalar."""
    entry = arrange(lowering, item)
    if entry.kind == "node" and lowering.builder.rank(entry.node):
        name = type(expr).__name__
        hint = "an entry is a matrix; a list of matrices keeps them apart, BlockMatrix joins them"
        raise UnsupportedFunctionError(name, [name, type(item).__name__], hint=hint)
    return entry
