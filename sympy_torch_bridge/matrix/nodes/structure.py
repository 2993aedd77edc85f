"""Matrices built from other values: explicit entries, diagonals, Kronecker products."""

from __future__ import annotations

from sympy import (
    Basic,
    DiagMatrix,
    DiagonalOf,
    Expr,
    ImmutableDenseMatrix,
    KroneckerProduct,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
)

from ..transposition import transposed
from ..words import product, split
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _pull_explicit(node: MatrixBase, position: int, cotangent: MatrixExpr) -> Expr:
    return cotangent[divmod(position, int(node.shape[1]))]


def _push_explicit(node: MatrixBase, position: int, change: Expr) -> MatrixBase:
    entries = [change if i == position else 0 for i in range(len(node))]
    return ImmutableDenseMatrix(*node.shape, entries)


def _oriented(vector: MatrixExpr, column: MatrixExpr) -> MatrixExpr:
    """Give a column the orientation of ``vector``."""
    return column if vector.shape[1] == 1 else transposed(column)


def _pull_kronecker(node: Basic, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    raise RuleGapError("the adjoint of a Kronecker factor is not a matrix expression SymPy can write")


def _push_kronecker(node: KroneckerProduct, position: int, change: MatrixExpr) -> MatrixExpr:
    coefficient, word = split(change)
    factor = product(*word)
    return product(coefficient, KroneckerProduct(*node.args[:position], factor, *node.args[position + 1 :]))


def _push_diagonal(node: DiagMatrix, position: int, change: MatrixExpr) -> MatrixExpr:
    coefficient, word = split(change)
    return product(coefficient, DiagMatrix(product(*word)))


def _diagonal_of(matrix: MatrixExpr) -> MatrixExpr:
    coefficient, word = split(matrix)
    if len(word) == 1 and word[0].is_Identity:
        return product(coefficient, OneMatrix(matrix.shape[0], 1))
    return product(coefficient, DiagonalOf(product(*word)))


RULES = (
    NodeRule(head=MatrixBase, pull=_pull_explicit, push=_push_explicit),
    NodeRule(head=KroneckerProduct, pull=_pull_kronecker, push=_push_kronecker),
    NodeRule(
        head=DiagMatrix,
        pull=lambda node, position, cotangent: _oriented(node.args[0], _diagonal_of(cotangent)),
        push=_push_diagonal,
    ),
    NodeRule(
        head=DiagonalOf,
        pull=lambda node, position, cotangent: DiagMatrix(cotangent),
        push=lambda node, position, change: _diagonal_of(change),
    ),
)
