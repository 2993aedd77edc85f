"""Names for the entries of matrix symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
import torch
from torch import Tensor

from ..errors import InputShapeError
from ..matrix.toeplitz import DiagonalMeans

__all__ = [
    "entry_number",
    "entry_tensor",
    "hermitian_entries",
    "named_entries",
    "plain_entry",
    "projected_entries",
]

_KEEPS: Mapping[str, Callable[[int, int], bool]] = {
    "diagonal": lambda i, j: i == j,
    "lower-triangular": lambda i, j: i >= j,
    "upper-triangular": lambda i, j: i <= j,
}


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


def projected_entries(coordinates: Any, structure: str) -> Any:
    """Return a structured matrix made of an unstructured one: its orthogonal projection.

    The gradient by the coordinates is then the projected gradient by the matrix.

    Parameters
    ----------
    coordinates : Matrix of Symbols
    structure : {"symmetric", "diagonal", "lower-triangular", "upper-triangular", "toeplitz"}

    Examples
    --------
    >>> projected_entries(named_entries(sympy.MatrixSymbol("X", 2, 2)), "symmetric")[0, 1]
    X[0,1]/2 + X[1,0]/2
    """
    if structure == "symmetric":
        mean: Any = (coordinates + coordinates.T) / 2
        return mean
    if structure == "toeplitz":
        return DiagonalMeans(coordinates).doit()
    rows, columns = coordinates.shape
    return sympy.ImmutableDenseMatrix(
        [
            [coordinates[i, j] if _KEEPS[structure](i, j) else sympy.S.Zero for j in range(columns)]
            for i in range(rows)
        ]
    )


def entry_tensor(entry: Any, tensors: Mapping[Any, Tensor]) -> Tensor:
    """Return the numbers of an entry: of a symbol, its conjugate, a mean of two symbols, or zero.

    Parameters
    ----------
    entry : sympy.Expr
    tensors : mapping of Symbol to Tensor, shape (n,)

    Examples
    --------
    >>> u, v = sympy.symbols("u v")
    >>> tensors = {u: torch.tensor([1.0]), v: torch.tensor([4.0])}
    >>> entry_tensor(u / 2 + v / 2, tensors), entry_tensor(sympy.S.Zero, tensors)
    (tensor([2.5000]), tensor([0.]))
    """
    if entry in tensors:
        return tensors[entry]
    if isinstance(entry, sympy.conjugate):
        return tensors[entry.args[0]].conj()
    if entry.is_zero:
        return torch.zeros_like(next(iter(tensors.values())))
    parts = [float(factor) * tensors[symbol] for symbol, factor in _terms(entry)]
    result: Tensor = torch.stack(parts).sum(0)
    return result


def entry_number(entry: Any, point: Mapping[Any, Any]) -> float:
    """Return the number of a real entry at a point.

    Examples
    --------
    >>> u, v = sympy.symbols("u v")
    >>> entry_number(u / 2 + v / 2, {u: 1.0, v: 4.0})
    2.5
    """
    if entry in point:
        return float(point[entry])
    return sum(float(factor) * float(point[symbol]) for symbol, factor in _terms(entry)) if entry else 0.0


def _terms(entry: Any) -> list[tuple[Any, Any]]:
    return [term.as_coeff_Mul()[::-1] for term in sympy.Add.make_args(entry)]


def _sizes(symbol: Any) -> tuple[int, int]:
    rows, columns = symbol.shape
    if not (rows.is_Integer and columns.is_Integer):
        raise InputShapeError(
            [(str(symbol), symbol.shape)],
            why="a check needs numbers for the sizes",
            hint="replace the sizes first: expr.subs(n, 3)",
        )
    return int(rows), int(columns)
