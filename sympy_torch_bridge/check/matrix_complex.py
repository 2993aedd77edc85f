"""The check of matrix expressions with complex entries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy
from torch import Tensor

from .. import symbolic
from ..errors import InputTypeError, MatrixDerivativeError, NotDifferentiableError
from ..program.expressions.free_symbols import free_symbols
from .claim import is_symbolic
from .complex_inputs import (
    Naming,
    arrangement_diagnosis,
    check_complex_code,
    check_complex_consistency,
    check_complex_formula,
    is_analytic_form,
)
from .explicit import explicit
from .higher_claim import higher_claim
from .matrix_case import entries_of_claim, matrix_value
from .matrix_claim import formula_of
from .matrix_code import MatrixForm
from .matrix_code_check import in_both_forms
from .matrix_hessian import hessian_question, refuse_other_orders
from .matrix_points import in_entries
from .options import Options
from .question import Question
from .report import Report
from .torch_claim import Batch
from .written_out import WrittenOut, written_out

__all__ = ["check_complex_matrices", "complex_value", "in_complex_words"]

_ENTRYWISE = "the matrix engine has no derivative of it: SymPy differentiated the entries"


def check_complex_matrices(
    expr: Any, claimed: Any, wrt: Any, options: Options, order: int, engine_layout: str
) -> Report:
    """Check the derivative of a scalar or vector expression whose matrices have complex entries.

    A holomorphic scalar has the matrix of its complex derivatives by the entries, a real one such as
    ``Trace(X * X.adjoint())`` the gradient ``df/dA + I*df/dB`` at ``X = A + I*B``, as torch leaves it in
    ``.grad``. Matrices under the assumption ``Q.real_elements`` have real entries, those under
    ``Q.hermitian`` conjugates on both sides of the diagonal.

    Parameters
    ----------
    expr : sympy.Expr or MatrixExpr
    claimed : formula, code or None
        None means the derivative by the matrix engine, or by entries where the engine has none.
    wrt : MatrixSymbol, entry of one, or Symbol
    options : Options
        With a complex ``dtype``.
    order : int
    engine_layout : {"numerator", "denominator"}
        Of the derivatives that the matrix engine gives.

    Raises
    ------
    OptionError
        The order is above 2, or 2 and the expression no scalar.
    InputTypeError, InputShapeError
        The claim is neither a formula nor code, or of another shape.
    NotDifferentiableError
        The values are complex and not holomorphic.

    Examples
    --------
    >>> import sympy
    >>> import torch
    >>> X = sympy.MatrixSymbol("X", 2, 2)
    >>> norm = sympy.Trace(X * X.adjoint())
    >>> options = Options(n_points=4, dtype=torch.complex128)
    >>> check_complex_matrices(norm, 2 * X, X, options, 1, "denominator").verdict
    'consistent'
    """
    try:
        return _checked(expr, claimed, wrt, options, order, engine_layout)
    except NotDifferentiableError as error:
        raise in_complex_words(error, expr) from None


def in_complex_words(error: NotDifferentiableError, expr: Any) -> NotDifferentiableError:
    """Return the error about a function that is neither holomorphic nor real, with help for matrices."""
    hint = (
        "its real part is a real function: re(...); a matrix that is Hermitian is assumed so by "
        "'with sympy.assuming(sympy.Q.hermitian(A)):', one with real entries by Q.real_elements(A)"
    )
    return NotDifferentiableError(str(expr), error.point, why=error.why, hint=hint)


def _checked(expr: Any, claimed: Any, wrt: Any, options: Options, order: int, engine_layout: str) -> Report:
    if order > 1:
        refuse_other_orders(expr, order)
    layout = _layout(wrt, order, engine_layout)
    if claimed is not None and not is_symbolic(claimed):
        report = _check_code(expr, claimed, wrt, options, order, layout)
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    formula = (_of_engine(expr, wrt) if order == 1 else None) if claimed is None else formula_of(claimed, wrt)
    if formula is None:
        report = _check_entries(expr, wrt, options, order, layout)
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    written = written_out(expr, wrt, formula, is_complex=True)
    right = explicit(formula, written.entries)
    question = written.question(right) if order == 1 else hessian_question(written, right)
    claim = entries_of_claim(right, written, engine_layout) if order == 1 else higher_claim(right, question)
    claim = replace(claim, written=str(formula))
    value = complex_value(expr, written, question, options) if claimed is None else None
    options = in_entries(options, written.coordinates, written.entries)
    name = _name(written, order)
    report = check_complex_formula(question, claim, options, value=value, layout=layout, name=name)
    return replace(report, subject=str(expr), claim=str(formula), wrt=(str(wrt),))


def _layout(wrt: Any, order: int, engine_layout: str) -> str:
    if order > 1:
        return f"the Hessian has a row and a column for each entry of {wrt}"
    is_scalar = engine_layout == "denominator"
    return f"the gradient has the shape of {wrt}" if is_scalar else "numerator: rows over outputs"


def _of_engine(expr: Any, wrt: Any) -> Any:
    """Return the derivative that the matrix engine gives for complex entries, None if it has none."""
    try:
        if getattr(wrt, "is_extended_real", False):
            return symbolic.derivative(expr, wrt) if is_analytic_form(expr, free_symbols(expr)) else None
        found = symbolic.wirtinger(expr, wrt)
    except (InputTypeError, MatrixDerivativeError):
        return None
    if _is_zero(found.by_conjugate):
        return found.by_variable
    # A real function has a gradient; that it is real the exact side tells.
    return found.gradient if getattr(expr, "shape", (1, 1)) == (1, 1) else None


def _is_zero(derivative: Any) -> bool:
    return derivative == 0 or isinstance(derivative, sympy.ZeroMatrix)


def _check_entries(expr: Any, wrt: Any, options: Options, order: int, layout: str) -> Report:
    """Compare all routes to the derivative with SymPy's derivative of the entries."""
    written = written_out(expr, wrt, is_complex=True)
    question = written.question() if order == 1 else hessian_question(written)
    value = complex_value(expr, written, question, options)
    options = in_entries(options, written.coordinates, written.entries)
    report = check_complex_consistency(question, options, value=value, layout=layout)
    return replace(report, notes=(*report.notes, _ENTRYWISE))


