"""The vec form of one node: what ``vec`` of it is, as a matrix times ``vec`` of what varies inside."""

from __future__ import annotations

from collections.abc import Callable

from sympy import (
    BlockMatrix,
    DiagMatrix,
    DiagonalOf,
    Expr,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatrixExpr,
    MatrixSymbol,
    S,
    Transpose,
    Tuple,
    ZeroMatrix,
)
from sympy.matrices.expressions.slice import MatrixSlice

from .blocks import Span, block_matrix, block_spans, blocks_of, sliced, span_of
from .elementwise import hadamard
from .kronecker import kronecker
from .linear_products import diagonal_as_products, hadamard_as_products
from .matrix_function import FunctionDerivative
from .matrix_sum import fresh_index, matrix_sum
from .partial_trace import PartialTrace
from .toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from .toeplitz_projection import ToeplitzProjector
from .transposition import transposed
from .unit import MatrixUnit
from .vec_item import Item, commutation, selection
from .vectorization import DiagonalSelection, Vec
from .words import is_matrix, product

__all__ = ["STEPS"]

_Step = Callable[[Item, MatrixSymbol], list[Item] | None]


def _transpose(item: Item, change: MatrixSymbol) -> list[Item]:
    return [item.inside(commutation(*item.node.arg.shape), item.node.arg)]


def _vec(item: Item, change: MatrixSymbol) -> list[Item]:
    return [Item(item.opened(), (), item.node.arg, ())]


def _hadamard(item: Item, change: MatrixSymbol) -> list[Item]:
    summands = hadamard_as_products(item.node, change) if item.right and 1 in change.shape else None
    if summands is not None:
        return [item.around(node=summand) for summand in summands]
    varying = next(factor for factor in item.node.args if factor.has(change))
    others = hadamard(*(factor for factor in item.node.args if factor is not varying))
    return [item.inside(DiagMatrix(Vec(others)), varying)]


def _kronecker(item: Item, change: MatrixSymbol) -> list[Item]:
    """Use ``vec(A kron B) = (I kron K kron I)*(vec(A) kron vec(B))``."""
    first, rest = item.node.args[0], kronecker(*item.node.args[1:])
    (m, n), (p, q) = first.shape, rest.shape
    arranged = kronecker(Identity(n), commutation(q, m), Identity(p))
    if first.has(change):
        return [item.inside(product(arranged, kronecker(Identity(m * n), Vec(rest))), first)]
    return [item.inside(product(arranged, kronecker(Vec(first), Identity(p * q))), rest)]


def _partial_trace(item: Item, change: MatrixSymbol) -> list[Item]:
    """Trace out one side after the other: of ``A kron B`` in vec form it is the product with ``vec(I)``."""
    node = item.node
    left, right = node.traced
    rows, columns = node.shape
    if left != 1:
        inner = PartialTrace(node.arg, S.One, right) if right != 1 else node.arg
        apart = kronecker(Identity(left), commutation(left, columns), Identity(rows))
        traced = kronecker(transposed(Vec(Identity(left))), Identity(rows * columns))
        return [item.inside(product(traced, apart), inner)]
    apart = kronecker(Identity(columns), commutation(rows, right), Identity(right))
    traced = kronecker(Identity(rows * columns), transposed(Vec(Identity(right))))
    return [item.inside(product(traced, apart), node.arg)]


def _diag(item: Item, change: MatrixSymbol) -> list[Item]:
    vector = item.node.args[0]
    column = vector if vector.shape[1] == 1 else transposed(vector)
    return [item.inside(DiagonalSelection(item.node.shape[0]), column)]


def _diagonal_of(item: Item, change: MatrixSymbol) -> list[Item] | None:
    summands = diagonal_as_products(item.node, change)
    if summands is not None:
        return [item.around(node=summand) for summand in summands]
    if item.node.arg.shape[0] != item.node.arg.shape[1]:
        return None
    return [item.inside(Transpose(DiagonalSelection(item.node.arg.shape[0])), item.node.arg)]


