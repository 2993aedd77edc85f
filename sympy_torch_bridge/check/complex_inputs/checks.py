"""The checks with complex inputs, from the points to the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from ...errors import OptionError
from ...forward_mode import is_refused_by_torch
from ..claim import symbolic_claim
from ..diagnosis import Diagnosis, Mistake
from ..measurement import Bench, Measurement
from ..options import Options
from ..points import given_points, rounded
from ..question import Component, Question
from ..reference import PointFacts
from ..report import Report
from ..result import PointResult
from ..summary import report_of, witnesses_of
from ..torch_claim import TorchClaim, torch_claim
from ..torch_functions import TransposedResult
from ..work import DRAWING, ESTABLISHING, JUDGING, work
from .comparisons import comparison_notes
from .diagnose import complex_diagnosis
from .formula_judge import ComplexFormulaJudge
from .reference import ComplexReference
from .region import region_of
from .sample import draw_complex
from .torch_modes import complex_forward, complex_reverse, complex_value

__all__ = ["check_complex_consistency", "check_complex_gradient", "refuse_complex"]

# Why nothing is judged at a point, where the words of the real check would mislead.
_WORDS = {
    "KINK": "no complex derivative: a branch cut, or slopes that depend on the direction",
    "OUTSIDE_DOMAIN": "no finite value on all sides of the point",
}
_GRADIENT = (
    "the gradient df/da + I*df/db = 2*df/d conj(z) at z = a + I*b, as in torch: f is real and not holomorphic"
)
_DERIVATIVE = "the complex derivative, as in SymPy; what torch leaves in .grad is the conjugate"


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
    _refuse_higher(question)
    reference = ComplexReference(question, options.op_table)
    bench = _bench(question, reference, options, is_drawn=not options.points_are_stated)
    if is_formula:
        claim = symbolic_claim(claimed, question)
        with work(JUDGING, len(bench.facts)):
            rows = ComplexFormulaJudge(claim, reference, options.op_table).rows(bench)
        return _report(reference, options, rows, "claim", claim.text, is_transposed=claim.is_transposed)
    if not bench.facts:
        return _report(reference, options, [], "claim", "code")
    code = torch_claim(claimed, question, bench.tensors, bench.values())
    rows, is_transposed = _code_rows(code, bench, reference)
    return _report(reference, options, rows, code.witness, code.text, is_transposed=is_transposed)


def check_complex_consistency(question: Question, options: Options) -> Report:
    """Compare SymPy's derivative, the limit of quotients, and both modes of torch at complex points.

    Parameters
    ----------
    question : Question
    options : Options
        With a complex ``dtype``.
    """
    _refuse_higher(question)
    reference = ComplexReference(question, options.op_table)
    bench = _bench(question, reference, options)
    if not bench.facts:
        return _report(reference, options, [], None, None)
    value = complex_value(question, bench.tensors, options.ops)
    conventions = reference.conventions

    def reverse(*tensors: Tensor) -> Tensor:
        return complex_reverse(value, tensors, question, conventions)

    def forward(*tensors: Tensor) -> Tensor:
        return complex_forward(value, tensors, question, conventions)

    rows = [
        *_symbolic_rows(bench),
        *_values(bench, Measurement("value", value)),
        *bench.judge_derivatives(Measurement("reverse", reverse), trust_limit=True),
    ]
    witnesses, notes = ["value", "reverse"], []
    try:
        rows += bench.judge_derivatives(Measurement("forward", forward), trust_limit=True)
        witnesses.append("forward")
    except (NotImplementedError, RuntimeError) as error:
        if not is_refused_by_torch(error):
            raise
        notes.append(f"forward mode is not available: {str(error).splitlines()[0]}")
    return _report(reference, options, rows, None, None, witnesses=witnesses, notes=notes)


def _refuse_higher(question: Question) -> None:
    if question.order > 1:
        raise OptionError(
            "order",
            question.order,
            accepted=[1],
            hint="with complex inputs derivatives of first order are checked; for a second one check the "
            "derivative of the first: check_gradient(derivative(f, z), claimed, z, dtype=...)",
        )


def _bench(
    question: Question, reference: ComplexReference, options: Options, *, is_drawn: bool = False
) -> Bench:
    with work(DRAWING, options.n_points):
        points = _points(question, reference, options)
    with work(ESTABLISHING, len(points)):
        facts: list[PointFacts] = reference.facts(points) if points else []
    return Bench(question, facts, options.dtype, options.seed, is_drawn=is_drawn)


def _points(question: Question, reference: ComplexReference, options: Options) -> list[dict[Any, Any]]:
    region = region_of(options.domain, question.inputs, reference.parts)
    if options.points is not None:
        given = given_points(options.points, question.inputs, options.dtype)
        if options.domain is not None:
            region.refuse_outside([reference.parts.split(point) for point in given])
        return given
    precision = options.precision

    def accepts(point: dict[Any, Any]) -> bool:
        values = reference.values_at(rounded(point, options.dtype))
        sizes = [abs(value.center) for value in values if value.is_finite]
        floor = precision.tiny / precision.eps
        return len(sizes) == len(values) and all(
            size <= precision.largest * precision.eps and (not value.excludes_zero or size >= floor)
            for size, value in zip(sizes, values, strict=True)
        )

    limits = precision.tiny ** (1 / 3), precision.largest ** (1 / 3)

    def accepts_extreme(point: dict[Any, Any]) -> bool:
        return accepts(point) and reference.is_moderate(rounded(point, options.dtype), *limits)

    found = draw_complex(region, reference.parts, options.n_points, options.seed, accepts, accepts_extreme)
    return [rounded(point, options.dtype) for point in found]


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


def _report(
    reference: ComplexReference,
    options: Options,
    rows: Sequence[PointResult],
    witness: str | None,
    claim: str | None,
    *,
    witnesses: Sequence[str] = (),
    notes: Sequence[str] = (),
    is_transposed: bool = False,
) -> Report:
    question = reference.question
    named = Diagnosis()
    if witness is not None and any(row.verdict == "FAIL" for row in rows):
        named = complex_diagnosis(
            question, [row for row in rows if row.witness == witness], reference.conventions
        )
    if is_transposed:
        named = Diagnosis(
            "consistent with a transposed Jacobian", (Mistake("transposed", "a transposed Jacobian"),)
        )
    return report_of(
        question,
        reference,
        options,
        [replace(row, note=_WORDS.get(row.verdict, row.note)) for row in rows],
        witnesses=(*witnesses_of(reference, witness), *witnesses),
        claim=claim,
        diagnosis=named,
        notes=(*comparison_notes(question.functions), *notes, *_conventions(reference)),
        is_refuted=is_transposed,
    )


def _conventions(reference: ComplexReference) -> list[str]:
    """Say what is meant by the derivatives by complex variables."""
    question, pairs = reference.question, reference.parts.pairs
    notes = []
    for convention, text in (("gradient", _GRADIENT), ("derivative", _DERIVATIVE)):
        labels = [
            question.label(component)
            for component, own in reference.conventions.items()
            if own == convention and component.wrt is not None and question.wrt[component.wrt] in pairs
        ]
        if labels:
            notes.append(f"{', '.join(labels)}: {text}")
    return notes
