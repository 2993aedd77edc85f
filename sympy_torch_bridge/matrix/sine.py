"""The sine and the cosine of a square matrix, and their derivatives in a direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Basic, Identity, MatrixExpr, ZeroMatrix, cos, sin

from .matrix_function import FunctionDerivative, MatrixFunction

__all__ = ["REWRITES", "CosineDerivative", "MatrixCosine", "MatrixSine", "SineDerivative"]


class MatrixSine(MatrixFunction):
    """The sine series ``X - X**3/6 + X**5/120 - ...`` of a square matrix, not the sine of its entries.

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
    >>> from sympy import MatrixSymbol, Trace
    >>> from sympy_torch_bridge import gradient
    >>> X = MatrixSymbol("X", 3, 3)
    >>> gradient(Trace(MatrixSine(X)), X)
    MatrixCosine(X.T)

    Source
    ------
    Matrix Cookbook (2012), eq. 128, for the gradient of the trace.
    """

    scalar = sin
    name = "sin"

    @classmethod
    def slope(cls, matrix: MatrixExpr) -> tuple[int, MatrixExpr]:
        """Return the cosine."""
        return 1, MatrixCosine(matrix)

    @classmethod
    def change(cls, matrix: MatrixExpr, direction: MatrixExpr) -> FunctionDerivative:
        """Return the derivative in a direction."""
        return SineDerivative(matrix, direction)


class MatrixCosine(MatrixFunction):
    """The cosine series ``I - X**2/2 + X**4/24 - ...`` of a square matrix, not the cosine of its entries.

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
    >>> from sympy import MatrixSymbol, Trace
    >>> from sympy_torch_bridge import gradient
    >>> X = MatrixSymbol("X", 3, 3)
    >>> gradient(Trace(MatrixCosine(2 * X)), X)
    -2*MatrixSine(2*X.T)
    """

    scalar = cos
    name = "cos"

    @classmethod
    def slope(cls, matrix: MatrixExpr) -> tuple[int, MatrixExpr]:
        """Return the negative sine."""
        return -1, MatrixSine(matrix)

    @classmethod
    def change(cls, matrix: MatrixExpr, direction: MatrixExpr) -> FunctionDerivative:
        """Return the derivative in a direction."""
        return CosineDerivative(matrix, direction)


class SineDerivative(FunctionDerivative):
    """The change of the matrix sine to first order, when ``matrix`` changes by ``direction``.

    Where the two commute it is ``direction*cos(matrix)``.

    Parameters
    ----------
    matrix, direction : MatrixExpr or Matrix
        Square, of one shape.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> from sympy_torch_bridge import differential
    >>> X, D = MatrixSymbol("X", 3, 3), MatrixSymbol("D", 3, 3)
    >>> differential(MatrixSine(X), X, D)
    SineDerivative(X, D)
    """

    function = MatrixSine


class CosineDerivative(FunctionDerivative):
    r"""The change of the matrix cosine to first order, when ``matrix`` changes by ``direction``.

    Where the two commute it is ``-direction*sin(matrix)``.

    Parameters
    ----------
    matrix, direction : MatrixExpr or Matrix
        Square, of one shape.

    Examples
    --------
    >>> from sympy import MatrixSymbol, latex
    >>> X, D = MatrixSymbol("X", 3, 3), MatrixSymbol("D", 3, 3)
    >>> print(latex(CosineDerivative(X, D)))
    L_{\cos}\left(X, D\right)
    """

    function = MatrixCosine


def _rewritten(node: MatrixExpr, arguments: Sequence[Basic]) -> Basic:
    """Write the sine or cosine of zero as zero or the identity."""
    (inner,) = arguments
    if not isinstance(inner, ZeroMatrix):
        return node.func(*arguments)
    return inner if isinstance(node, MatrixSine) else Identity(inner.shape[0])


REWRITES: dict[type, Callable[[Basic, Sequence[Basic]], Basic]] = dict.fromkeys(
    (MatrixSine, MatrixCosine), _rewritten
)
