"""The check of matrix expressions: a claimed derivative, or that of the matrix engine, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

from .. import symbolic
from ..errors import BridgeError, InputTypeError, OptionError
from ..matrix.structure import structure_of
from ..program.expressions.free_symbols import free_symbols
from .case import Case
from .claim import is_symbolic
from .diagnosis import Diagnosis, diagnose, diagnose_matrix
from .explicit import explicit
from .formula_check import check_formula
from .matrix_case import entries_of_claim, matrix_case
from .matrix_claim import formula_of
from .matrix_code_check import check_matrix_code
from .matrix_complex import check_complex_matrices
from .matrix_hessian import matrix_hessian
from .matrix_jacobian import check_matrix_jacobian, has_four_axes
from .matrix_points import in_entries
from .options import Options
from .question import Component
from .report import Report
from .without_entries import check_without_entries, has_no_entries
from .written_out import written_out

__all__ = ["MATRIX_POINTS", "check_matrices", "matrix_diagnosis"]

# The entries of small matrices are many variables: a few points say as much as many for one variable.
MATRIX_POINTS = 6


def check_matrices(expr: Any, claimed: Any, wrt: Any, options: Options, order: int = 1) -> Report:
    """Check the gradient of a scalar, in the shape of ``wrt``, or the Jacobian of a vector.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : sympy.Expr, MatrixExpr, Matrix, nested lists, dict, code or None
        None means the derivative by the matrix engine; torch's modes are judged beside it.
    wrt : MatrixSymbol, entry of one, Symbol or None
    options : Options
    order : int
        2 for the Hessian of a scalar by a vector.

    Raises
    ------
    InputTypeError, InputShapeError
        The claim is neither a formula nor code, or of another shape; ``wrt`` is no symbol.
    OptionError
        ``wrt`` is left out and there are several symbols, or the order is 2 and the result no matrix.

    Examples
    --------
    >>> import sympy
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> check_matrices(x.T * A * x, (A + A.T) * x, x, Options()).verdict
    'consistent'
    """
    chosen = _chosen(expr, claimed, wrt)
    report = _checked(expr, claimed, chosen, options, order)
    structure = structure_of(chosen)
    if structure is None:
        return report
    meaning = f"derivatives by it are projected, a gradient G to {structure.text}"
    return replace(report, notes=(*report.notes, f"{chosen} is assumed {structure.name}: {meaning}"))


def _checked(expr: Any, claimed: Any, chosen: Any, options: Options, order: int) -> Report:
    few = replace(options, n_points=min(options.n_points, MATRIX_POINTS))
    is_stacked = has_four_axes(expr, chosen, order)
    by_numbers = order == 1 and not options.dtype.is_complex and (claimed is None or is_symbolic(claimed))
    if by_numbers and has_no_entries(expr, claimed):
        return _by_numbers(expr, claimed, chosen, few, is_stacked=is_stacked)
    if is_stacked:
        return check_matrix_jacobian(expr, claimed, chosen, few, order)
    kind = _layout_of_engine(expr)
    if options.dtype.is_complex:
        return check_complex_matrices(expr, claimed, chosen, few, order, kind)
    if order > 1:
        layout = f"the Hessian has a row and a column for each entry of {chosen}"
    else:
        is_scalar = kind == "denominator"
        layout = f"the gradient has the shape of {chosen}" if is_scalar else "numerator: rows over outputs"

    name = matrix_diagnosis(expr, chosen) if order == 1 else diagnose
    if claimed is not None and not is_symbolic(claimed):
        report = check_matrix_code(expr, claimed, chosen, few, order, layout=layout, name=name)
        return replace(report, subject=str(expr), wrt=(str(chosen),))
    formula = symbolic.derivative(expr, *[chosen] * order) if claimed is None else formula_of(claimed, chosen)
    case = (
        matrix_case(expr, formula, chosen, kind)
        if order == 1
        else matrix_hessian(expr, formula, chosen, order)
    )
    value = case.value(options.ops) if claimed is None else None
    given = in_entries(few, case.coordinates, case.entries)
    report = check_formula(case.question, case.claim, given, value=value, layout=layout, name=name)
    return replace(report, subject=str(expr), claim=str(formula), wrt=(str(chosen),))


def _by_numbers(expr: Any, claimed: Any, chosen: Any, options: Options, *, is_stacked: bool) -> Report:
    formula = None if claimed is None else formula_of(claimed, chosen)
    layout = "numerator" if is_stacked else _layout_of_engine(expr)
    return check_without_entries(expr, formula, chosen, options, layout=layout, is_stacked=is_stacked)


def matrix_diagnosis(expr: Any, wrt: Any) -> Callable[[Case], Diagnosis]:
    """Return what names the mistakes in a claimed derivative of a matrix expression.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    wrt : MatrixSymbol or Symbol

    Examples
    --------
    >>> import sympy
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> written = matrix_case(x.T * A * x, 2 * A * x, x, "denominator")
    >>> name = matrix_diagnosis(x.T * A * x, x)
    >>> check_formula(written.question, written.claim, Options(n_points=6), name=name).diagnosis
    'consistent with 2*A in place of the symmetric sum A + A.T'
    """
    layout = _layout_of_engine(expr)

    def name(refuted: Case) -> Diagnosis:
        written = written_out(expr, wrt)

        def entries_of(formula: Any) -> Mapping[Component, Any] | None:
            try:
                claim = entries_of_claim(explicit(formula, written.entries), written, layout)
            except BridgeError:
                return None
            return None if claim.is_transposed else claim.entries

        return diagnose_matrix(refuted, written, entries_of)

    return name


def _layout_of_engine(expr: Any) -> str:
    """Return the layout of the derivatives that the matrix engine gives."""
    return "denominator" if getattr(expr, "shape", (1, 1)) == (1, 1) else "numerator"


def _chosen(expr: Any, claimed: Any, wrt: Any) -> Any:
    """Return what to differentiate by: a dictionary with one entry names it."""
    if wrt is None and isinstance(claimed, Mapping) and len(claimed) == 1:
        (wrt,) = claimed
    if isinstance(wrt, list | tuple) and len(wrt) == 1:
        (wrt,) = wrt
    chosen = _only_symbol(expr) if wrt is None else wrt
    if not isinstance(chosen, sympy.MatrixSymbol | sympy.Symbol | MatrixElement):
        raise InputTypeError(
            "wrt",
            f"{chosen!r} of type {type(chosen).__name__}",
            expected="one symbol, or an entry such as A[0, 1]",
            hint="with matrices each check is about one symbol",
        )
    return chosen


def _only_symbol(expr: Any) -> Any:
    symbols = free_symbols(expr)
    if len(symbols) == 1:
        return symbols[0]
    hint = "the expression holds several symbols; name one: wrt=..."
    raise OptionError("wrt", None, accepted=symbols, hint=hint)
