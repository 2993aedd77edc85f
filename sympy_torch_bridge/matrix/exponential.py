"""The matrix exponential, and its derivative in a direction."""

from __future__ import annotations

from sympy import Expr, MatrixBase, MatrixExpr, exp

from .matrix_function import FunctionDerivative, MatrixFunction

__all__ = ["ExponentialDerivative", "MatrixExponential"]


class MatrixExponential(MatrixFunction):
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

    Source
    ------
    A. H. Al-Mohy and N. J. Higham, Computing the Frechet derivative of the matrix exponential, with an
    application to condition number estimation (2009), for its derivative.
    """

    scalar = exp
    name = "exp"

    @classmethod
    def slope(cls, matrix: MatrixExpr) -> tuple[int, MatrixExpr]:
        """Return the exponential itself."""
        return 1, cls(matrix)

    @classmethod
    def change(cls, matrix: MatrixExpr, direction: MatrixExpr) -> FunctionDerivative:
        """Return the derivative in a direction."""
        return ExponentialDerivative(matrix, direction)

    @classmethod
    def _of_explicit(cls, matrix: MatrixBase) -> MatrixBase:
        return matrix.exp()

    def _eval_inverse(self) -> MatrixExpr:
        return MatrixExponential(-self.arg)

    def _eval_determinant(self) -> Expr:
        return exp(self.arg.trace())


class ExponentialDerivative(FunctionDerivative):
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

    Source
    ------
    A. H. Al-Mohy and N. J. Higham, Computing the Frechet derivative of the matrix exponential, with an
    application to condition number estimation (2009).
    """

    function = MatrixExponential
