"""Functions of a whole matrix: ``d f(X) = L(X, dX)``, which is ``dX*f'(X)`` where the two commute."""

from __future__ import annotations

from sympy import MatrixExpr, S, ZeroMatrix

from ..blocks import Span, block_matrix, embedded, sliced
from ..matrix_function import FunctionDerivative, MatrixFunction
from ..sums import total
from ..transposition import transposed
from ..words import commutes, product, split
from .rule import NodeRule

__all__ = ["RULES"]


def _along(function: type[MatrixFunction], matrix: MatrixExpr, direction: MatrixExpr) -> MatrixExpr:
    """Return the derivative of a function at a matrix in a direction."""
    coefficient, word = split(direction)
    bare = product(*word)
    if commutes(bare, matrix):
        return product(coefficient, bare, *function.slope(matrix))
    return product(coefficient, function.change(matrix, bare))


def _halves(node: FunctionDerivative) -> tuple[Span, Span]:
    size = node.shape[0]
    return (S.Zero, size), (size, 2 * size)


def _push(node: FunctionDerivative, position: int, change: MatrixExpr) -> MatrixExpr:
    """Change the direction, in which the derivative is linear, or the matrix: a block of twice the size."""
    if position == 1:
        return _along(node.function, node.arg, change)
    first, last = _halves(node)
    zero = ZeroMatrix(*node.shape)
    doubled_change = block_matrix([[change, zero], [zero, change]])
    return sliced(_along(node.function, node.doubled, doubled_change), first, last)


def _pull(node: FunctionDerivative, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    if position == 1:
        return _along(node.function, transposed(node.arg), cotangent)
    first, last = _halves(node)
    at_block = embedded(cotangent, node.doubled.shape, first, last)
    whole = _along(node.function, transposed(node.doubled), at_block)
    return total(sliced(whole, first, first), sliced(whole, last, last))


RULES = (
    NodeRule(
        head=MatrixFunction,
        pull=lambda node, position, cotangent: _along(type(node), transposed(node.arg), cotangent),
        push=lambda node, position, change: _along(type(node), node.arg, change),
    ),
    NodeRule(head=FunctionDerivative, pull=_pull, push=_push),
)
