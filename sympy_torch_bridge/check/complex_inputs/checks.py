"""The checks with complex inputs, from the points to the report."""

from __future__ import annotations

from typing import Any

from ...errors import OptionError
from ..claim import SymbolicClaim, symbolic_claim
from ..diagnosis import Diagnosis
from ..higher_claim import higher_claim
from ..options import Options
from ..question import Question
from ..report import Report
from ..torch_claim import Batch, CodeForm, torch_claim
from ..work import JUDGING, work
from .bench import complex_bench
from .code_notes import code_notes
from .diagnose import complex_diagnosis
from .formula_judge import ComplexFormulaJudge
from .higher_diagnosis import higher_naming
from .order_below import order_below
from .report import ClaimInReport, Naming, complex_report
from .torch_modes import complex_value
from .witnesses import code_rows, mode_rows, symbolic_rows

__all__ = [
    "check_complex_code",
    "check_complex_consistency",
    "check_complex_formula",
    "check_complex_gradient",
    "refuse_complex",
]


def refuse_complex(options: Options, what: str) -> None:
    """Refuse a complex type where only real inputs are checked.

    Raises
    ------
    OptionError
    """
    if options.dtype.is_complex:
        raise OptionError(
            "dtype",
            options.dtype,
            accepted=["torch.float64", "torch.float32"],
            hint=f"{what} with real inputs alone; for complex ones check the real and the imaginary part",
        )


def check_complex_gradient(question: Question, claimed: Any, options: Options, *, is_formula: bool) -> Report:
    """Judge a claimed complex derivative, or the gradient of a real function of complex variables.

    Parameters
    ----------
    question : Question
    claimed : object
        As in :func:`sympy_torch_bridge.check_gradient`.
    options : Options
        With a complex ``dtype``.
    is_formula : bool
    """
    if is_formula:
        read = symbolic_claim if question.order == 1 else higher_claim
        return check_complex_formula(question, read(claimed, question), options)
    return check_complex_code(question, claimed, options)


def check_complex_formula(
    question: Question,
    claim: SymbolicClaim,
    options: Options,
    *,
    value: Batch | None = None,
    layout: str | None = None,
    name: Naming = complex_diagnosis,
) -> Report:
    """Judge a claim in formulas, and torch's derivatives beside it if asked for.

    Parameters
    ----------
    question : Question
    claim : SymbolicClaim
    options : Options
    value : callable, optional
        The expressions in torch, shape ``(n, m)`` and complex: adds torch's modes as witnesses.
    layout : str, optional
        What the report says about the layout of the claim.
    name : callable
        Names the mistakes of wrong derivatives.
    """
    reference, bench = complex_bench(question, options, is_drawn=not options.points_are_stated)
    with work(JUDGING, len(bench.facts)):
        rows = ComplexFormulaJudge(claim, reference, options.op_table).rows(bench)
    name = higher_naming(name, Diagnosis(), bench, reference)
    text = ClaimInReport("claim", claim.text, claim.is_transposed, layout, name)
    if value is None or not bench.facts:
        return complex_report(reference, options, rows, text)
    more, witnesses, notes = mode_rows(bench, value, reference)
    return complex_report(reference, options, [*rows, *more], text, witnesses=witnesses, notes=notes)


def check_complex_code(
    question: Question,
    claimed: Any,
    options: Options,
    *,
    form: CodeForm | None = None,
    layout: str | None = None,
    name: Naming = complex_diagnosis,
) -> Report:
    """Judge a claim in torch code.

    Parameters
    ----------
    question : Question
    claimed : callable, autograd.Function subclass, or Module
    options : Options
    form : CodeForm, optional
        How the code is called.
    layout : str, optional
        What the report says about the layout of the claim.
    name : callable
        Names the mistakes of wrong derivatives.
    """
    reference, bench = complex_bench(question, options, is_drawn=not options.points_are_stated)
    if not bench.facts:
        return complex_report(reference, options, [], ClaimInReport("claim", "code", layout=layout))
    code = torch_claim(claimed, question, bench.tensors, bench.values(), form)
    rows, is_transposed = code_rows(code, bench, reference)
    below = order_below(code, bench, options)
    rows += below.rows
    code = code.transposed() if is_transposed else code
    behaviour, notes = code_notes(code, bench, reference, rows)
    name = higher_naming(name, below.diagnosis, bench, reference)
    if behaviour.text is not None:  # what is no function of its points has no other mistake to be found
        name = lambda *_: behaviour  # noqa: E731
    text = ClaimInReport(code.witness, code.text, is_transposed, layout, name)
    return complex_report(reference, options, rows, text, notes=notes)


def check_complex_consistency(
    question: Question, options: Options, *, value: Batch | None = None, layout: str | None = None
) -> Report:
    """Compare SymPy's derivative, the limit of quotients, and both modes of torch at complex points.

    Parameters
    ----------
    question : Question
    options : Options
        With a complex ``dtype``.
    value : callable, optional
        The expressions in torch, shape ``(n, m)`` and complex; compiled if left out.
    layout : str, optional
        What the report says about the layout of the derivatives.
    """
    reference, bench = complex_bench(question, options)
    if not bench.facts:
        return complex_report(reference, options, [])
    value = value or complex_value(question, bench.tensors, options.ops)
    rows, witnesses, notes = mode_rows(bench, value, reference)
    return complex_report(
        reference,
        options,
        [*symbolic_rows(bench), *rows],
        ClaimInReport(None, None, layout=layout),
        witnesses=witnesses,
        notes=notes,
    )
