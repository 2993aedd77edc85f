"""The check of matrix expressions: a claimed derivative, or that of the matrix engine, entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy

from .. import symbolic
from ..errors import InputTypeError, OptionError
from ..program.expressions.free_symbols import free_symbols
from .formula_check import check_formula
from .matrix_case import matrix_case
from .options import Options
from .report import Report

__all__ = ["MATRIX_POINTS", "check_matrices"]

# The entries of small matrices are many variables: a few points say as much as many for one variable.
MATRIX_POINTS = 6


def check_matrices(expr: Any, claimed: Any, wrt: Any, options: Options, order: int = 1) -> Report:
    """Check the gradient of a scalar, in the shape of ``wrt``, or the Jacobian of a vector.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : sympy.Expr, MatrixExpr, Matrix or None
        None means the derivative by the matrix engine; torch's modes are judged beside it.
    wrt : MatrixSymbol, Symbol or None
    options : Options

    Raises
    ------
    InputTypeError
        The claim is no formula.
    OptionError
        ``wrt`` is left out and there are several symbols.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> check_matrices(x.T * A * x, (A + A.T) * x, x, Options()).verdict
    'consistent'
    """
    chosen = _only_symbol(expr) if wrt is None else wrt
    is_scalar = getattr(expr, "shape", (1, 1)) == (1, 1)
    formula = symbolic.derivative(expr, chosen) if claimed is None else _formula(claimed)
    case = matrix_case(expr, formula, chosen, "denominator" if is_scalar else "numerator")
    layout = f"the gradient has the shape of {chosen}" if is_scalar else "numerator: rows over outputs"
    few = replace(options, n_points=min(options.n_points, MATRIX_POINTS))
    value = case.value(options.ops) if claimed is None else None
    report = check_formula(case.question, case.claim, few, value=value, layout=layout)
    return replace(report, subject=str(expr), claim=str(formula), wrt=(str(chosen),))


def _formula(claimed: Any) -> Any:
    try:
        return sympy.sympify(claimed, strict=True)
    except sympy.SympifyError:
        raise InputTypeError(
            "claimed", f"a {type(claimed).__name__}", expected="a SymPy matrix expression, for matrix symbols"
        ) from None


def _only_symbol(expr: Any) -> Any:
    symbols = free_symbols(expr)
    if len(symbols) == 1:
        return symbols[0]
    hint = "the expression holds several symbols; name one: wrt=..."
    raise OptionError("wrt", None, accepted=symbols, hint=hint)
