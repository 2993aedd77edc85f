"""Scalars of one matrix: trace, determinant and a single entry."""

from __future__ import annotations

from sympy import (
    Basic,
    Determinant,
    Expr,
    FunctionMatrix,
    Identity,
    ImmutableDenseMatrix,
    KroneckerDelta,
    Lambda,
    MatrixExpr,
    Trace,
    symbols,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from ..inverse import inverse
from ..trace import trace
from ..transposition import transposed
from ..words import is_matrix, product
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _pull_trace(node: Trace, position: int, cotangent: Expr) -> MatrixExpr:
    return product(cotangent, Identity(node.arg.shape[0]))


def _pull_determinant(node: Determinant, position: int, cotangent: Expr) -> MatrixExpr:
    return product(cotangent, node, inverse(transposed(node.arg)))


def _push_determinant(node: Determinant, position: int, change: MatrixExpr) -> Expr:
    return node * trace(product(inverse(node.arg), change))


def _pull_element(node: MatrixElement, position: int, cotangent: Expr) -> MatrixExpr:
    """Put the cotangent at one place of a zero matrix."""
    if position:
        raise RuleGapError("an index depends on the variable")
    rows, columns = node.parent.shape
    if rows.is_Integer and columns.is_Integer:
        return ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: cotangent * _at(node, i, j))
    i, j = symbols("i j", integer=True)
    return product(cotangent, FunctionMatrix(rows, columns, Lambda((i, j), _at(node, i, j))))


def _at(node: MatrixElement, i: Basic, j: Basic) -> Expr:
    """Return 1 at the place of the entry; as in Python -1 is the last row or column."""
    rows, columns = (
        index + size if index.is_negative else index
        for index, size in zip((node.i, node.j), node.parent.shape, strict=True)
    )
    return KroneckerDelta(rows, i) * KroneckerDelta(columns, j)


def _push_element(node: MatrixElement, position: int, change: MatrixExpr) -> Expr:
    if position or not is_matrix(change):
        raise RuleGapError("an index depends on the variable")
    return change[node.i, node.j]


RULES = (
    NodeRule(head=Trace, pull=_pull_trace, push=lambda node, position, change: trace(change)),
    NodeRule(head=Determinant, pull=_pull_determinant, push=_push_determinant),
    NodeRule(head=MatrixElement, pull=_pull_element, push=_push_element),
)
