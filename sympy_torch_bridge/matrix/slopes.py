"""The derivatives of a scalar expression by many symbols, in one sweep from the root to the leaves."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Basic, Expr, Function, I, Mul, Piecewise, Pow, S
from sympy.core.function import AppliedUndef, ArgumentIndexError

from .graph import Graph, graph_of
from .kept import kept_nodes
from .partials import PIECEWISE_SMOOTH, local_partial
from .rebuilding import is_shallow
from .scalars import plus, times
from .slope import slope

__all__ = ["slopes"]


def slopes(expression: Expr, wrt: Sequence[Expr]) -> tuple[Expr, ...]:
    """Differentiate a scalar expression by several symbols, its symbols taken as real.

    Each node is visited once for all symbols, and the derivatives share their parts. That pays for large
    expressions of many symbols, such as the entries of matrix products written out; :func:`slope` gives
    forms that are easier to read.

    Parameters
    ----------
    expression : Expr
        A scalar expression without matrix nodes.
    wrt : sequence of Symbol

    Returns
    -------
    tuple of Expr
        One for each symbol.

    Examples
    --------
    >>> from sympy import exp, symbols
    >>> x, y = symbols("x y")
    >>> slopes(exp(x * y) * y, (x, y))
    (y**2*exp(x*y), x*y*exp(x*y) + exp(x*y))
    """
    graph = graph_of(expression)
    active = tuple(map(any, zip(*(graph.depends_on(symbol) for symbol in wrt), strict=True)))
    if not _is_plain(graph, active):
        return tuple(slope(expression, symbol) for symbol in wrt)
    try:
        weights = _weights(graph, active)
    except (ArgumentIndexError, ValueError):  # SymPy knows no derivative of a function
        return tuple(slope(expression, symbol) for symbol in wrt)
    found = {node: weights[index] for index, node in enumerate(graph.nodes) if index in weights}
    return tuple(found.get(symbol, S.Zero) for symbol in wrt)


def _is_plain(graph: Graph, active: Sequence[bool]) -> bool:
    """Tell whether every node that varies follows the plain chain rule, and SymPy may evaluate."""
    if not is_shallow(graph) or I in graph.nodes or any(kept_nodes(graph, active, is_deep=False)):
        return False
    inner = (node for node, varies in zip(graph.nodes, active, strict=True) if varies and node.args)
    return all(isinstance(node, Add | Mul | Pow) or _has_partials(node) for node in inner)


def _has_partials(node: Basic) -> bool:
    """Tell whether the derivative of a function follows from those by its arguments."""
    if not isinstance(node, Function) or isinstance(node, Piecewise | AppliedUndef):
        return False
    return type(node) in PIECEWISE_SMOOTH or type(node)._eval_derivative is Function._eval_derivative


def _weights(graph: Graph, active: tuple[bool, ...]) -> dict[int, Expr]:
    """Return the derivative of the whole by each node that varies."""
    terms: dict[int, list[Expr]] = {len(graph.nodes) - 1: [S.One]}
    weights: dict[int, Expr] = {}
    for index in reversed(range(len(graph.nodes))):
        if index not in terms or not active[index]:
            continue
        node, weight = graph.nodes[index], plus(terms.pop(index))
        weights[index] = weight
        for position, operand in graph.varying(index, active):
            share = times(weight, local_partial(node, node.args, position))
            terms.setdefault(operand, []).append(share)
    return weights
