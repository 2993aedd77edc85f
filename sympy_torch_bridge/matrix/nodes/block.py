"""Block matrices and slices: a block takes its part of the cotangent, a slice puts it among zeros."""

from __future__ import annotations

from sympy import BlockMatrix, Expr, ImmutableDenseMatrix, MatrixExpr, ZeroMatrix, sympify
from sympy.matrices.expressions.slice import MatrixSlice

from ..blocks import Span, block_matrix, block_spans, blocks_of, embedded, sliced, span_of
from ..transposition import transposed
from ..words import is_matrix, product
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


def _spans_of(node: MatrixSlice, position: int) -> tuple[Span, Span] | None:
    """Return rows and columns of a slice; None for one in steps."""
    if position:
        raise RuleGapError("a bound of the slice depends on the variable")
    rows = span_of(node.rowslice, node.parent.shape[0])
    columns = span_of(node.colslice, node.parent.shape[1])
    return None if rows is None or columns is None else (rows, columns)


def _pull_slice(node: MatrixSlice, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    spans = _spans_of(node, position)
    if spans is not None:
        return embedded(cotangent, node.parent.shape, *spans)
    rows, columns = picks(node)
    return product(transposed(rows), cotangent, transposed(columns))


def _push_slice(node: MatrixSlice, position: int, change: Expr) -> MatrixExpr:
    spans = _spans_of(node, position)
    if not is_matrix(change):
        raise RuleGapError("a bound of the slice depends on the variable")
    if spans is not None:
        return sliced(change, *spans)
    rows, columns = picks(node)
    return product(rows, change, columns)


def picks(node: MatrixSlice) -> tuple[MatrixExpr, MatrixExpr]:
    """Return the explicit matrices L and R of a slice ``L*A*R`` in steps.

    Raises
    ------
    RuleGapError
        A size or bound is no number, or the step does not divide the length: SymPy and Python then disagree
        on the last row.
    """
    found = []
    for (start, stop, step), size in zip((node.rowslice, node.colslice), node.parent.shape, strict=True):
        bounds = [sympify(bound, strict=True) for bound in (start, stop, step, size)]
        if not all(bound.is_Integer for bound in bounds) or (stop - start) % step:
            raise RuleGapError(
                "a slice in steps other than 1 that divide a known length; take entries X[i, j]"
            )
        places = range(*(int(bound) for bound in bounds[:3]))
        found.append(ImmutableDenseMatrix(len(places), int(size), lambda i, j, at=places: int(at[i] == j)))
    return found[0], transposed(found[1])


RULES = (
    NodeRule(head=BlockMatrix, pull=_pull_blocks, push=_push_blocks),
    NodeRule(head=MatrixSlice, pull=_pull_slice, push=_push_slice),
)
