"""The gradient of a scalar expression, in the shape of what it is differentiated by."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Matrix, MatrixBase

from ..errors import InputTypeError
from .argument import expression_of, is_scalar, require_variable
from .assumptions import Structures, assumed
from .differentiation import differentiated

__all__ = ["gradient", "scalar_of"]


def gradient(expr: Any, wrt: Any, *, structure: Structures = None) -> Any:
    """Differentiate a scalar expression by one or several variables.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : Symbol, MatrixSymbol, or list, tuple or Matrix of symbols
    structure : str or mapping of MatrixSymbol to str, optional
        ``"symmetric"``, ``"diagonal"``, ``"lower-triangular"``, ``"upper-triangular"``, ``"toeplitz"``
        or ``"orthogonal"``:
        what ``wrt`` is, or what several matrices are.  It counts as an assumption of SymPy,
        ``assuming(Q.symmetric(X))``, which may be given instead.

    Returns
    -------
    same shape as ``wrt``
        An expression for a Symbol, a matrix expression for a MatrixSymbol, a list, tuple or
        Matrix of expressions for a list, tuple or Matrix.  By a structured matrix it is the
        projection of the plain gradient onto the directions that keep the structure.

    Raises
    ------
    InputTypeError
        ``expr`` is not scalar, ``wrt`` is not made of symbols, or what is structured is no square matrix.
    OptionError
        There is no such structure.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> x, y = symbols("x y")
    >>> gradient(x**2 * y, [x, y])
    [2*x*y, x**2]
    >>> A, v = MatrixSymbol("A", 3, 3), MatrixSymbol("v", 3, 1)
    >>> gradient(v.T * A * v, v)
    (A + A.T)*v
    >>> gradient(v.T * A * v, v, structure={A: "symmetric"})
    2*A*v
    >>> gradient(v.T * A * v, A), gradient(v.T * A.T * A * v, A, structure="symmetric")
    (v*v.T, A*v*v.T + v*v.T*A)
    """
    f = scalar_of(expr, "gradient")
    with assumed(structure, wrt):
        return _gradient(f, wrt)


def _gradient(f: Expr, wrt: Any) -> Any:
    if isinstance(wrt, (list, tuple)):
        return type(wrt)([partial(f, variable) for variable in wrt])
    if isinstance(wrt, MatrixBase):
        return Matrix(*wrt.shape, [partial(f, variable) for variable in wrt])
    return partial(f, wrt)


def partial(f: Expr, wrt: Any) -> Expr:
    require_variable(wrt)
    return differentiated(f, wrt)


def scalar_of(expr: Any, caller: str) -> Expr:
    """Return a scalar expression, the entry of an explicit 1x1 matrix included.

    Raises
    ------
    InputTypeError
        It has several values.
    """
    f = expression_of(expr)
    if isinstance(f, MatrixBase) and f.shape == (1, 1):
        return f[0, 0]
    if not isinstance(f, Expr) or not is_scalar(f):
        raise InputTypeError(
            "expr",
            f"a {type(expr).__name__}",
            expected=f"one scalar expression: {caller} has one value",
            hint="jacobian(expr, wrt) differentiates several outputs at once",
        )
    return f
