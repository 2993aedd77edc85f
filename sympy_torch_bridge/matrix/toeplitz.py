"""Toeplitz matrices, whose diagonals are constant, and what projects others onto them."""

from __future__ import annotations

from typing import Any

from sympy import (
    Add,
    Basic,
    Expr,
    ImmutableDenseMatrix,
    MatrixBase,
    MatrixExpr,
    Rational,
    S,
    Transpose,
    sympify,
)
from sympy.matrices.exceptions import NonSquareMatrixError
from sympy.matrices.expressions.matexpr import MatrixElement

from ..errors import InputTypeError
from .node_arguments import matrix_argument

__all__ = ["DiagonalMeans", "DiagonalSums", "ToeplitzMatrix"]


class DiagonalMeans(MatrixExpr):
    """A square matrix with each entry replaced by the mean of its diagonal: the nearest Toeplitz matrix.

    Parameters
    ----------
    matrix : MatrixExpr or Matrix
        Square.

    Raises
    ------
    NonSquareMatrixError
        The matrix is not square.

    Examples
    --------
    >>> from sympy import Matrix, MatrixSymbol, Trace
    >>> from sympy_torch_bridge import gradient
    >>> DiagonalMeans(Matrix([[1, 2], [3, 5]])).doit()
    Matrix([
    [3, 2],
    [3, 3]])
    >>> A, T = MatrixSymbol("A", 3, 3), MatrixSymbol("T", 3, 3)
    >>> gradient(Trace(A * T), T, structure="toeplitz")
    DiagonalMeans(A.T)
    """

    def __new__(cls, matrix: Any) -> DiagonalMeans:
        """Make the node."""
        made: DiagonalMeans = Basic.__new__(cls, _square(matrix, "DiagonalMeans"))
        return made

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        shape: tuple[Expr, Expr] = self.arg.shape
        return shape

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        size, *places = (sympify(value, strict=True) for value in (self.shape[0], i, j))
        if not all(value.is_Integer for value in (size, *places)):
            entry: Expr = MatrixElement(self, i, j)
            return entry
        row, column = places
        length = size - abs(row - column)
        start = row - min(row, column), column - min(row, column)
        return Rational(1, length) * Add(*(self.arg[start[0] + k, start[1] + k] for k in range(length)))

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the matrix is explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        made = DiagonalMeans(inner)
        return made.as_explicit() if isinstance(inner, MatrixBase) else made

    def _eval_transpose(self) -> MatrixExpr:
        return DiagonalMeans(Transpose(self.arg).doit())

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{means}}\left({printer.doprint(self.arg)}\right)"


class ToeplitzMatrix(MatrixExpr):
    """The Toeplitz matrix whose diagonals have the values of a vector, from the upper right corner on.

    Parameters
    ----------
    values : MatrixExpr or Matrix
        A column of 2*n - 1 values; entry (i, j) is the one at ``i - j + n - 1``.

    Raises
    ------
    InputTypeError
        The values are no column of an odd number.

    Examples
    --------
    >>> from sympy import Matrix
    >>> ToeplitzMatrix(Matrix([1, 2, 3])).doit()
    Matrix([
    [2, 1],
    [3, 2]])
    """

    def __new__(cls, values: Any) -> ToeplitzMatrix:
        """Make the node."""
        column = matrix_argument(values, "ToeplitzMatrix")
        if column.shape[1] != 1 or bool(sympify(column.shape[0], strict=True).is_even):
            got = f"of shape {column.shape}"
            raise InputTypeError("the argument of ToeplitzMatrix", got, expected="a column of 2*n - 1 values")
        made: ToeplitzMatrix = Basic.__new__(cls, column)
        return made

    @property
    def arg(self) -> MatrixExpr:
        """The values."""
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        size = (self.arg.shape[0] + 1) * S.Half
        return size, size

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        entry: Expr = self.arg[i - j + self.shape[0] - 1, 0]
        return entry

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the values are explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        made = ToeplitzMatrix(inner)
        return made.as_explicit() if isinstance(inner, MatrixBase) else made

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{toeplitz}}\left({printer.doprint(self.arg)}\right)"


class DiagonalSums(MatrixExpr):
    """The sums of the diagonals of a square matrix as a column, from the upper right corner on.

    Parameters
    ----------
    matrix : MatrixExpr or Matrix
        Of n rows and columns; there are 2*n - 1 sums.

    Raises
    ------
    NonSquareMatrixError
        The matrix is not square.

    Examples
    --------
    >>> from sympy import Matrix
    >>> DiagonalSums(Matrix([[1, 2], [3, 5]])).doit().T
    Matrix([[2, 6, 3]])
    """

    def __new__(cls, matrix: Any) -> DiagonalSums:
        """Make the node."""
        made: DiagonalSums = Basic.__new__(cls, _square(matrix, "DiagonalSums"))
        return made

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return 2 * self.arg.shape[0] - 1, S.One

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        entry: Expr = MatrixElement(self, i, j)
        return entry

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit column where the matrix is explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        if not isinstance(inner, MatrixBase):
            return DiagonalSums(inner)
        size = inner.rows
        return ImmutableDenseMatrix([sum(inner.diagonal(-place), S.Zero) for place in range(1 - size, size)])

    def as_explicit(self) -> MatrixBase:
        """Return the entries."""
        return self.doit() if isinstance(self.arg, MatrixBase) else super().as_explicit()

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{sums}}\left({printer.doprint(self.arg)}\right)"


def _square(matrix: Any, node: str) -> MatrixExpr:
    given: MatrixExpr = matrix_argument(matrix, node)
    if given.shape[0] != given.shape[1]:
        raise NonSquareMatrixError(f"{node} of a matrix of shape {given.shape}")
    return given
