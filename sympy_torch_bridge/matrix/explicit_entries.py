"""Explicit matrices whose entries are linear in a change: the matrix of coefficients, row by row."""

from __future__ import annotations

from sympy import Add, Expr, ImmutableDenseMatrix, MatrixBase, MatrixExpr, MatrixSymbol, Mul, S, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from .reverse import gradient
from .scalars import built
from .stacking import vectorised
from .sums import total
from .transposition import transposed
from .unit import MatrixUnit
from .words import product

__all__ = ["jacobian_of_entries"]


def jacobian_of_entries(matrix: MatrixBase, change: MatrixSymbol) -> MatrixExpr:
    """Return the matrix J with ``vec(matrix) == J*vec(change)``, of a matrix linear in the change.

    Examples
    --------
    >>> from sympy import Matrix, Symbol
    >>> a, dx = Symbol("a"), MatrixSymbol("dx", 3, 1)
    >>> jacobian_of_entries(Matrix([2 * dx[0, 0] - dx[2, 0], a * dx[1, 0]]), dx)
    Matrix([
    [2, 0, -1],
    [0, a,  0]])
    """
    outputs = list(matrix.T.flat())
    rows = [_row(entry, change) for entry in outputs]
    if all(isinstance(row, MatrixBase) for row in rows):
        return ImmutableDenseMatrix.vstack(*rows)
    size = len(outputs)
    return total(*(product(MatrixUnit(size, 1, place, 0), row) for place, row in enumerate(rows)))


def _row(entry: Expr, change: MatrixSymbol) -> MatrixExpr:
    """Return the coefficients of one entry."""
    rows, columns = change.shape
    if change not in entry.free_symbols:
        width = rows * columns
        return ImmutableDenseMatrix.zeros(1, width) if width.is_Integer else ZeroMatrix(1, width)
    found = _coefficients(entry, change)
    if found is None:
        return transposed(vectorised(gradient(entry, change)))
    row = [S.Zero] * int(rows * columns)
    for element, parts in found.items():
        row[int(element.i + rows * element.j)] = built(Add, *parts)
    return ImmutableDenseMatrix(1, len(row), row)


def _coefficients(entry: Expr, change: MatrixSymbol) -> dict[MatrixElement, list[Expr]] | None:
    """Return the parts of the coefficient of each entry of the change; None where it occurs as a whole."""
    if not all(size.is_Integer for size in change.shape):
        return None
    found: dict[MatrixElement, list[Expr]] = {}
    pending: list[tuple[Expr, Expr]] = [(S.One, entry)]
    while pending:
        coefficient, node = pending.pop()
        varying = [argument for argument in node.args if change in argument.free_symbols]
        if isinstance(node, MatrixElement) and node.parent == change:
            if not (node.i.is_Integer and node.j.is_Integer):
                return None
            found.setdefault(node, []).append(coefficient)
        elif isinstance(node, Add):
            pending.extend((coefficient, summand) for summand in varying)
        elif isinstance(node, Mul) and len(varying) == 1:
            others = [argument for argument in node.args if argument is not varying[0]]
            pending.append((built(Mul, coefficient, *others), varying[0]))
        else:
            return None
    return found
