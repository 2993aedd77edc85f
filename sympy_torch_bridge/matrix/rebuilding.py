"""Putting new operands into a node: evaluated where that is safe, unevaluated where it is deep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import (
    Add,
    Basic,
    BlockMatrix,
    Expr,
    Function,
    ImmutableDenseMatrix,
    MatrixBase,
    Mul,
    Piecewise,
    Pow,
)
from sympy.functions.elementary.miscellaneous import MinMaxBase

from .graph import Graph, graph_of
from .scalars import built

__all__ = ["EVALUATION_DEPTH", "is_shallow", "rebuilt", "with_arguments"]

# SymPy's evaluation recurses with several frames a level; up to this depth it is safe under
# Python's default limit of 1000 frames, and its results look as people expect.
EVALUATION_DEPTH = 40

# Its questions about the sign and reality of nested functions cost a power of the nesting: the
# derivative of sin(tanh(sin(...))) takes 0.5 s at 9 functions, 1.7 s at 12 and minutes at 16.
EVALUATION_NESTING = 8


def is_shallow(graph: Graph) -> bool:
    """Say whether SymPy may evaluate while a node of this expression is rebuilt."""
    if graph.depth > EVALUATION_DEPTH:
        return False
    nesting: list[int] = []
    for node, inner in zip(graph.nodes, graph.operands, strict=True):
        nesting.append(isinstance(node, Function) + max((nesting[i] for i in inner), default=0))
    return nesting[-1] <= EVALUATION_NESTING


def with_arguments(node: Basic, arguments: Sequence[Basic], *, evaluate: bool = True) -> Basic:
    """Return ``node`` with other operands."""
    if isinstance(node, Piecewise):
        half = len(node.args)
        return Piecewise(*zip(arguments[:half], arguments[half:], strict=True), evaluate=evaluate)
    if isinstance(node, MatrixBase):
        return ImmutableDenseMatrix(*node.shape, arguments)
    if isinstance(node, BlockMatrix):
        return BlockMatrix(ImmutableDenseMatrix(*node.blocks.shape, arguments, evaluate=False))
    if not evaluate and isinstance(node, (Add, Mul, Pow, Function, MinMaxBase)):
        try:
            return node.func(*arguments, evaluate=False)
        except TypeError:  # a few classes, such as betainc, do not know the word
            return node.func(*arguments)
    if not isinstance(node, (Add, Mul, Pow, Function)):
        return node.func(*arguments)
    return built(node.func, *arguments)


def rebuilt(template: Expr, values: Mapping[Expr, Expr], *, evaluate: bool = True) -> Expr:
    """Replace leaves of a small template by values that may be deep, without looking into them."""
    if template in values:
        return values[template]
    graph = graph_of(template)
    made: list[Basic] = []
    for node, inner in zip(graph.nodes, graph.operands, strict=True):
        arguments = [made[i] for i in inner]
        if node in values:
            made.append(values[node])
        elif all(new is graph.nodes[i] for new, i in zip(arguments, inner, strict=True)):
            made.append(node)
        else:
            made.append(with_arguments(node, arguments, evaluate=evaluate))
    return made[-1]