def _check_code(expr: Any, claimed: Any, wrt: Any, options: Options, order: int, layout: str) -> Report:
    written = written_out(expr, wrt, is_complex=True)
    options = in_entries(options, written.coordinates, written.entries)
    question = written.question() if order == 1 else hessian_question(written)

    def judged(*, is_flat: bool = False) -> Report:
        form = MatrixForm(written, question, is_flat)
        name = _name(written, order)
        return check_complex_code(question, claimed, options, form=form, layout=layout, name=name)

    return in_both_forms(written, judged)


def _name(written: WrittenOut, order: int) -> Naming:
    """Return what names mistakes: a gradient has the shape of its matrix, a Jacobian rows over outputs."""
    count = len(written.variables)
    if order > 1:
        return arrangement_diagnosis((count, count), "the Hessian")
    if len(written.outputs) == 1:
        return arrangement_diagnosis(written.variables.shape, "the derivative")
    return arrangement_diagnosis((len(written.outputs), count), "the Jacobian")


def complex_value(expr: Any, written: WrittenOut, question: Question, options: Options) -> Batch:
    """Compile a matrix expression to a complex function of its entries, shape ``(n, m)``.

    Parameters
    ----------
    expr : sympy.Basic
    written : WrittenOut
    question : Question
    options : Options
    """
    plain = matrix_value(expr, written.entries, question, options.ops)

    def value(*tensors: Tensor) -> Tensor:
        try:
            result = plain(*tensors)
        except InputTypeError:  # a kernel for real numbers, which the complex ones on its way are
            through = matrix_value(expr, written.entries, question, options.ops, through_complex=True)
            result = through(*tensors)
        return result if result.is_complex() else result.to(result.dtype.to_complex())

    return value
