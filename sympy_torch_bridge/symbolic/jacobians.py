"""Several outputs by several variables: the Jacobian in both layouts."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Matrix, MatrixBase, MatrixSymbol

from .. import matrix
from ..errors import InputTypeError, OptionError
from ..matrix.vector import LAYOUTS
from .argument import expression_of, is_scalar, require_variable
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .gradients import scalar_of

__all__ = ["jacobian", "variables_of"]


def jacobian(expr: Any, wrt: Any, layout: str = "numerator", *, structure: Structures = None) -> Any:
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
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`.

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
    with assumed(structure, wrt):
        return _jacobian(expression_of(expr), wrt, layout)


def _jacobian(outputs: Any, wrt: Any, layout: str) -> Any:
    if isinstance(wrt, MatrixSymbol) and isinstance(outputs, Expr):
        return matrix.jacobian(outputs, wrt, layout=layout)
    variables = variables_of(wrt)
    rows = [[differentiated(output, variable) for variable in variables] for output in _outputs(outputs)]
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
    return [scalar_of(output, "each output") for output in outputs]


def variables_of(wrt: Any) -> list[Expr]:
    """Return the variables one by one, those of a Matrix row by row.

    Raises
    ------
    InputTypeError
        One of them is no symbol.
    """
    if isinstance(wrt, MatrixSymbol):
        return list(wrt.as_explicit())
    variables = list(wrt) if isinstance(wrt, (list, tuple, MatrixBase)) else [wrt]
    for variable in variables:
        require_variable(variable, scalar=True)
    return variables
