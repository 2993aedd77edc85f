"""Deep and shared expressions: no recursion, every node visited once."""

from __future__ import annotations

import sympy as sp
from sympy import MatrixSymbol, Symbol, Trace, sin

from sympy_torch_bridge.matrix import differential, gradient
from sympy_torch_bridge.matrix.graph import graph_of

X = MatrixSymbol("X", 2, 2)
DEPTH = 5000


def nested(leaf):
    for _ in range(DEPTH):
        leaf = sin(leaf, evaluate=False)
    return leaf


def test_a_deep_function_of_a_trace():
    """At X = 0 every factor of the chain rule is cos(0) = 1, so the gradient is the identity."""
    result = gradient(nested(Trace(X)), X)
    assert graph_of(result).depth >= DEPTH
    coefficient = next(a for a in result.args if not isinstance(a, sp.MatrixExpr))
    factors = [node for node in graph_of(coefficient).nodes if isinstance(node, sp.cos)]
    assert len(factors) == DEPTH


def test_a_deep_differential():
    dX = MatrixSymbol("dX", 2, 2)
    assert graph_of(differential(nested(Trace(X)), X, dX)).depth >= DEPTH


def test_a_shared_node_is_one_node_of_the_graph():
    """Equal nodes that are different objects are joined, without comparing them by recursion."""
    x = Symbol("x")
    first, second = nested(x), nested(x)
    graph = graph_of(sp.Tuple(first, second))
    assert len(graph.nodes) == DEPTH + 2


def test_the_path_runs_from_the_root():
    x = Symbol("x")
    graph = graph_of(sp.exp(sin(x) * 2))
    assert graph.path(graph.nodes.index(x)) == ("exp", "Mul", "sin", "Symbol")
