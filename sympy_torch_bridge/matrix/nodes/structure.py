"""Matrices built from other values: explicit entries, diagonals, Kronecker products."""

from __future__ import annotations

from sympy import (
    Basic,
    DiagMatrix,
    DiagonalMatrix,
    DiagonalOf,
    Expr,
    Identity,
    ImmutableDenseMatrix,
    KroneckerProduct,
    MatrixBase,
    MatrixExpr,
    Mul,
    OneMatrix,
    Transpose,
    sympify,
)

from ..elementwise import hadamard
from ..entries import entry_of
from ..kronecker import kronecker
from ..partial_trace import PartialTrace, partial_trace
from ..transposition import transposed
from ..words import product, split
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _pull_explicit(node: MatrixBase, position: int, cotangent: MatrixExpr) -> Expr:
    return entry_of(cotangent, *divmod(position, int(node.shape[1])))


def _push_explicit(node: MatrixBase, position: int, change: Expr) -> MatrixBase:
    entries = [change if i == position else 0 for i in range(len(node))]
    return ImmutableDenseMatrix(*node.shape, entries)


def _oriented(vector: MatrixExpr, column: MatrixExpr) -> MatrixExpr:
    """Give a column the orientation of ``vector``."""
    return column if vector.shape[1] == 1 else transposed(column)


def _pull_kronecker(node: KroneckerProduct, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    """Multiply by the other factors and trace them out: ``tr(G.T*(L kron dA kron R))``."""
    before, after = node.args[:position], node.args[position + 1 :]
    size = node.args[position].shape[0]
    others = kronecker(*before, Identity(size), *after)
    left, right = (Mul(*(factor.shape[1] for factor in factors)) for factors in (before, after))
    return transposed(partial_trace(product(transposed(cotangent), others), left, right))


def _push_partial_trace(node: PartialTrace, position: int, change: MatrixExpr) -> MatrixExpr:
    if position:
        raise RuleGapError("a size depends on the variable")
    return partial_trace(change, *node.traced)


def _pull_partial_trace(node: PartialTrace, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    if position:
        raise RuleGapError("a size depends on the variable")
    left, right = node.traced
    return kronecker(Identity(left), cotangent, Identity(right))


def _push_kronecker(node: KroneckerProduct, position: int, change: MatrixExpr) -> MatrixExpr:
    return kronecker(*node.args[:position], change, *node.args[position + 1 :])


def _push_diagonal(node: DiagMatrix, position: int, change: MatrixExpr) -> MatrixExpr:
    coefficient, word = split(change)
    return product(coefficient, DiagMatrix(product(*word)))


def _diagonal_of(matrix: MatrixExpr) -> MatrixExpr:
    coefficient, word = split(matrix)
    if len(word) == 1 and word[0].is_Identity:
        return product(coefficient, OneMatrix(matrix.shape[0], 1))
    if len(word) == 1 and isinstance(word[0], Transpose):
        word = (word[0].arg,)
    inner = product(*word)
    # SymPy cannot tell the shape of the diagonal of a product with an explicit end.
    if not all(isinstance(size, Basic) for size in inner.shape):
        size = sympify(inner.shape[0], strict=True)
        return product(coefficient, hadamard(inner, Identity(size)), OneMatrix(size, 1))
    return product(coefficient, DiagonalOf(inner))


def _diagonal_part(matrix: MatrixExpr) -> MatrixExpr:
    """Return a matrix with zeros beside the diagonal: the operation is its own adjoint."""
    rows, columns = matrix.shape
    return hadamard(matrix, Identity(rows)) if rows == columns else DiagonalMatrix(matrix)


RULES = (
    NodeRule(head=MatrixBase, pull=_pull_explicit, push=_push_explicit),
    NodeRule(head=KroneckerProduct, pull=_pull_kronecker, push=_push_kronecker),
    NodeRule(head=PartialTrace, pull=_pull_partial_trace, push=_push_partial_trace),
    NodeRule(
        head=DiagMatrix,
        pull=lambda node, position, cotangent: _oriented(node.args[0], _diagonal_of(cotangent)),
        push=_push_diagonal,
    ),
    NodeRule(
        head=DiagonalMatrix,
        pull=lambda node, position, cotangent: _diagonal_part(cotangent),
        push=lambda node, position, change: _diagonal_part(change),
    ),
    NodeRule(
        head=DiagonalOf,
        pull=lambda node, position, cotangent: DiagMatrix(cotangent),
        push=lambda node, position, change: _diagonal_of(change),
    ),
)
