"""Exact derivatives of SymPy expressions: SymPy in, SymPy out.

Scalar expressions are differentiated by SymPy's rules, at any depth; expressions with matrix
symbols by the matrix engine.  All symbols count as real, so ``Abs(x)`` has the derivative
``sign(x)``; at a kink or jump, where there is no derivative, the result is the one of both sides.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, MatrixBase, MatrixSymbol, S
from sympy.matrices.expressions.matexpr import MatrixElement

from .. import matrix
from ..matrix.unit import MatrixUnit
from .argument import expression_of, has_matrix_nodes, is_scalar, orders_of

__all__ = ["derivative", "differentiated"]


def derivative(expr: Any, *wrt: Any) -> Any:
    """Differentiate an expression, once or several times.

    Parameters
    ----------
    expr : Expr, Matrix, MatrixExpr, or list, tuple or dict of these
        A container is differentiated entry by entry and keeps its kind.
    *wrt : Symbol, MatrixSymbol or (Symbol, int)
        The variables in order; ``(x, 2)`` stands for twice ``x``.  With none given the
        expression has to hold exactly one symbol.

    Returns
    -------
    same kind as ``expr``
        A scalar expression by a MatrixSymbol gives a matrix of its shape, a vector by a vector
        the Jacobian in numerator layout.  A symbol that does not occur gives 0.

    Raises
    ------
    InputTypeError
        ``expr`` is no SymPy expression or a variable is no symbol.
    OptionError
        An order is not a non-negative integer.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import Abs, MatrixSymbol, sin, symbols
    >>> x, y = symbols("x y")
    >>> derivative(sin(x) * y, x, y)
    cos(x)
    >>> derivative([x**3, Abs(x)], x)
    [3*x**2, sign(x)]
    >>> derivative(x**3, (x, 2))
    6*x
    >>> X = MatrixSymbol("X", 2, 2)
    >>> derivative(X.I, x)
    0
    """
    result = expression_of(expr)
    for variable, order in orders_of(result, wrt):
        for _ in range(order):
            result = differentiated(result, variable)
    return result


def differentiated(expr: Any, wrt: Expr) -> Any:
    """Differentiate once by one variable; containers entry by entry."""
    if isinstance(expr, dict):
        return {key: differentiated(value, wrt) for key, value in expr.items()}
    if isinstance(expr, (list, tuple)):
        return type(expr)([differentiated(entry, wrt) for entry in expr])
    if isinstance(expr, MatrixBase) and isinstance(wrt, MatrixSymbol):
        expr = expr.as_immutable()
    is_explicit = isinstance(expr, MatrixBase) and not isinstance(wrt, MatrixSymbol)
    if is_explicit or not isinstance(expr, Expr):  # explicit matrices and arrays
        return expr.applyfunc(lambda entry: differentiated(entry, wrt))
    if isinstance(wrt, MatrixSymbol):
        return matrix.gradient(expr, wrt) if is_scalar(expr) else matrix.jacobian(expr, wrt)
    if has_matrix_nodes(expr):
        return _of_matrix_expression(expr, wrt)
    return matrix.slope(expr, wrt)


def _of_matrix_expression(expr: Expr, wrt: Expr) -> Expr:
    """Differentiate an expression with matrix nodes by a scalar variable."""
    if isinstance(wrt, MatrixElement) and isinstance(wrt.parent, MatrixSymbol):
        if is_scalar(expr):
            return matrix.gradient(expr, wrt.parent)[wrt.i, wrt.j]
        unit = MatrixUnit(wrt.parent.shape[0], wrt.parent.shape[1], wrt.i, wrt.j)
        is_known = all(size.is_Integer for size in unit.shape)
        return matrix.differential(expr, wrt.parent, unit.as_explicit().as_immutable() if is_known else unit)
    return matrix.differential(expr, wrt, S.One)
