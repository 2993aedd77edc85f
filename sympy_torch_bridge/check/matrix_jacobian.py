"""The check of derivatives with more than two axes: of a matrix by a matrix, and second derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .. import symbolic
from ..errors import BridgeError
from .agreement import judge_routes
from .case import Case
from .claim import is_symbolic
from .code_check import check_code
from .complex_jacobian import check_complex_jacobian
from .diagnosis import Diagnosis, diagnose_jacobian
from .formula_check import check_formula
from .jacobian_axes import JacobianAxes, axes_of
from .jacobian_claim import array_claim, given_array
from .jacobian_code import JacobianResult
from .jacobian_layout import JacobianLayouts
from .jacobian_question import jacobian_question
from .matrix_case import matrix_value
from .matrix_code import MatrixForm
from .matrix_code_check import in_both_forms
from .matrix_points import in_entries
from .options import Options
from .report import Report
from .written_out import WrittenOut, written_out

__all__ = ["check_matrix_jacobian", "has_four_axes"]

_ENTRYWISE = (
    "the symbolic witness is SymPy's derivative of each entry: the matrix engine has no such Jacobian"
)
_AMBIGUOUS = "the transposed Jacobian has the same shape: the claim was read in the layout stated here"


def has_four_axes(expr: Any, wrt: Any, order: int) -> bool:
    """Tell whether a derivative has more axes than a matrix.

    Examples
    --------
    >>> import sympy
    >>> A, x = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("x", 2, 1)
    >>> [has_four_axes(expr, A, 1) for expr in (A.T * A, A * x, x.T * A * x)]
    [True, True, False]
    >>> has_four_axes(x.T * A * A * x, A, 2), has_four_axes(A * x * x.T * x, x, 2)
    (True, True)
    """
    outputs, variables = getattr(expr, "shape", (1, 1)), getattr(wrt, "shape", (1, 1))
    is_scalar, by_matrix = tuple(outputs) == (1, 1), 1 not in variables
    if order > 1:
        return order == 2 and is_scalar == by_matrix
    return 1 not in outputs or (by_matrix and not is_scalar)


def check_matrix_jacobian(
    expr: Any, claimed: Any, wrt: Any, options: Options, order: int = 1, *, with_code: bool = False
) -> Report:
    """Check the derivative of a matrix by a matrix, the Hessian of a scalar by a matrix, or of a vector.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : formulas, code or None
        With four axes in torch.func.jacrev's order, or with two in vec form. None compares the routes.
    wrt : MatrixSymbol, entry of one, or Symbol
    options : Options
    order : int
    with_code : bool
        Whether torch's derivatives of the expression are judged beside a claim in formulas.

    Raises
    ------
    InputShapeError
        The claim is in none of the layouts, nor in a sibling of one.

    Examples
    --------
    >>> import sympy
    >>> X, B = sympy.MatrixSymbol("X", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    >>> claim = sympy.KroneckerProduct(B.T, X)
    >>> report = check_matrix_jacobian(X * B, sympy.KroneckerProduct(B.T, sympy.Identity(2)), X, Options())
    >>> report.verdict, report.layout
    ('consistent', 'vec form, columns stacked: vec(df) = J*vec(dX)')
    """
    if options.dtype.is_complex:
        return check_complex_jacobian(expr, claimed, wrt, options, order)
    if claimed is not None and not is_symbolic(claimed):
        report = _of_code(written_out(expr, wrt), claimed, options, order)
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    formula = _of_engine(written_out(expr, wrt), order) if claimed is None else claimed
    given = None if formula is None else given_array(formula, wrt)
    formulas = () if given is None else given.formulas
    written = written_out(expr, wrt, *formulas)
    options = in_entries(options, written.coordinates, written.entries)
    question = jacobian_question(written, order, *formulas)
    value = matrix_value(expr, written.entries, question, options.ops)
    axes = axes_of(written, order)
    if given is None:
        report = judge_routes(question, options, value, layout=axes.words(None), notes=[_ENTRYWISE])
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    claim, layouts = array_claim(given, written, question, axes)
    report = check_formula(
        question,
        claim,
        options,
        value=value if claimed is None or with_code else None,
        layout=axes.words(layouts),
        name=_namer(written, axes, lambda: layouts),
    )
    noted = report if claimed is None else _noted(report, layouts)
    return replace(noted, subject=str(expr), claim=given.text, wrt=(str(wrt),))


def _of_engine(written: WrittenOut, order: int) -> Any:
    """Return the derivative by the matrix engine, None where it has none in a layout that is read here."""
    try:
        found = symbolic.derivative(written.expr, *[written.wrt] * order)
    except BridgeError:
        return None
    shape = getattr(found, "shape", ())
    return None if axes_of(written, order).layouts(shape) is None else found


def _of_code(written: WrittenOut, claimed: Any, options: Options, order: int) -> Report:
    options = in_entries(options, written.coordinates, written.entries)
    question, axes = jacobian_question(written, order), axes_of(written, order)

    def judged(*, is_flat: bool = False) -> Report:
        result = JacobianResult(axes)
        form = MatrixForm(written, question, is_flat, result)
        name = _namer(written, axes, lambda: result.seen)
        report = check_code(question, claimed, options, form=form, name=name)
        return _noted(replace(report, layout=axes.words(result.seen)), result.seen)

    return in_both_forms(written, judged)


def _namer(
    written: WrittenOut, axes: JacobianAxes, layouts: Callable[[], JacobianLayouts | None]
) -> Callable[[Case], Diagnosis]:
    def name(case: Case) -> Diagnosis:
        return diagnose_jacobian(case, written, axes, layouts())

    return name


def _noted(report: Report, layouts: JacobianLayouts | None) -> Report:
    if layouts is None or not layouts.is_ambiguous or report.order > 1:
        return report
    return replace(report, notes=(*report.notes, _AMBIGUOUS))
