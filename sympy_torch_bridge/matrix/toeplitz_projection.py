"""The projection onto Toeplitz matrices, of matrices and of their stacked columns."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Basic,
    Expr,
    FunctionMatrix,
    KroneckerDelta,
    Lambda,
    MatrixExpr,
    floor,
    symbols,
    sympify,
)

from .node_arguments import expression_argument
from .toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from .words import product, split

__all__ = ["ToeplitzProjector", "applied_linearly"]


class ToeplitzProjector(FunctionMatrix):
    """The matrix P with ``vec(DiagonalMeans(A)) = P*vec(A)``.

    Parameters
    ----------
    size : int or Expr
        Of the square matrix; P has shape (size**2, size**2).

    Examples
    --------
    >>> ToeplitzProjector(2).as_explicit()
    Matrix([
    [1/2, 0, 0, 1/2],
    [  0, 1, 0,   0],
    [  0, 0, 1,   0],
    [1/2, 0, 0, 1/2]])
    """

    def __new__(cls, size: Any, *_: Any) -> ToeplitzProjector:
        """Make the matrix of one size."""
        made: ToeplitzProjector = Basic.__new__(cls, expression_argument(size, "ToeplitzProjector"))
        return made

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return self.args[0] ** 2, self.args[0] ** 2

    @property
    def lamda(self) -> Lambda:
        """The entries as a function of row and column, as FunctionMatrix has it."""
        row, column = symbols("row column", integer=True)
        return Lambda((row, column), self._entry(row, column))

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        size = self.args[0]
        # Place p of vec(A) is A[p % size, p // size], on the diagonal p % size - p // size.
        here, there = (p % size - floor(sympify(p, strict=True) / size) for p in (i, j))
        return KroneckerDelta(here, there) / (size - Abs(here))

    def _eval_transpose(self) -> ToeplitzProjector:
        return self

    def doit(self, **_: Any) -> ToeplitzProjector:
        """Return the matrix itself: there is nothing to evaluate."""
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"ToeplitzProjector({printer.doprint(self.args[0])})"

    def _latex(self, printer: Any) -> str:
        return rf"P_{{{printer.doprint(self.args[0])}}}"


def applied_linearly(
    node: type[DiagonalMeans | DiagonalSums | ToeplitzMatrix], matrix: MatrixExpr
) -> MatrixExpr:
    """Return a node of a matrix with scalar factors in front; means of a Toeplitz matrix are that matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A = MatrixSymbol("A", 3, 3)
    >>> applied_linearly(DiagonalMeans, 2 * A), applied_linearly(DiagonalMeans, DiagonalMeans(A))
    (2*DiagonalMeans(A), DiagonalMeans(A))
    """
    coefficient, word = split(matrix)
    inner = product(*word)
    is_projected = node is DiagonalMeans and isinstance(inner, (DiagonalMeans, ToeplitzMatrix))
    return product(coefficient, inner if is_projected else node(inner))
