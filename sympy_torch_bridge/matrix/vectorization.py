"""Matrices as vectors: ``vec`` stacks columns, and constant matrices rearrange what it gives.

Source: J. R. Magnus and H. Neudecker, Matrix Differential Calculus: ``vec(A*X*B) = (B.T kron A)*vec(X)``,
and the commutation matrix ``K`` with ``K*vec(A) = vec(A.T)``.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Basic,
    Expr,
    FunctionMatrix,
    ImmutableDenseMatrix,
    KroneckerDelta,
    Lambda,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
    S,
    ZeroMatrix,
    floor,
    symbols,
    sympify,
)

from .node_arguments import matrix_argument, size_argument
from .unit import MatrixUnit

__all__ = ["CommutationMatrix", "DiagonalSelection", "Vec"]


class Vec(MatrixExpr):
    """The columns of a matrix, one below the other.

    Parameters
    ----------
    matrix : MatrixExpr
        Of shape (n, m); the vector has shape (n*m, 1).

    Examples
    --------
    >>> from sympy import Matrix, MatrixSymbol
    >>> A = MatrixSymbol("A", 2, 3)
    >>> Vec(A), Vec(A).shape, Vec(A)[2, 0]
    (Vec(A), (6, 1), A[0, 1])
    >>> Vec(Matrix([[1, 2], [3, 4]])).doit().T
    Matrix([[1, 3, 2, 4]])
    """

    def __new__(cls, matrix: Any) -> Vec:
        """Make the vector; a column is its own, and zeros, ones and units have vectors of their kind."""
        given = matrix_argument(matrix, "Vec")
        rows, columns = given.shape
        made: Any
        if columns == 1:
            made = given
        elif isinstance(given, (ZeroMatrix, OneMatrix)):
            made = given.func(rows * columns, 1)
        elif isinstance(given, MatrixUnit):
            made = MatrixUnit(rows * columns, 1, given.place[0] + rows * given.place[1], 0)
        else:
            made = Basic.__new__(cls, given)
        return made  # type: ignore[no-any-return]

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        rows, columns = self.arg.shape
        return rows * columns, S.One

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        rows = self.arg.shape[0]
        return self.arg[i % rows, floor(i / rows)]

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the entries are explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        if isinstance(inner, MatrixBase):
            return ImmutableDenseMatrix(len(inner), 1, list(inner.T.flat()))
        return Vec(inner)

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{vec}}\left({printer.doprint(self.arg)}\right)"


class CommutationMatrix(FunctionMatrix):
    """The permutation that takes ``vec(A)`` to ``vec(A.T)`` for A of shape (rows, cols).

    Parameters
    ----------
    rows, cols : int or Expr

    Examples
    --------
    >>> from sympy import Matrix
    >>> A = Matrix([[1, 2, 3], [4, 5, 6]])
    >>> K = CommutationMatrix(2, 3)
    >>> K, K.as_explicit() * Vec(A).doit() == Vec(A.T).doit()
    (K(2, 3), True)
    """

    def __new__(cls, rows: Any, cols: Any, *_: Any) -> CommutationMatrix:
        """Make the matrix for one shape."""
        made: CommutationMatrix = Basic.__new__(
            cls, *(size_argument(size, "CommutationMatrix") for size in (rows, cols))
        )
        return made

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        size = self.args[0] * self.args[1]
        return size, size

    @property
    def lamda(self) -> Lambda:
        """The entries as a function of row and column, as FunctionMatrix has it."""
        row, column = symbols("row column", integer=True)
        return Lambda((row, column), self._entry(row, column))

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        # Entry i of vec(A.T) is A[k, l] with k = i // cols and l = i % cols: entry k + rows*l of vec(A).
        rows, cols = self.args
        return KroneckerDelta(floor(sympify(i, strict=True) / cols) + rows * (i % cols), j)

    def _eval_transpose(self) -> CommutationMatrix:
        return CommutationMatrix(self.args[1], self.args[0])

    def _eval_adjoint(self) -> CommutationMatrix:
        return self._eval_transpose()

    def _eval_inverse(self) -> CommutationMatrix:
        return self._eval_transpose()

    def doit(self, **_: Any) -> CommutationMatrix:
        """Return the matrix itself: there is nothing to evaluate."""
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"K({printer.doprint(self.args[0])}, {printer.doprint(self.args[1])})"

    def _latex(self, printer: Any) -> str:
        return rf"K_{{{printer.doprint(self.args[0])},{printer.doprint(self.args[1])}}}"


class DiagonalSelection(FunctionMatrix):
    """The matrix ``S`` with ``vec(diag(a)) = S*a``; its transpose takes ``vec(A)`` to the diagonal of A.

    Parameters
    ----------
    size : int or Expr
        Of the square matrix; ``S`` has shape (size**2, size).

    Examples
    --------
    >>> DiagonalSelection(2).as_explicit().T
    Matrix([
    [1, 0, 0, 0],
    [0, 0, 0, 1]])
    """

    def __new__(cls, size: Any, *_: Any) -> DiagonalSelection:
        """Make the matrix of one size."""
        made: DiagonalSelection = Basic.__new__(cls, size_argument(size, "DiagonalSelection"))
        return made

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return self.args[0] ** 2, self.args[0]

    @property
    def lamda(self) -> Lambda:
        """The entries as a function of row and column, as FunctionMatrix has it."""
        row, column = symbols("row column", integer=True)
        return Lambda((row, column), self._entry(row, column))

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return KroneckerDelta(i, j * (self.args[0] + 1))

    def doit(self, **_: Any) -> DiagonalSelection:
        """Return the matrix itself: there is nothing to evaluate."""
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"DiagonalSelection({printer.doprint(self.args[0])})"

    def _latex(self, printer: Any) -> str:
        return rf"S_{{{printer.doprint(self.args[0])}}}"
