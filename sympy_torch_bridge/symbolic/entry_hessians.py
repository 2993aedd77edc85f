"""The Hessian of an expression in single entries of a large vector or matrix, entry by entry."""

from __future__ import annotations

from sympy import Dummy, Expr, ImmutableDenseMatrix, MatrixSymbol, S
from sympy.matrices.expressions.matexpr import MatrixElement

from ..matrix.graph import graph_of
from ..matrix.slopes import slopes
from ..matrix.structure import structure_of
from .argument import has_matrix_nodes

__all__ = ["hessian_in_entries"]

# Up to the first size the matrix engine writes the gradient out by itself; beyond the second nobody could
# hold the entries of the Hessian.
_FEWEST, _MOST = 36, 400


def hessian_in_entries(f: Expr, wrt: MatrixSymbol) -> ImmutableDenseMatrix | None:
    """Return the explicit Hessian of an expression in entries of a large matrix; None of any other.

    The sums of hundreds of matrix units that the engine would make of it take minutes to simplify.

    Examples
    --------
    >>> x = MatrixSymbol("x", 40, 1)
    >>> made = hessian_in_entries(x[0, 0] * x[39, 0] ** 2, x)
    >>> made[0, 39], made[39, 39], made[1, 1]
    (2*x[39, 0], 2*x[0, 0], 0)
    """
    rows, columns = wrt.shape
    if not (rows.is_Integer and columns.is_Integer) or not _FEWEST < rows * columns <= _MOST:
        return None
    if structure_of(wrt) is not None or has_matrix_nodes(f):
        return None
    nodes = [node for node in graph_of(f).nodes if isinstance(node, MatrixElement) and node.parent == wrt]
    if not all(node.i.is_Integer and node.j.is_Integer for node in nodes):
        return None
    names = {node: Dummy(str(node), real=True) for node in nodes}
    back = {name: node for node, name in names.items()}
    size = int(rows * columns)
    entries = [[S.Zero] * size for _ in range(size)]
    places = [int(node.i + rows * node.j) for node in nodes]
    for place, slope in zip(places, slopes(f.xreplace(names), list(back)), strict=True):
        for other, second in zip(places, slopes(slope, list(back)), strict=True):
            entries[place][other] = second.xreplace(back)
    return ImmutableDenseMatrix(entries)
