"""The check of derivatives with four axes: of a matrix by a matrix, and Hessians of scalars by a matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy

from .agreement import judge_routes
from .case import Case
from .claim import SymbolicClaim, is_symbolic
from .code_check import check_code
from .diagnosis import Diagnosis, diagnose_jacobian
from .formula_check import check_formula
from .jacobian_claim import array_claim, given_array
from .jacobian_code import JacobianResult
from .jacobian_layout import JacobianLayouts
from .matrix_case import MatrixCase
from .matrix_code import MatrixForm
from .matrix_code_check import in_both_ways
from .matrix_hessian import hessian_question, refuse_other_orders
from .matrix_points import in_entries
from .options import Options
from .question import Question
from .report import Report
from .written_out import WrittenOut, written_out

__all__ = ["check_matrix_jacobian", "has_four_axes"]

_ENTRYWISE = "the symbolic witness is SymPy's derivative of each entry: the matrix engine has no such Jacobian"
_AMBIGUOUS = "the transposed Jacobian has the same shape: the claim was read in the layout stated here"


def has_four_axes(expr: Any, wrt: Any, order: int) -> bool:
    """Tell whether a derivative has more axes than a matrix.

    Examples
    --------
    >>> A, x = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("x", 2, 1)
    >>> [has_four_axes(expr, A, 1) for expr in (A.T * A, A * x, x.T * A * x)]
    [True, True, False]
    >>> has_four_axes(x.T * A * A * x, A, 2)
    True
    """
    outputs, variables = getattr(expr, "shape", (1, 1)), getattr(wrt, "shape", (1, 1))
    if order > 1:
        return order == 2 and tuple(outputs) == (1, 1) and 1 not in variables
    return 1 not in outputs or (tuple(outputs) != (1, 1) and 1 not in variables)


def check_matrix_jacobian(expr: Any, claimed: Any, wrt: Any, options: Options, order: int = 1) -> Report:
    """Check the derivative of a matrix by a matrix, or the Hessian of a scalar by a matrix.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : formulas, code or None
        With four axes in torch.func.jacrev's order, or with two in vec form. None compares the routes.
    wrt : MatrixSymbol, entry of one, or Symbol
    options : Options
    order : int

    Raises
    ------
    InputShapeError
        The claim is in none of the layouts, nor in a sibling of one.

    Examples
    --------
    >>> X, B = sympy.MatrixSymbol("X", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    >>> claim = sympy.KroneckerProduct(B.T, X)
    >>> report = check_matrix_jacobian(X * B, sympy.KroneckerProduct(B.T, sympy.Identity(2)), X, Options())
    >>> report.verdict, report.layout
    ('consistent', 'vec form, columns stacked: vec(df) = J*vec(dX)')
    """
    if order > 1:
        refuse_other_orders(expr, order)
    if claimed is not None and not is_symbolic(claimed):
        report = _of_code(written_out(expr, wrt), claimed, options, order)
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    given = None if claimed is None else given_array(claimed, wrt)
    written = written_out(expr, wrt, *(given.formulas if given else ()))
    options = in_entries(options, written.entries)
    question = _question(written, order, *(given.formulas if given else ()))
    if given is None:
        value = MatrixCase(expr, written.entries, question, SymbolicClaim({})).value(options.ops)
        report = judge_routes(question, options, value, layout=_words(written, order), notes=[_ENTRYWISE])
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    claim, layouts = array_claim(given, written, question, _sizes(written, order))
    report = check_formula(
        question,
        claim,
        options,
        layout=_words(written, order, layouts),
        name=_namer(written, order, lambda: layouts),
    )
    return replace(_noted(report, layouts), subject=str(expr), claim=given.text, wrt=(str(wrt),))


def _of_code(written: WrittenOut, claimed: Any, options: Options, order: int) -> Report:
    options = in_entries(options, written.entries)
    question = _question(written, order)

    def judged(is_flat: bool) -> Report:
        result = JacobianResult(_sizes(written, order), str(written.wrt))
        form = MatrixForm(written, question, is_flat, result)
        name = _namer(written, order, lambda: result.seen)
        report = check_code(question, claimed, options, form=form, name=name)
        return _noted(replace(report, layout=_words(written, order, result.seen)), result.seen)

    return in_both_ways(written, judged)


def _question(written: WrittenOut, order: int, *formulas: Any) -> Question:
    """Ask for all derivatives; formulas of the claim may hold further scalar symbols."""
    scalars = sorted(
        {s for f in formulas for s in sympy.sympify(f).free_symbols if isinstance(s, sympy.Symbol)},
        key=sympy.default_sort_key,
    )
    more = [sympy.ImmutableDenseMatrix([scalars])] if scalars else []
    return written.question(*more) if order == 1 else hessian_question(written, *more)


def _sizes(written: WrittenOut, order: int) -> tuple[int, int, int, int]:
    p, q, n, m = written.sizes
    return (p, q, n, m) if order == 1 else (n, m, n, m)


def _namer(
    written: WrittenOut, order: int, layouts: Callable[[], JacobianLayouts | None]
) -> Callable[[Case], Diagnosis]:
    def name(case: Case) -> Diagnosis:
        return diagnose_jacobian(case, written, order, layouts())

    return name


def _words(written: WrittenOut, order: int, layouts: JacobianLayouts | None = None) -> str:
    """Return what a report says about the layout that counts."""
    wrt = written.wrt
    if layouts is not None and layouts.is_vec:
        what = f"vec(df) = J*vec(d{wrt})" if order == 1 else f"vec(dG) = H*vec(d{wrt}), G the gradient"
        return f"vec form, columns stacked: {what}"
    indexed = f"d{wrt}[k,l]" if written.sizes[2:] != (1, 1) else f"d{wrt}"
    entry = f"df[i,j]/{indexed}" if order == 1 else f"d2f/d{wrt}[i,j] {indexed}"
    return f"as torch.func.jacrev: {entry} at {'[i, j, k, l]' if indexed != f'd{wrt}' else '[i, j]'}"


def _noted(report: Report, layouts: JacobianLayouts | None) -> Report:
    if layouts is None or not layouts.is_ambiguous or report.order > 1:
        return report
    return replace(report, notes=(*report.notes, _AMBIGUOUS))
