"""The second derivatives of a scalar expression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Matrix, MatrixSymbol, S, Symbol

from .. import matrix
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .gradients import scalar_of
from .jacobians import variables_of

__all__ = ["hessian"]


def hessian(expr: Any, wrt: Any, *, structure: Structures = None) -> Any:
    """Return the second derivatives of a scalar expression.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : list, tuple or Matrix of symbols, Symbol, or MatrixSymbol
        The n variables; of a matrix its stacked columns.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`.

    Returns
    -------
    Matrix, MatrixExpr or Expr
        A symmetric (n, n) matrix; the plain second derivative for a single Symbol.

    Raises
    ------
    InputTypeError
        ``expr`` is not scalar, or ``wrt`` is not made of symbols.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> x, y = symbols("x y")
    >>> hessian(x**2 * y, [x, y])
    Matrix([
    [2*y, 2*x],
    [2*x,   0]])
    >>> A, v = MatrixSymbol("A", 3, 3), MatrixSymbol("v", 3, 1)
    >>> hessian(v.T * A * v, v)
    A + A.T

    By a matrix it is in vec form, a row and a column for each entry of the stacked columns:

    >>> from sympy import Trace
    >>> hessian(Trace(A.T * A), A)
    2*I
    """
    f = scalar_of(expr, "hessian")
    with assumed(structure, wrt):
        return _hessian(f, wrt)


def _hessian(f: Expr, wrt: Any) -> Any:
    if isinstance(wrt, MatrixSymbol):
        return matrix.jacobian(matrix.gradient(f, wrt), wrt)
    if isinstance(wrt, Symbol):
        return differentiated(differentiated(f, wrt), wrt)
    return _symmetric(f, variables_of(wrt))


def _symmetric(f: Expr, variables: Sequence[Expr]) -> Matrix:
    """Differentiate twice; the order of two variables does not matter, so half is enough."""
    size = len(variables)
    result = Matrix(size, size, [S.Zero] * size**2)
    for i, first in enumerate(variables):
        slope = differentiated(f, first)
        for j in range(i, size):
            result[i, j] = result[j, i] = differentiated(slope, variables[j])
    return result
