"""Block matrices and slices: a block takes its part of the cotangent, a slice puts it among zeros."""

from __future__ import annotations

from sympy import BlockMatrix, Expr, MatrixExpr, ZeroMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from ..blocks import Span, block_matrix, block_spans, blocks_of, embedded, sliced, span_of
from ..words import is_matrix
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _place(node: BlockMatrix, position: int) -> tuple[int, int]:
    return divmod(position, len(blocks_of(node)[0]))


def _pull_blocks(node: BlockMatrix, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    row, column = _place(node, position)
    rows, columns = block_spans(node)
    return sliced(cotangent, rows[row], columns[column])


def _push_blocks(node: BlockMatrix, position: int, change: MatrixExpr) -> MatrixExpr:
    place = _place(node, position)
    return block_matrix(
        [
            [change if (i, j) == place else ZeroMatrix(*block.shape) for j, block in enumerate(row)]
            for i, row in enumerate(blocks_of(node))
        ]
    )


def _spans_of(node: MatrixSlice, position: int) -> tuple[Span, Span]:
    if position:
        raise RuleGapError("a bound of the slice depends on the variable")
    rows = span_of(node.rowslice, node.parent.shape[0])
    columns = span_of(node.colslice, node.parent.shape[1])
    if rows is None or columns is None:
        raise RuleGapError("a slice in steps other than 1; take single entries X[i, j]")
    return rows, columns


def _pull_slice(node: MatrixSlice, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    rows, columns = _spans_of(node, position)
    return embedded(cotangent, node.parent.shape, rows, columns)


def _push_slice(node: MatrixSlice, position: int, change: Expr) -> MatrixExpr:
    rows, columns = _spans_of(node, position)
    if not is_matrix(change):
        raise RuleGapError("a bound of the slice depends on the variable")
    return sliced(change, rows, columns)


RULES = (
    NodeRule(head=BlockMatrix, pull=_pull_blocks, push=_push_blocks),
    NodeRule(head=MatrixSlice, pull=_pull_slice, push=_push_slice),
)
