"""Names for the entries of matrix symbols."""

from __future__ import annotations

from typing import Any

import sympy

from ..errors import InputShapeError

__all__ = ["hermitian_entries", "named_entries", "plain_entry"]


def named_entries(symbol: Any, *, is_symmetric: bool = False, is_complex: bool = False) -> Any:
    """Return a matrix symbol as an explicit matrix of symbols named after its entries.

    Examples
    --------
    >>> named_entries(sympy.MatrixSymbol("x", 2, 1))
    Matrix([
    [x[0]],
    [x[1]]])
    """
    rows, columns = _sizes(symbol)
    place = "{0}[{1}]" if columns == 1 else "{0}[{1},{2}]"

    def entry(i: int, j: int) -> Any:
        row, column = sorted((int(i), int(j))) if is_symmetric else (i, j)
        return sympy.Symbol(place.format(symbol, row, column), real=None if is_complex else True)

    return sympy.ImmutableDenseMatrix(rows, columns, entry)


def hermitian_entries(symbol: Any) -> Any:
    """Return a Hermitian matrix of symbols: real ones on the diagonal, conjugates below it.

    Examples
    --------
    >>> hermitian_entries(sympy.MatrixSymbol("H", 2, 2))
    Matrix([
    [           H[0,0], H[0,1]],
    [conjugate(H[0,1]), H[1,1]]])
    """
    rows, columns = _sizes(symbol)

    def entry(i: int, j: int) -> Any:
        if i > j:
            return sympy.conjugate(entry(j, i))
        return sympy.Symbol(f"{symbol}[{i},{j}]", real=True if i == j else None)

    return sympy.ImmutableDenseMatrix(rows, columns, entry)


def plain_entry(entry: Any) -> tuple[Any, bool]:
    """Return the symbol of an entry, and whether the entry is its conjugate.

    Examples
    --------
    >>> plain_entry(hermitian_entries(sympy.MatrixSymbol("H", 2, 2))[1, 0])
    (H[0,1], True)
    """
    return (entry.args[0], True) if isinstance(entry, sympy.conjugate) else (entry, False)


def _sizes(symbol: Any) -> tuple[int, int]:
    rows, columns = symbol.shape
    if not (rows.is_Integer and columns.is_Integer):
        raise InputShapeError(
            [(str(symbol), symbol.shape)],
            why="a check needs numbers for the sizes",
            hint="replace the sizes first: expr.subs(n, 3)",
        )
    return int(rows), int(columns)
