"""The second derivatives of a scalar expression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, ImmutableMatrix, Matrix, MatrixSymbol, S, Symbol

from .. import matrix
from ..matrix.projection import projected_hessian
from ..matrix.words import is_matrix
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .entry_hessians import hessian_in_entries
from .gradients import partial, scalar_of
from .jacobians import stacked, variables_of

__all__ = ["hessian"]


def hessian(expr: Any, wrt: Any, *, structure: Structures = None) -> Any:
    """Return the second derivatives of a scalar expression.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : list, tuple or Matrix of symbols, Symbol, or MatrixSymbol
        The n variables; of a matrix its stacked columns. A list may hold matrices.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`. By a structured matrix both sides are projected; by an orthogonal one it is
        the Riemannian Hessian, the tangent part of the change of the gradient in tangent directions.

    Returns
    -------
    Matrix, MatrixExpr or Expr
        A symmetric (n, n) matrix; the plain second derivative for a single Symbol. By a list with matrices
        it has one block for each pair of them.

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

    By several matrices it has blocks:

    >>> B, w = MatrixSymbol("B", 2, 3), MatrixSymbol("w", 2, 1)
    >>> hessian(w.T * B * v, [v, w]).blocks
    Matrix([
    [0, B.T],
    [B,   0]])
    """
    f = scalar_of(expr, "hessian")
    with assumed(structure, wrt):
        return _hessian(f, wrt)


def _hessian(f: Expr, wrt: Any) -> Any:
    if isinstance(wrt, MatrixSymbol):
        in_entries = hessian_in_entries(f, wrt)
        if in_entries is not None:
            return in_entries
        return projected_hessian(matrix.jacobian(matrix.gradient(f, wrt), wrt), wrt)
    if isinstance(wrt, Symbol):
        return differentiated(differentiated(f, wrt), wrt)
    if isinstance(wrt, (list, tuple)) and any(isinstance(variable, MatrixSymbol) for variable in wrt):
        return _in_blocks(f, wrt)
    return _symmetric(f, variables_of(wrt))


def _in_blocks(f: Expr, wrt: Sequence[Any]) -> Any:
    """Return one block for each pair of variables, in the rows the first and in the columns the second."""
    slopes = [partial(f, variable) for variable in wrt]
    return stacked(
        [[_block(slope, first, second) for second in wrt] for first, slope in zip(wrt, slopes, strict=True)]
    )


def _block(slope: Expr, first: Expr, second: Expr) -> Any:
    if isinstance(second, MatrixSymbol):
        found = matrix.jacobian(slope, second)
    else:
        changed = differentiated(slope, second)
        found = matrix.Vec(changed) if is_matrix(changed) else ImmutableMatrix([[changed]])
    return projected_hessian(found, first) if isinstance(first, MatrixSymbol) else found


def _symmetric(f: Expr, variables: Sequence[Expr]) -> Matrix:
    """Differentiate twice; the order of two variables does not matter, so half is enough."""
    size = len(variables)
    result = Matrix(size, size, [S.Zero] * size**2)
    for i, first in enumerate(variables):
        slope = differentiated(f, first)
        for j in range(i, size):
            result[i, j] = result[j, i] = differentiated(slope, variables[j])
    return result
