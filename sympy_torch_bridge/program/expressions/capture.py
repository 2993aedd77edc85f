"""What a body takes from outside: symbols, and the entries of arrays that its bound variables do not choose.

``Integral(x[0]*t, (t, 0, 1))`` needs a number, ``x[0]``, and not the array: a number broadcasts with
the points of the integral as every other symbol does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array.expressions import ArrayElement

from ...matrix.matrix_sum import MatrixSum
from .free_symbols import free_symbols
from .sizes import size_sources
from .traversal import children, postorder
from .variable import VARIABLES

__all__ = ["captured_by"]

# Numbers that are computed from arrays.
_SCALARS = (sympy.Indexed, ArrayElement, MatrixElement, sympy.Trace, sympy.Determinant)


def captured_by(expr: Any, bound: Sequence[Any], given: Collection[Any] = ()) -> list[Any]:
    """Return the symbols and array entries that an expression takes from outside, in a fixed order.

    Examples
    --------
    >>> x, k, t = sympy.IndexedBase("x"), sympy.Symbol("k"), sympy.Symbol("t")
    >>> captured_by(x[k] * t, [t]), captured_by(x[k] * t, [k])
    ([x[k]], [t, x])
    """
    if not any(isinstance(node, _SCALARS) for node in postorder(expr)):
        return [symbol for symbol in free_symbols(expr, given) if symbol not in bound]
    found: set[Any] = set()
    seen: set[tuple[int, frozenset[Any]]] = set()
    stack: list[tuple[Any, frozenset[Any]]] = [(expr, frozenset(bound))]
    while stack:
        node, inside = stack.pop()
        if (id(node), inside) in seen:
            continue
        seen.add((id(node), inside))
        if isinstance(node, _SCALARS) and inside.isdisjoint(free_symbols(node)):
            found.add(node)
        elif isinstance(node, VARIABLES):
            found.update({node} - inside)
        else:
            inner = inside | _bound_by(node)
            stack.extend((part, inner) for part in children(node))
    return sorted(found - (set(size_sources(found)) - set(given)), key=sympy.default_sort_key)


def _bound_by(node: Any) -> frozenset[Any]:
    """Return the variables that a node binds somewhere inside; taking too many costs speed alone."""
    if isinstance(node, ExprWithLimits):
        return frozenset(limit.args[0] for limit in node.args[1:])
    if isinstance(node, MatrixSum):
        return frozenset(node.bound_symbols)
    if isinstance(node, sympy.Subs | sympy.Lambda):
        return frozenset(node.variables)
    return frozenset((node.args[1],)) if isinstance(node, sympy.Limit) else frozenset()
