"""The check of code that takes matrices, in both ways of writing vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..errors import BridgeError
from .case import Case
from .code_check import check_code
from .diagnosis import Diagnosis
from .matrix_code import MatrixForm
from .matrix_hessian import hessian_question, refuse_other_orders
from .matrix_points import in_entries
from .options import Options
from .report import Report
from .written_out import WrittenOut, written_out

__all__ = ["check_matrix_code", "in_both_forms"]

_FLAT = "the code was called with vectors of one axis, shape (n,), not with matrices of one column or row"


def check_matrix_code(
    expr: Any,
    claimed: Any,
    wrt: Any,
    options: Options,
    order: int = 1,
    *,
    layout: str,
    name: Callable[[Case], Diagnosis],
) -> Report:
    """Judge torch code for the derivative of a matrix expression, entry by entry.

    A vector is passed in the shape of its symbol, ``(n, 1)``. Code whose numbers are wrong for that, or
    that cannot take it, and that is right for vectors of one axis, is right; the report says so.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : callable, autograd.Function subclass, or Module
    wrt : MatrixSymbol or Symbol
    options : Options
    order : int
    layout : str
        What the report says about the layout of the claim.
    name : callable
        Names the mistake of wrong derivatives.
    """
    if order > 1:
        refuse_other_orders(expr, order)
    written = written_out(expr, wrt)
    options = in_entries(options, written.coordinates, written.entries)
    question = written.question() if order == 1 else hessian_question(written)

    def judged(*, is_flat: bool) -> Report:
        form = MatrixForm(written, question, is_flat)
        return check_code(question, claimed, options, form=form, layout=layout, name=name)

    return in_both_forms(written, judged)


def in_both_forms(written: WrittenOut, judged: Callable[..., Report]) -> Report:
    """Judge code with vectors in the shape of their symbols, and where that is refuted with one axis as well.

    Parameters
    ----------
    written : WrittenOut
    judged : callable
        Gives the report, with ``is_flat=True`` that of code for vectors of one axis.

    Raises
    ------
    BridgeError
        The code can be called in neither way.
    """
    if not any(1 in entries.shape for entries in written.entries.values()):
        return judged(is_flat=False)
    try:
        report = judged(is_flat=False)
    except BridgeError as error:
        try:
            return _said(judged(is_flat=True))
        except BridgeError:
            raise error from error.__cause__
    # A row in place of a column is refuted by its shape, though its numbers are right.
    if report.verdict != "refuted" or not any(row.verdict == "FAIL" for row in report.points):
        return report
    try:
        other = judged(is_flat=True)
    except BridgeError:
        return report
    is_better = other.verdict == "consistent" or (report.diagnosis is None and other.diagnosis is not None)
    return _said(other) if is_better else report


def _said(report: Report) -> Report:
    return replace(report, notes=(*report.notes, _FLAT))
