"""Derivatives with more than two axes where the entries of the matrices are complex."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import NotDifferentiableError
from .claim import is_symbolic
from .complex_inputs import (
    arrangement_diagnosis,
    check_complex_code,
    check_complex_consistency,
    check_complex_formula,
)
from .jacobian_axes import axes_of
from .jacobian_claim import array_claim, given_array
from .jacobian_code import JacobianResult
from .jacobian_question import jacobian_question
from .matrix_code import MatrixForm
from .matrix_code_check import in_both_forms
from .matrix_complex import complex_value, in_complex_words
from .matrix_points import in_entries
from .options import Options
from .report import Report
from .written_out import WrittenOut, written_out

__all__ = ["check_complex_jacobian"]

_ENTRYWISE = "the symbolic witness is SymPy's derivative of each entry"


def check_complex_jacobian(expr: Any, claimed: Any, wrt: Any, options: Options, order: int = 1) -> Report:
    """Check the derivative of a matrix by a matrix, or a second derivative, at complex points.

    Parameters are those of :func:`.check_matrix_jacobian`; ``options`` have a complex ``dtype``.

    Raises
    ------
    NotDifferentiableError
        An entry is neither holomorphic nor real.
    InputShapeError
        The claim is in none of the layouts, nor in a sibling of one.

    Examples
    --------
    >>> import sympy, torch
    >>> X, B = sympy.MatrixSymbol("X", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    >>> claim = sympy.KroneckerProduct(B.T, sympy.Identity(2))
    >>> check_complex_jacobian(X * B, claim, X, Options(n_points=3, dtype=torch.complex128)).verdict
    'consistent'
    """
    try:
        report = _checked(expr, claimed, wrt, options, order)
    except NotDifferentiableError as error:
        raise in_complex_words(error, expr) from None
    return replace(report, subject=str(expr), wrt=(str(wrt),))


def _checked(expr: Any, claimed: Any, wrt: Any, options: Options, order: int) -> Report:
    if claimed is not None and not is_symbolic(claimed):
        return _of_code(written_out(expr, wrt, is_complex=True), claimed, options, order)
    given = None if claimed is None else given_array(claimed, wrt)
    formulas = () if given is None else given.formulas
    written = written_out(expr, wrt, *formulas, is_complex=True)
    options = in_entries(options, written.coordinates, written.entries)
    question, axes = jacobian_question(written, order, *formulas), axes_of(written, order)
    if given is None:
        value = complex_value(expr, written, question, options)
        report = check_complex_consistency(question, options, value=value, layout=axes.words(None))
        return replace(report, notes=(*report.notes, _ENTRYWISE))
    claim, layouts = array_claim(given, written, question, axes)
    name = arrangement_diagnosis(axes.stacked, "the Jacobian")
    report = check_complex_formula(question, claim, options, layout=axes.words(layouts), name=name)
    return replace(report, claim=given.text)


def _of_code(written: WrittenOut, claimed: Any, options: Options, order: int) -> Report:
    options = in_entries(options, written.coordinates, written.entries)
    question, axes = jacobian_question(written, order), axes_of(written, order)

    def judged(*, is_flat: bool = False) -> Report:
        result = JacobianResult(axes)
        form = MatrixForm(written, question, is_flat, result)
        name = arrangement_diagnosis(axes.stacked, "the Jacobian")
        report = check_complex_code(question, claimed, options, form=form, name=name)
        return replace(report, layout=axes.words(result.seen))

    return in_both_forms(written, judged)
