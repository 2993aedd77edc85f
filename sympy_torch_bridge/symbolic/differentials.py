"""The differential of an expression: its change to first order."""

from __future__ import annotations

from typing import Any

from sympy import Expr, MatrixBase, MatrixSymbol, Symbol

from .. import matrix
from ..errors import InputTypeError
from .argument import expression_of, require_variable
from .assumptions import Structures, assumed

__all__ = ["differential"]


def differential(expr: Any, wrt: Any, change: Any = None, *, structure: Structures = None) -> Any:
    """Return the change of an expression to first order, when one of its symbols changes.

    This is the differential of Magnus and Neudecker: it stands for the derivative of a matrix by a matrix,
    which no matrix can hold.

    Parameters
    ----------
    expr : Expr, MatrixExpr, or list, tuple, Matrix or dict of these
        A scalar or a matrix of any shape.
    wrt : Symbol or MatrixSymbol
    change : Expr or MatrixExpr, optional
        What is added to ``wrt``, in its shape.  Default: a new symbol with a ``d`` before the name.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`: the change of a symmetric matrix is symmetric.

    Returns
    -------
    same kind and shape as ``expr``
        Linear in ``change``.  The gradient ``G`` of a scalar can be read from ``Trace(G.T*dX)``.

    Raises
    ------
    InputTypeError
        ``wrt`` is no symbol, or ``change`` has another shape.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import Determinant, MatrixSymbol, log
    >>> X = MatrixSymbol("X", 3, 3)
    >>> differential(X.I, X)
    -X**(-1)*dX*X**(-1)
    >>> differential(log(Determinant(X)), X)
    Trace(X**(-1)*dX)
    """
    expression = expression_of(expr)
    require_variable(wrt)
    if not isinstance(wrt, (Symbol, MatrixSymbol)):
        hint = "of an entry X[i, j] take the differential by X"
        raise InputTypeError("wrt", f"{wrt} ({type(wrt).__name__})", expected="a symbol", hint=hint)
    step = _new_symbol(expression, wrt) if change is None else change
    given: dict[Any, str] = {wrt: structure} if isinstance(structure, str) else dict(structure or {})
    if change is None and wrt in given:
        given[step] = given[wrt]
    with assumed(given, wrt):
        return _differential(expression, wrt, step)


def _differential(expression: Any, wrt: Any, step: Any) -> Any:
    if isinstance(expression, dict):
        return {key: _differential(value, wrt, step) for key, value in expression.items()}
    if isinstance(expression, (list, tuple)):
        return type(expression)([_differential(entry, wrt, step) for entry in expression])
    if isinstance(expression, MatrixBase) and not isinstance(wrt, MatrixSymbol):
        return expression.applyfunc(lambda entry: _differential(entry, wrt, step))
    if isinstance(expression, MatrixBase) and not isinstance(expression, Expr):
        return _mutable(matrix.differential(expression.as_immutable(), wrt, step))
    return matrix.differential(expression, wrt, step)


def _mutable(made: Expr) -> Expr | MatrixBase:
    """Return an explicit matrix of the kind that was given; a change of no entry is a ZeroMatrix."""
    return made.as_mutable() if isinstance(made, MatrixBase) else made


def _new_symbol(expression: Any, wrt: Any) -> Expr:
    """Return a symbol like ``wrt`` for its change, under a name that is not taken."""
    parts = list(expression.values()) if isinstance(expression, dict) else expression
    parts = parts if isinstance(parts, (list, tuple)) else [parts]
    taken = {str(symbol) for part in parts for symbol in getattr(part, "free_symbols", ())} | {str(wrt)}
    name = f"d{wrt.name}"
    while name in taken:
        name = f"d{name}"
    return MatrixSymbol(name, *wrt.shape) if isinstance(wrt, MatrixSymbol) else Symbol(name, real=True)
