"""Exact derivatives of SymPy expressions: SymPy in, SymPy out.

Scalar expressions are differentiated by SymPy's rules, at any depth; expressions with matrix
symbols by the matrix engine.  All symbols count as real, so ``Abs(x)`` has the derivative
``sign(x)``; at a kink or jump, where there is no derivative, the result is the one of both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, ImmutableDenseMatrix, Matrix, MatrixBase, MatrixSymbol, S, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from .. import matrix
from ..errors import InputTypeError, OptionError
from ..matrix.vector import LAYOUTS
from .argument import expression_of, has_matrix_nodes, is_scalar, orders_of, require_variable

__all__ = ["derivative", "gradient", "hessian", "jacobian"]


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
            result = _once(result, variable)
    return result


def _once(expr: Any, wrt: Expr) -> Any:
    """Differentiate once by one variable; containers entry by entry."""
    if isinstance(expr, dict):
        return {key: _once(value, wrt) for key, value in expr.items()}
    if isinstance(expr, (list, tuple)):
        return type(expr)([_once(entry, wrt) for entry in expr])
    is_explicit = isinstance(expr, MatrixBase) and not isinstance(wrt, MatrixSymbol)
    if is_explicit or not isinstance(expr, Expr):  # explicit matrices and arrays
        return expr.applyfunc(lambda entry: _once(entry, wrt))
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
        rows, columns = (int(n) for n in wrt.parent.shape)
        unit = ImmutableDenseMatrix(rows, columns, lambda i, j: int((i, j) == (wrt.i, wrt.j)))
        return matrix.differential(expr, wrt.parent, unit)
    return matrix.differential(expr, wrt, S.One)


def gradient(expr: Any, wrt: Any) -> Any:
    """Differentiate a scalar expression by one or several variables.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : Symbol, MatrixSymbol, or list, tuple or Matrix of symbols

    Returns
    -------
    same shape as ``wrt``
        An expression for a Symbol, a matrix expression for a MatrixSymbol, a list, tuple or
        Matrix of expressions for a list, tuple or Matrix.

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
    >>> gradient(x**2 * y, [x, y])
    [2*x*y, x**2]
    >>> A, v = MatrixSymbol("A", 3, 3), MatrixSymbol("v", 3, 1)
    >>> gradient(v.T * A * v, v)
    (A + A.T)*v
    """
    f = _scalar_of(expr, "gradient")
    if isinstance(wrt, (list, tuple)):
        return type(wrt)([_partial(f, variable) for variable in wrt])
    if isinstance(wrt, MatrixBase):
        return Matrix(*wrt.shape, [_partial(f, variable) for variable in wrt])
    return _partial(f, wrt)


def _partial(f: Expr, wrt: Any) -> Expr:
    require_variable(wrt)
    return _once(f, wrt)


def _scalar_of(expr: Any, caller: str) -> Expr:
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


def jacobian(expr: Any, wrt: Any, layout: str = "numerator") -> Any:
    """Differentiate several outputs by several variables.

    Parameters
    ----------
    expr : list, tuple, Matrix, Expr or MatrixExpr
        The m outputs, a Matrix read row by row; a vector as MatrixExpr needs a MatrixSymbol.
    wrt : list, tuple or Matrix of symbols, Symbol, or MatrixSymbol
        The n variables.
    layout : {"numerator", "denominator"}
        ``"numerator"``: shape (m, n), rows are outputs, as ``torch.func.jacrev`` gives it.
        ``"denominator"``: its transpose, as most of the statistics literature writes it.

    Returns
    -------
    Matrix or MatrixExpr

    Raises
    ------
    OptionError
        The layout is unknown.
    InputTypeError
        ``expr`` or ``wrt`` has no such form.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, y = symbols("x y")
    >>> jacobian([x * y, x + y, y**2], [x, y])
    Matrix([
    [y,   x],
    [1,   1],
    [0, 2*y]])
    """
    if layout not in LAYOUTS:
        raise OptionError("layout", layout, accepted=LAYOUTS)
    outputs = expression_of(expr)
    if isinstance(wrt, MatrixSymbol) and isinstance(outputs, Expr):
        return matrix.jacobian(outputs, wrt, layout=layout)
    variables = _variables(wrt)
    rows = [[_once(output, variable) for variable in variables] for output in _outputs(outputs)]
    result = Matrix(len(rows), len(variables), [entry for row in rows for entry in row])
    return result if layout == "numerator" else result.T


def _outputs(outputs: Any) -> list[Expr]:
    """Return the outputs as scalars; a vector of matrix type is taken apart into its entries."""
    if isinstance(outputs, Expr):
        return [outputs] if is_scalar(outputs) else list(outputs.as_explicit())
    if not isinstance(outputs, (list, tuple, MatrixBase)):
        raise InputTypeError(
            "expr", f"a {type(outputs).__name__}", expected="a list, tuple, Matrix or expression"
        )
    return [_scalar_of(output, "each output") for output in outputs]


def _variables(wrt: Any) -> list[Expr]:
    if isinstance(wrt, MatrixSymbol):
        return list(wrt.as_explicit())
    variables = list(wrt) if isinstance(wrt, (list, tuple, MatrixBase)) else [wrt]
    for variable in variables:
        require_variable(variable, scalar=True)
    return variables


def hessian(expr: Any, wrt: Any) -> Any:
    """Return the second derivatives of a scalar expression.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : list, tuple or Matrix of symbols, Symbol, or a vector as MatrixSymbol
        The n variables.

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
    """
    f = _scalar_of(expr, "hessian")
    if isinstance(wrt, MatrixSymbol):
        return matrix.jacobian(matrix.gradient(f, wrt), wrt)
    if isinstance(wrt, Symbol):
        return _once(_once(f, wrt), wrt)
    return _symmetric(f, _variables(wrt))


def _symmetric(f: Expr, variables: Sequence[Expr]) -> Matrix:
    """Differentiate twice; the order of two variables does not matter, so half is enough."""
    size = len(variables)
    result = Matrix(size, size, [S.Zero] * size**2)
    for i, first in enumerate(variables):
        slope = _once(f, first)
        for j in range(i, size):
            result[i, j] = result[j, i] = _once(slope, variables[j])
    return result
