"""The matrix exponential, and its derivative in a direction."""

from __future__ import annotations

from typing import Any, Self

from sympy import (
    Basic,
    BlockMatrix,
    Expr,
    ImmutableDenseMatrix,
    MatrixBase,
    MatrixExpr,
    Transpose,
    ZeroMatrix,
    exp,
)
from sympy.matrices.exceptions import NonSquareMatrixError
from sympy.matrices.expressions.matexpr import MatrixElement

from .node_arguments import matrix_argument

__all__ = ["ExponentialDerivative", "MatrixExponential"]


class _OfSquareMatrix(MatrixExpr):
    """A matrix in the shape of the square matrix that it is computed from."""

    def __new__(cls, matrix: Any, *others: Any) -> Self:
        parts = [matrix_argument(part, cls.__name__) for part in (matrix, *others)]
        if any(part.shape != (parts[0].shape[0],) * 2 for part in parts):
            shapes = " and ".join(str(part.shape) for part in parts)
            raise NonSquareMatrixError(f"{cls.__name__} of a matrix of shape {shapes}")
        made: Self = Basic.__new__(cls, *parts)
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
        entry: Expr = MatrixElement(self, i, j)
        return entry


class MatrixExponential(_OfSquareMatrix):
    """The exponential series ``I + X + X**2/2 + X**3/6 + ...`` of a square matrix.

    SymPy has the exponential of explicit matrices alone; its ``exp(X)`` of a MatrixSymbol is a scalar
    function that no trace takes.

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
    >>> from sympy import Matrix, MatrixSymbol, Symbol, Trace
    >>> from sympy_torch_bridge import gradient
    >>> t, X = Symbol("t"), MatrixSymbol("X", 3, 3)
    >>> gradient(Trace(MatrixExponential(X)), X)
    MatrixExponential(X.T)
    >>> MatrixExponential(Matrix([[0, t], [0, 0]])).doit()
    Matrix([
    [1, t],
    [0, 1]])
    """

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the matrix is explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        if isinstance(inner, MatrixBase):
            return inner.exp().as_immutable()
        return MatrixExponential(inner)

    def as_explicit(self) -> MatrixBase:
        """Return the entries, found from the eigenvalues where the matrix is explicit."""
        if isinstance(self.arg, MatrixBase):
            return self.doit()
        return super().as_explicit()

    def _eval_transpose(self) -> MatrixExpr:
        return MatrixExponential(Transpose(self.arg).doit())

    def _eval_inverse(self) -> MatrixExpr:
        return MatrixExponential(-self.arg)

    def _eval_determinant(self) -> Expr:
        return exp(self.arg.trace())

    def _latex(self, printer: Any) -> str:
        return rf"\exp\left({printer.doprint(self.arg)}\right)"


class ExponentialDerivative(_OfSquareMatrix):
    r"""The change of the matrix exponential to first order, when ``matrix`` changes by ``direction``.

    This is the Frechet derivative, the upper right block of the exponential of
    ``[[matrix, direction], [0, matrix]]``. Where the two commute it is ``direction*exp(matrix)``.

    Parameters
    ----------
    matrix, direction : MatrixExpr or Matrix
        Square, of one shape.

    Examples
    --------
    >>> from sympy import Matrix, MatrixSymbol, latex
    >>> X, D = MatrixSymbol("X", 3, 3), MatrixSymbol("D", 3, 3)
    >>> latex(ExponentialDerivative(X, D))
    'L_{\\exp}\\left(X, D\\right)'
    >>> ExponentialDerivative(Matrix([[0, 0], [0, 0]]), Matrix([[1, 2], [3, 4]])).doit()
    Matrix([
    [1, 2],
    [3, 4]])
    """

    @property
    def direction(self) -> MatrixExpr:
        """The change of the matrix."""
        return self.args[1]

    @property
    def doubled(self) -> BlockMatrix:
        """The matrix whose exponential holds the derivative in its upper right block."""
        return BlockMatrix([[self.arg, self.direction], [ZeroMatrix(*self.shape), self.arg]])

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where both are explicit."""
        inner = [part.doit(**hints) for part in self.args] if hints.get("deep", True) else self.args
        made = ExponentialDerivative(*inner)
        if not all(isinstance(part, MatrixBase) for part in inner):
            return made
        size = int(self.shape[0])
        return ImmutableDenseMatrix(made.doubled.as_explicit().exp()[:size, size:])

    def _eval_transpose(self) -> MatrixExpr:
        return ExponentialDerivative(*(Transpose(part).doit() for part in self.args))

    def _latex(self, printer: Any) -> str:
        matrix, direction = (printer.doprint(part) for part in self.args)
        return rf"L_{{\exp}}\left({matrix}, {direction}\right)"