def _block(item: Item, change: MatrixSymbol) -> list[Item]:
    """Cut what stands around the matrix to the rows and columns of each block."""
    rows, columns = block_spans(item.node)
    height, width = item.node.shape
    return [
        Item(
            item.prefix,
            (_columns(item.left, rows[i], height),),
            block,
            (_rows(item.right, columns[j], width),),
        )
        for i, row in enumerate(blocks_of(item.node))
        for j, block in enumerate(row)
        if block.has(change)
    ]


def _columns(left: tuple[MatrixExpr, ...], span: Span, size: Expr) -> MatrixExpr:
    if not any(is_matrix(factor) for factor in left):
        return product(*left, transposed(selection(span, size)))
    whole = product(*left)
    return sliced(whole, (S.Zero, whole.shape[0]), span)


def _rows(right: tuple[MatrixExpr, ...], span: Span, size: Expr) -> MatrixExpr:
    if not right:
        return selection(span, size)
    whole = product(*right)
    return sliced(whole, span, (S.Zero, whole.shape[1]))


def _slice(item: Item, change: MatrixSymbol) -> list[Item] | None:
    node = item.node
    rows, columns = (
        span_of(bounds, size)
        for bounds, size in zip((node.rowslice, node.colslice), node.parent.shape, strict=True)
    )
    if rows is None or columns is None:
        return None
    height, width = node.parent.shape
    after = (transposed(selection(columns, width)),)
    return [item.around(selection(rows, height), node=node.parent, after=after)]


def _function_derivative(item: Item, change: MatrixSymbol) -> list[Item]:
    """Use ``vec(L(A, D)) = F*vec(D)``, F the upper right block of the function of a matrix of twice the size.

    Of the exponential ``L(A, D)`` is the integral of ``exp((1-s)*A)*D*exp(s*A)`` over s from 0 to 1; here
    ``I kron A`` and ``A.T kron I`` stand for the products from the left and from the right.
    """
    matrix = item.node.arg
    one = Identity(matrix.shape[0])
    size = matrix.shape[0] ** 2
    from_left = [kronecker(one, matrix), Identity(size)]
    from_right = [ZeroMatrix(size, size), kronecker(transposed(matrix), one)]
    whole = item.node.function(block_matrix([from_left, from_right]))
    return [item.inside(sliced(whole, (S.Zero, size), (size, 2 * size)), item.node.direction)]


def _means(item: Item, change: MatrixSymbol) -> list[Item]:
    return [item.inside(ToeplitzProjector(item.node.shape[0]), item.node.arg)]


def _toeplitz(item: Item, change: MatrixSymbol) -> list[Item]:
    return [item.inside(_toeplitz_columns(item, item.node.args[0].shape[0]), item.node.args[0])]


def _diagonal_sums(item: Item, change: MatrixSymbol) -> list[Item]:
    """Use the adjoint of the matrix that makes a Toeplitz matrix of its diagonals."""
    return [item.inside(transposed(_toeplitz_columns(item, item.node.shape[0])), item.node.args[0])]


def _toeplitz_columns(item: Item, size: Expr) -> MatrixExpr:
    """Return the matrix that takes a vector of diagonals to the stacked columns of its Toeplitz matrix."""
    place = fresh_index(item.node, *item.prefix, *item.left, *item.right)
    unit = MatrixUnit(size, 1, place, 0)
    column = product(Vec(ToeplitzMatrix(unit)), transposed(unit))
    return matrix_sum(column, Tuple(place, 0, size - 1))


STEPS: dict[type[MatrixExpr], _Step] = {
    Transpose: _transpose,
    Vec: _vec,
    HadamardProduct: _hadamard,
    KroneckerProduct: _kronecker,
    PartialTrace: _partial_trace,
    DiagMatrix: _diag,
    DiagonalOf: _diagonal_of,
    BlockMatrix: _block,
    MatrixSlice: _slice,
    FunctionDerivative: _function_derivative,
    DiagonalMeans: _means,
    DiagonalSums: _diagonal_sums,
    ToeplitzMatrix: _toeplitz,
}
