"""The matrix exponential: ``d exp(X) = L(X, dX)``, which is a product where the two commute."""

from __future__ import annotations

from sympy import MatrixExpr, S, ZeroMatrix

from ..blocks import Span, block_matrix, embedded, sliced
from ..exponential import ExponentialDerivative, MatrixExponential
from ..sums import total
from ..transposition import transposed
from ..words import commutes, product, split
from .rule import NodeRule

__all__ = ["RULES"]


def _along(matrix: MatrixExpr, direction: MatrixExpr) -> MatrixExpr:
    """Return the derivative of ``exp(matrix)`` in a direction."""
    coefficient, word = split(direction)
    bare = product(*word)
    if commutes(bare, matrix):
        return product(coefficient, bare, MatrixExponential(matrix))
    return product(coefficient, ExponentialDerivative(matrix, bare))


def _halves(node: ExponentialDerivative) -> tuple[Span, Span]:
    size = node.shape[0]
    return (S.Zero, size), (size, 2 * size)


def _push(node: ExponentialDerivative, position: int, change: MatrixExpr) -> MatrixExpr:
    """Change the direction, in which the derivative is linear, or the matrix: a block of twice the size."""
    if position == 1:
        return _along(node.arg, change)
    first, last = _halves(node)
    zero = ZeroMatrix(*node.shape)
    doubled_change = block_matrix([[change, zero], [zero, change]])
    return sliced(_along(node.doubled, doubled_change), first, last)


def _pull(node: ExponentialDerivative, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    if position == 1:
        return _along(transposed(node.arg), cotangent)
    first, last = _halves(node)
    at_block = embedded(cotangent, node.doubled.shape, first, last)
    whole = _along(transposed(node.doubled), at_block)
    return total(sliced(whole, first, first), sliced(whole, last, last))


RULES = (
    NodeRule(
        head=MatrixExponential,
        pull=lambda node, position, cotangent: _along(transposed(node.arg), cotangent),
        push=lambda node, position, change: _along(node.arg, change),
    ),
    NodeRule(head=ExponentialDerivative, pull=_pull, push=_push),
)
