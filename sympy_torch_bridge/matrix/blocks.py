"""Parts of matrices: slices taken as deep inside as they go, blocks put together, parts among zeros."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from sympy import (
    Add,
    BlockMatrix,
    Expr,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
    S,
    Transpose,
    ZeroMatrix,
    sympify,
)
from sympy.matrices.expressions.slice import MatrixSlice

from .sums import total
from .transposition import transposed
from .words import product, split

__all__ = ["block_matrix", "block_spans", "blocks_of", "embedded", "sliced", "span_of"]

# First row or column of a part, and the one after its last.
Span = tuple[Expr, Expr]


def blocks_of(node: BlockMatrix) -> list[list[MatrixExpr]]:
    """Return the blocks row by row; those of a block-diagonal matrix with the zeros between them."""
    blocks: list[list[MatrixExpr]] = node.blocks.tolist()
    return blocks


def block_matrix(rows: Sequence[Sequence[MatrixExpr]]) -> MatrixExpr:
    """Put blocks together; one block alone is itself, zeros alone are a zero matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 1), MatrixSymbol("B", 2, 3)
    >>> block_matrix([[A, B]]).shape
    (2, 4)
    """
    if len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    if all(isinstance(block, ZeroMatrix) for row in rows for block in row):
        return ZeroMatrix(Add(*(row[0].shape[0] for row in rows)), Add(*(b.shape[1] for b in rows[0])))
    return BlockMatrix([list(row) for row in rows])


def block_spans(node: BlockMatrix) -> tuple[list[Span], list[Span]]:
    """Return where the block rows and the block columns lie.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 1), MatrixSymbol("B", 2, 3)
    >>> block_spans(block_matrix([[A, B]]))
    ([(0, 2)], [(0, 1), (1, 4)])
    """
    rows = blocks_of(node)
    return _spans([row[0].shape[0] for row in rows]), _spans([block.shape[1] for block in rows[0]])


def _spans(sizes: Sequence[Expr]) -> list[Span]:
    ends = list(accumulate(map(sympify, sizes)))
    return list(zip([S.Zero, *ends[:-1]], ends, strict=True))


def span_of(bounds: Sequence[Expr], size: Expr) -> Span | None:
    """Return the rows or columns of a slice in steps of one; None for other steps.

    Examples
    --------
    >>> from sympy import Integer
    >>> span_of((Integer(-2), Integer(4), Integer(1)), Integer(4)), span_of((0, 4, 2), Integer(4))
    ((2, 4), None)
    """
    start, stop, step = bounds
    if step != 1:
        return None
    first, last = (bound + size if bound.is_negative else bound for bound in (start, stop))
    return first, last


def sliced(matrix: MatrixExpr, rows: Span, columns: Span) -> MatrixExpr:
    """Return a part of a matrix; of a product only the outer factors are cut.

    Examples
    --------
    >>> from sympy import Identity, Integer, MatrixSymbol
    >>> A, B = MatrixSymbol("A", 4, 3), MatrixSymbol("B", 3, 4)
    >>> first, last = (Integer(0), Integer(2)), (Integer(2), Integer(4))
    >>> sliced(A * B, first, last)
    A[:2, :]*B[:, 2:]
    >>> sliced(Identity(4), first, first), sliced(Identity(4), first, last)
    (I, 0)
    """
    if (rows, columns) == ((S.Zero, matrix.shape[0]), (S.Zero, matrix.shape[1])):
        return matrix
    shape = rows[1] - rows[0], columns[1] - columns[0]
    if isinstance(matrix, (ZeroMatrix, OneMatrix)):
        return matrix.func(*shape)
    if isinstance(matrix, Identity):
        if rows == columns:
            return Identity(shape[0])
        if (rows[0] - columns[1]).is_nonnegative or (columns[0] - rows[1]).is_nonnegative:
            return ZeroMatrix(*shape)
    if isinstance(matrix, Transpose):
        return transposed(sliced(matrix.arg, columns, rows))
    if isinstance(matrix, MatAdd):
        return total(*(sliced(term, rows, columns) for term in matrix.args))
    if isinstance(matrix, HadamardProduct):
        return HadamardProduct(*(sliced(factor, rows, columns) for factor in matrix.args))
    if isinstance(matrix, MatMul):
        return _of_product(matrix, rows, columns)
    if isinstance(matrix, MatrixBase):
        return _of_explicit(matrix, rows, columns)
    if isinstance(matrix, BlockMatrix):
        row_spans, column_spans = block_spans(matrix)
        if rows in row_spans and columns in column_spans:
            return blocks_of(matrix)[row_spans.index(rows)][column_spans.index(columns)]
    return MatrixSlice(matrix, (*rows, 1), (*columns, 1))


def _of_product(matrix: MatMul, rows: Span, columns: Span) -> MatrixExpr:
    coefficient, word = split(matrix)
    if len(word) == 1:
        return product(coefficient, sliced(word[0], rows, columns))
    first, last = word[0], word[-1]
    left = sliced(first, rows, (S.Zero, first.shape[1]))
    return product(coefficient, left, *word[1:-1], sliced(last, (S.Zero, last.shape[0]), columns))


def _of_explicit(matrix: MatrixBase, rows: Span, columns: Span) -> MatrixExpr:
    bounds = [sympify(bound, strict=True) for bound in (*rows, *columns)]
    if not all(bound.is_Integer for bound in bounds):
        return MatrixSlice(matrix, (*rows, 1), (*columns, 1))
    top, bottom, left, right = (int(bound) for bound in bounds)
    return ImmutableDenseMatrix(matrix[top:bottom, left:right])


def embedded(part: MatrixExpr, shape: tuple[Expr, Expr], rows: Span, columns: Span) -> MatrixExpr:
    """Return a matrix of zeros with a part at a place.

    Examples
    --------
    >>> from sympy import MatrixSymbol, pprint
    >>> A = MatrixSymbol("A", 2, 2)
    >>> embedded(A, (3, 2), (0, 2), (0, 2)).blocks
    Matrix([
    [A],
    [0]])
    """
    heights = _parts(rows, shape[0])
    widths = _parts(columns, shape[1])
    return block_matrix(
        [
            [
                part if above == rows and left == columns else ZeroMatrix(*_size(above, left))
                for left in widths
            ]
            for above in heights
        ]
    )


def _parts(span: Span, size: Expr) -> list[Span]:
    """Return the spans before, in and after a part, without the empty ones."""
    every = [(S.Zero, span[0]), span, (span[1], size)]
    return [part for part in every if part == span or part[0] != part[1]]


def _size(rows: Span, columns: Span) -> tuple[Expr, Expr]:
    return rows[1] - rows[0], columns[1] - columns[0]
