"""Scalar coefficients of a result, as short as cancelling and factoring makes them."""

from __future__ import annotations

from sympy import Add, Determinant, Dummy, Expr, MatMul, Mul, Pow, Trace, cancel, factor
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.polys.polyerrors import PolynomialError

from .graph import graph_of
from .rebuilding import rebuilt
from .scalars import SYMPY_FAILURES

__all__ = ["with_short_coefficients"]

# Cancelling costs milliseconds for coefficients of this many operations, and seconds for large ones.
_MOST_OPERATIONS = 40
_SCALARS = (Trace, Determinant, MatrixElement)


def with_short_coefficients(matrix: Expr) -> Expr:
    """Shorten the coefficients that hold sums, where that makes them shorter.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> n, t = symbols("n t", positive=True)
    >>> x = MatrixSymbol("x", 3, 1)
    >>> with_short_coefficients((2 * (n / 2 + t / 2) / (t * (1 + Trace(x.T * x) / t))) * x)
    ((n + t)/(t + Trace(x.T*x)))*x
    """
    found: dict[Expr, Expr] = {}
    for node in graph_of(matrix).nodes:
        if isinstance(node, MatMul):
            for part in node.args:
                shorter = _shortened(part) if isinstance(part, Mul) and part not in found else None
                if shorter is not None:
                    found[part] = shorter
    return rebuilt(matrix, found) if found else matrix


def _shortened(coefficient: Expr) -> Expr | None:
    """Return a shorter form of a rational function of symbols, traces, determinants and entries."""
    graph = graph_of(coefficient)
    if not any(isinstance(node, Add) for node in graph.nodes):
        return None
    placeholders = {node: Dummy(real=True) for node in graph.nodes if isinstance(node, _SCALARS)}
    plain = rebuilt(coefficient, placeholders)
    if plain.count_ops() > _MOST_OPERATIONS or not _is_rational(plain):
        return None
    try:
        shorter = factor(cancel(plain))
    except (PolynomialError, *SYMPY_FAILURES):
        return None
    if shorter.count_ops() >= plain.count_ops():
        return None
    return rebuilt(shorter, {dummy: node for node, dummy in placeholders.items()})


def _is_rational(expression: Expr) -> bool:
    nodes = graph_of(expression).nodes
    return all(
        not node.args or isinstance(node, (Add, Mul)) or (isinstance(node, Pow) and node.exp.is_Integer)
        for node in nodes
    )
