"""The product of a Hessian with a direction, without the Hessian."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Matrix, MatrixBase, MatrixSymbol

from .. import matrix
from ..errors import InputShapeError
from .argument import expression_of
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .gradients import gradient, scalar_of
from .jacobians import variables_of

__all__ = ["hessian_vector_product"]


def hessian_vector_product(expr: Any, wrt: Any, direction: Any, *, structure: Structures = None) -> Any:
    """Return the Hessian of a scalar expression times a direction, without building the Hessian.

    It is the change of the gradient when ``wrt`` changes by the direction.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : MatrixSymbol, Symbol, or list, tuple or Matrix of symbols
    direction : MatrixExpr, Expr, or list, tuple or Matrix of expressions
        In the shape of ``wrt``.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`.

    Returns
    -------
    same shape as ``wrt``

    Raises
    ------
    InputTypeError, InputShapeError
        ``expr`` is not scalar, ``wrt`` is not made of symbols, or ``direction`` has another shape.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import Determinant, log, symbols
    >>> X, V = MatrixSymbol("X", 3, 3), MatrixSymbol("V", 3, 3)
    >>> hessian_vector_product(log(Determinant(X)), X, V)
    -X.T**(-1)*V.T*X.T**(-1)
    >>> x, y = symbols("x y")
    >>> hessian_vector_product(x**2 * y, [x, y], [1, 0])
    [2*y, 2*x]
    """
    f = scalar_of(expr, "hessian_vector_product")
    with assumed(structure, wrt):
        if isinstance(wrt, MatrixSymbol):
            return matrix.differential(matrix.gradient(f, wrt), wrt, direction)
        return _of_symbols(f, wrt, direction)


def _of_symbols(f: Expr, wrt: Any, direction: Any) -> Any:
    variables = variables_of(wrt)
    steps = list(direction) if isinstance(direction, (list, tuple, MatrixBase)) else [direction]
    if len(steps) != len(variables):
        raise InputShapeError(
            [("wrt", (len(variables),)), ("direction", (len(steps),))],
            why="the direction has one number for each variable",
        )
    slopes = [differentiated(f, variable) for variable in variables]
    along = Add(*(expression_of(step) * slope for step, slope in zip(steps, slopes, strict=True)))
    products = gradient(along, variables)
    if isinstance(wrt, MatrixBase):
        return Matrix(*wrt.shape, products)
    return type(wrt)(products) if isinstance(wrt, (list, tuple)) else products[0]
