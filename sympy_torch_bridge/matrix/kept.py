"""Derivatives of functions that stay ``Derivative`` nodes, because SymPy's formula does not hold.

A few rules of SymPy are wrong, or hold for whole numbers alone. A caller adds to them: a function
that a user has replaced has no longer the derivative that SymPy knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from sympy import (
    Basic,
    Derivative,
    Dummy,
    Expr,
    Subs,
    Symbol,
    assoc_laguerre,
    chebyshevt,
    gegenbauer,
    hermite,
    jacobi,
    meijerg,
)
from sympy.core.function import AppliedUndef

from .graph import Graph
from .rebuilding import with_arguments

__all__ = ["derivative_of_argument", "derivative_of_node", "is_kept", "keeping", "kept_nodes"]

# assoc_laguerre: SymPy 1.14 divides by n - alpha in place of n - k. meijerg: the derivative by one of two
# parameters in a list is taken for that by another. The other rules are sums over whole degrees, taken
# for every degree.
_NOT_SYMPYS = frozenset(
    {(assoc_laguerre, 1), (gegenbauer, 1), (jacobi, 1), (jacobi, 2), (meijerg, 0), (meijerg, 1)}
)

# Their derivatives are functions of the degree below, which SymPy does not build of a negative number.
_LOWER_THE_DEGREE = frozenset({(chebyshevt, 1), (hermite, 1)})

_Rule = Callable[[Basic, int, bool], bool]
_CALLERS: ContextVar[_Rule | None] = ContextVar("kept", default=None)


@contextmanager
def keeping(rule: _Rule) -> Iterator[None]:
    """Keep the derivatives of further functions, each named by a node and the position of an operand.

    The rule is also told whether the expression is deep: then it should keep what it must, because
    SymPy builds a ``Subs`` of a deep operand slowly.

    Examples
    --------
    >>> from sympy import Symbol, sin
    >>> from sympy_torch_bridge.matrix import slope
    >>> x = Symbol("x")
    >>> with keeping(lambda node, position, is_deep: isinstance(node, sin)):
    ...     slope(sin(x) ** 2, x)
    2*sin(x)*Derivative(sin(x), x)
    """
    token = _CALLERS.set(rule)
    try:
        yield
    finally:
        _CALLERS.reset(token)


def is_kept(node: Basic, position: int, *, is_deep: bool) -> bool:
    """Say whether the derivative of a node by one of its operands stays as it is."""
    rule = _CALLERS.get()
    if isinstance(node, AppliedUndef):
        return False  # SymPy keeps it
    place = type(node), position
    if place in _LOWER_THE_DEGREE and node.args[0].is_Number and not node.args[0].is_Integer:
        return bool(node.args[0] < 1)
    return place in _NOT_SYMPYS or (rule is not None and rule(node, position, is_deep))


def kept_nodes(graph: Graph, active: Sequence[bool], *, is_deep: bool) -> tuple[bool, ...]:
    """Say for each node whether a kept derivative occurs in its derivative."""
    found: list[bool] = []
    anywhere: list[bool] = []  # whether some argument has a kept derivative: an inner Derivative may be by it
    for index, (node, inner) in enumerate(zip(graph.nodes, graph.operands, strict=True)):
        kept = [i for position, i in enumerate(inner) if is_kept(node, position, is_deep=is_deep)]
        anywhere.append(bool(kept) or any(anywhere[i] for i in inner))
        is_derivative = isinstance(node, Derivative | Subs) and anywhere[index]
        in_node = is_derivative or any(active[i] for i in kept) or any(found[i] for i in inner)
        found.append(active[index] and in_node)
    return tuple(found)


def derivative_of_argument(node: Expr, position: int, wrt: Expr) -> Expr:
    """Return the derivative by one operand as a node."""
    operand = node.args[position]
    others = (other for i, other in enumerate(node.args) if i != position)
    if operand == wrt and isinstance(wrt, Symbol) and not any(wrt in other.free_symbols for other in others):
        return Derivative(node, wrt)
    hole = Dummy("xi", real=True) if operand.is_extended_real else Dummy("xi")
    moved = with_arguments(node, [*node.args[:position], hole, *node.args[position + 1 :]], evaluate=False)
    return Subs(Derivative(moved, hole), hole, operand)


def derivative_of_node(node: Expr, wrt: Expr) -> Expr:
    """Return the derivative of a node that binds variables, as a node."""
    if isinstance(wrt, Symbol):
        return Derivative(node, wrt)
    hole = Dummy("xi")
    return Subs(Derivative(node.xreplace({wrt: hole}), hole), hole, wrt)
