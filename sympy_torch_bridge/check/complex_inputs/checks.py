"""The checks with complex inputs, from the points to the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor

from ...errors import OptionError
from ...forward_mode import is_refused_by_torch
from ..claim import SymbolicClaim, symbolic_claim
from ..measurement import Bench, Measurement
from ..options import Options
from ..question import Component, Question
from ..report import Report
from ..result import PointResult
from ..torch_claim import Batch, CodeForm, TorchClaim, torch_claim
from ..torch_functions import TransposedResult
from ..work import JUDGING, work
from .bench import complex_bench
from .diagnose import complex_diagnosis
from .formula_judge import ComplexFormulaJudge
from .reference import ComplexReference
from .report import ClaimInReport, Naming, complex_report
from .torch_modes import complex_forward, complex_reverse, complex_value

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
        return check_complex_formula(question, symbolic_claim(claimed, question), options)
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
    _refuse_higher(question)
    reference = ComplexReference(question, options.op_table)
    bench = complex_bench(question, reference, options, is_drawn=not options.points_are_stated)
    with work(JUDGING, len(bench.facts)):
        rows = ComplexFormulaJudge(claim, reference, options.op_table).rows(bench)
    text = ClaimInReport("claim", claim.text, claim.is_transposed, layout, name)
    if value is None or not bench.facts:
        return complex_report(reference, options, rows, text)
    more, witnesses, notes = _torch_rows(bench, value, reference)
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
    _refuse_higher(question)
    reference = ComplexReference(question, options.op_table)
    bench = complex_bench(question, reference, options, is_drawn=not options.points_are_stated)
    if not bench.facts:
        return complex_report(reference, options, [], ClaimInReport("claim", "code", layout=layout))
    code = torch_claim(claimed, question, bench.tensors, bench.values(), form)
    rows, is_transposed = _code_rows(code, bench, reference)
    return complex_report(
        reference, options, rows, ClaimInReport(code.witness, code.text, is_transposed, layout, name)
    )


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
    _refuse_higher(question)
    reference = ComplexReference(question, options.op_table)
    bench = complex_bench(question, reference, options)
    if not bench.facts:
        return complex_report(reference, options, [])
    value = value or complex_value(question, bench.tensors, options.ops)
    rows, witnesses, notes = _torch_rows(bench, value, reference)
    return complex_report(
        reference,
        options,
        [*_symbolic_rows(bench), *rows],
        ClaimInReport(None, None, layout=layout),
        witnesses=witnesses,
        notes=notes,
    )


def _torch_rows(
    bench: Bench, value: Batch, reference: ComplexReference
) -> tuple[list[PointResult], list[str], list[str]]:
    """Judge the value and torch's modes; return the rows, the witnesses and what to note."""
    question, conventions = bench.question, reference.conventions

    def reverse(*tensors: Tensor) -> Tensor:
        return complex_reverse(value, tensors, question, conventions)

    def forward(*tensors: Tensor) -> Tensor:
        return complex_forward(value, tensors, question, conventions)

    rows = [
        *_values(bench, Measurement("value", value)),
        *bench.judge_derivatives(Measurement("reverse", reverse), trust_limit=True),
    ]
    try:
        rows += bench.judge_derivatives(Measurement("forward", forward), trust_limit=True)
    except (NotImplementedError, RuntimeError) as error:
        if not is_refused_by_torch(error):
            raise
        note = f"forward mode is not available: {str(error).splitlines()[0]}"
        return rows, ["value", "reverse"], [note]
    return rows, ["value", "reverse", "forward"], []


def _refuse_higher(question: Question) -> None:
    if question.order > 1:
        raise OptionError(
            "order",
            question.order,
            accepted=[1],
            hint="with complex inputs derivatives of first order are checked; for a second one check the "
            "derivative of the first: check_gradient(derivative(f, z), claimed, z, dtype=...)",
        )


def _code_rows(
    claim: TorchClaim, bench: Bench, reference: ComplexReference
) -> tuple[list[PointResult], bool]:
    """Return the rows of a claim in code, and whether its Jacobian had to be turned around."""
    value, question = claim.value, bench.question
    if value is not None:

        def backward(*tensors: Tensor) -> Tensor:
            return complex_reverse(value, tensors, question, reference.conventions)

        rows = bench.judge_derivatives(Measurement(claim.witness, backward))
        return [*rows, *_values(bench, Measurement("value", value))], False
    is_transposed = False
    try:
        claim.jacobian(*bench.tensors)
    except TransposedResult:
        claim, is_transposed = claim.transposed(), True
    return bench.judge_derivatives(Measurement(claim.witness, claim.jacobian)), is_transposed


def _values(bench: Bench, measurement: Measurement) -> list[PointResult]:
    """Judge values; on a branch cut torch takes the side from the sign of a zero, so nothing is judged."""
    cut = {
        (index, component.output)
        for index, facts in enumerate(bench.facts)
        for component, fact in facts.derivatives.items()
        if fact.kind in ("kink", "vertical")
    }
    outputs = {bench.question.label(Component(i, None)): i for i in range(len(bench.question.exprs))}
    return [
        replace(row, verdict="KINK") if (row.index, outputs[row.component]) in cut else row
        for row in bench.judge_values(measurement)
    ]


def _symbolic_rows(bench: Bench) -> list[PointResult]:
    """Return SymPy's derivative judged by the quotients, wherever both exist."""
    return [
        bench.row(index, component, "symbolic", fact.symbolic_value, fact.limit, fact.symbolic)
        for index, facts in enumerate(bench.facts)
        for component, fact in facts.derivatives.items()
        if fact.symbolic is not None
    ]
