"""The variables of an expression that none of its nodes binds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from .sizes import size_sources
from .traversal import children, postorder
from .variable import VARIABLES

__all__ = ["free_symbols"]


def free_symbols(expr: Any, given: Collection[Any] = ()) -> list[Any]:
    """Return the variables of an expression in SymPy's default sort order.

    The sizes of its matrices and arrays are left out, unless they are among the ``given`` inputs.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> free_symbols(sympy.Integral(x, (x, 0, 1))), free_symbols(sympy.Integral(x, (x, 0, x)))
    ([], [x])
    """
    nodes = list(postorder(expr))
    if any(_binds(node) for node in nodes):
        symbols = set(_free_of_each(nodes)[id(expr)])
    else:
        symbols = {node for node in nodes if isinstance(node, VARIABLES)}
    sizes = set(size_sources(symbols)).difference(given)
    return sorted(symbols - sizes, key=sympy.default_sort_key)


_BINDERS = (sympy.Limit, sympy.Subs, sympy.Lambda, sympy.Poly, sympy.RootSum, ExprWithLimits)


def _binds(node: Any) -> bool:
    return isinstance(node, _BINDERS) or bool(getattr(node, "bound_symbols", ()))


def _free_of_each(nodes: Iterable[Any]) -> dict[int, frozenset[Any]]:
    """Map each node, by identity, to the symbols that are free in it; children come first."""
    free: dict[int, frozenset[Any]] = {}
    for node in nodes:
        if isinstance(node, VARIABLES):
            free[id(node)] = frozenset((node,))
        elif isinstance(node, ExprWithLimits):
            free[id(node)] = _free_of_limits(node, free)
        elif _binds(node):
            free[id(node)] = _free_of_binder(node, free)
        else:
            free[id(node)] = frozenset().union(*(free[id(part)] for part in children(node)))
    return free


def _free_of_limits(node: Any, free: dict[int, frozenset[Any]]) -> frozenset[Any]:
    """Take the variables out from the innermost to the outermost; a bound may use those outside it."""
    symbols = free[id(node.args[0])]
    for limit in node.args[1:]:
        variable, *bounds = limit.args
        if bounds:  # without bounds the variable stays free: an indefinite integral
            symbols = symbols - {variable}
        symbols = symbols.union(*(free[id(part)] for part in bounds or [variable]))
    return symbols


def _free_of_binder(node: Any, free: dict[int, frozenset[Any]]) -> frozenset[Any]:
    """Return what is free in a limit, substitution, function or set: points are outside the binding."""
    if isinstance(node, sympy.Limit):
        inner, variables, outer = node.args[0], {node.args[1]}, node.args[2:3]  # not the direction
    elif isinstance(node, sympy.Subs):
        inner, variables, outer = node.args[0], set(node.variables), node.args[2:]
    elif isinstance(node, sympy.RootSum):
        inner, variables, outer = node.args[0], {node.args[2]}, node.args[1:2]
    else:
        inside = frozenset[Any]().union(*(free[id(part)] for part in children(node)))
        return inside - set(node.gens if isinstance(node, sympy.Poly) else node.bound_symbols)
    return (free[id(inner)] - variables).union(*(free[id(part)] for part in outer))
