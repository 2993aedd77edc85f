"""Scalars of one matrix: trace, determinant and a single entry."""

from __future__ import annotations

from sympy import (
    Determinant,
    Expr,
    Identity,
    ImmutableDenseMatrix,
    MatrixExpr,
    Trace,
    sympify,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from ..entries import entry_of
from ..inverse import inverse
from ..trace import trace
from ..transposition import transposed
from ..unit import MatrixUnit
from ..words import is_matrix, product
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]

# A matrix with more entries is not written out for one of them.
_MOST_ENTRIES = 36


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
    rows, columns = map(sympify, node.parent.shape)
    unit = MatrixUnit(rows, columns, node.i, node.j)
    if rows.is_Integer and columns.is_Integer and rows * columns <= _MOST_ENTRIES:
        return ImmutableDenseMatrix(unit.as_explicit() * cotangent)
    return product(cotangent, unit)


def _push_element(node: MatrixElement, position: int, change: MatrixExpr) -> Expr:
    if position or not is_matrix(change):
        raise RuleGapError("an index depends on the variable")
    return entry_of(change, node.i, node.j)


RULES = (
    NodeRule(head=Trace, pull=_pull_trace, push=lambda node, position, change: trace(change)),
    NodeRule(head=Determinant, pull=_pull_determinant, push=_push_determinant),
    NodeRule(head=MatrixElement, pull=_pull_element, push=_push_element),
)
