"""Wirtinger derivatives: by a complex variable and by its conjugate, as if they were independent."""

from __future__ import annotations

from typing import Any, NamedTuple

from sympy import Expr, MatrixExpr, MatrixSymbol, Symbol

from .. import matrix
from ..errors import InputTypeError
from ..matrix.conjugation import with_conjugates
from .argument import expression_of, is_scalar
from .differentiation import differentiated

__all__ = ["WirtingerDerivatives", "wirtinger"]


class WirtingerDerivatives(NamedTuple):
    """The two derivatives of a function of a complex variable.

    Attributes
    ----------
    by_variable : Expr or MatrixExpr
        The complex derivative where the function is holomorphic.
    by_conjugate : Expr or MatrixExpr
        Zero where the function is holomorphic.
    """

    by_variable: Any
    by_conjugate: Any

    @property
    def gradient(self) -> Any:
        """Twice the derivative by the conjugate: of a real function, what torch leaves in ``.grad``."""
        return matrix.simplified(2 * self.by_conjugate)


def wirtinger(expr: Any, wrt: Any) -> WirtingerDerivatives:
    """Differentiate by a complex variable and by its conjugate.

    At ``Z = A + I*B`` these are ``(df/dA - I*df/dB)/2`` and ``(df/dA + I*df/dB)/2``.

    Parameters
    ----------
    expr : Expr or MatrixExpr
        Of complex symbols: all that are not assumed real, and all matrices except under
        ``Q.real_elements``.
    wrt : Symbol or MatrixSymbol

    Returns
    -------
    WirtingerDerivatives
        Of a scalar in the shape of ``wrt``; of a vector or matrix the Jacobians that :func:`jacobian` gives.

    Raises
    ------
    InputTypeError
        ``expr`` is no expression, or ``wrt`` is no symbol or assumed real.
    MatrixDerivativeError
        The engine has no rule for a node, or a function has no complex derivative, as ``floor``.

    Examples
    --------
    >>> from sympy import Abs, Trace
    >>> z = Symbol("z")
    >>> wirtinger(Abs(z) ** 2, z)
    WirtingerDerivatives(by_variable=conjugate(z), by_conjugate=z)
    >>> A, X = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 2)
    >>> wirtinger(Trace(X.adjoint() * A * X), X).by_conjugate
    A*X
    >>> wirtinger(Trace(X * X.adjoint()), X).gradient
    2*X
    """
    expression = expression_of(expr)
    if not isinstance(expression, Expr):
        raise InputTypeError("expr", f"a {type(expr).__name__}", expected="one expression")
    if not isinstance(wrt, (Symbol, MatrixSymbol)):
        raise InputTypeError("wrt", f"{wrt} ({type(wrt).__name__})", expected="a symbol")
    found = with_conjugates(expression, [wrt])
    bar = found.conjugates[wrt]
    if bar == wrt:
        hint = "derivative(expr, x) differentiates by a real one"
        raise InputTypeError("wrt", f"{wrt}, which is assumed real", expected="a complex symbol", hint=hint)
    by_variable, by_conjugate = (found.restored(_derivative(found.expression, s)) for s in (wrt, bar))
    return WirtingerDerivatives(by_variable, by_conjugate)


def _derivative(expression: Any, wrt: Any) -> Any:
    if isinstance(wrt, MatrixSymbol) and isinstance(expression, MatrixExpr) and not is_scalar(expression):
        return matrix.jacobian(expression, wrt)
    return differentiated(expression, wrt)
