"""The check of a claim in torch code, from the points to the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from .case import Case
from .code_behaviour import NOTES, behaviour_of
from .code_diagnosis import code_diagnosis
from .diagnosis import Diagnosis, diagnose
from .exact_side import exact_side
from .input_pairs import judged_in_pairs, rows_of_input_pairs
from .known import reference_of
from .measurement import Bench, Measurement
from .module_reading import as_meant, reading_notes
from .narrow_types import narrow_type_notes
from .opaque_code import opaque_notes
from .options import Options
from .overflow import range_notes
from .question import Question, partials
from .report import Report
from .result import PointResult
from .single_inputs import (
    judged_alone,
    named_without_gradient,
    rows_of_single_inputs,
    single_input_diagnosis,
)
from .summary import report_of, witnesses_of
from .torch_claim import CodeForm, TorchClaim, torch_claim
from .torch_functions import TransposedResult
from .verdict import overall
from .work import ESTABLISHING, NAMING, NAMING_ENDED, work

__all__ = ["check_code"]


def check_code(
    question: Question,
    claimed: Any,
    options: Options,
    *,
    form: CodeForm | None = None,
    layout: str | None = None,
    name: Callable[[Case], Diagnosis] = diagnose,
) -> Report:
    """Judge a torch callable, autograd.Function or Module within the noise of its own operations.

    Parameters
    ----------
    question : Question
    claimed : callable
    options : Options
    form : CodeForm, optional
        How the code is called, as in :func:`torch_claim`.
    layout : str, optional
        What the report says about the layout of the claim.
    name : callable
        Names the mistake of wrong derivatives.
    """
    reference, facts = exact_side(question, options)
    bench = Bench(question, facts, options.dtype, options.seed, is_drawn=not options.points_are_stated)
    if not bench.facts:
        return report_of(
            question, reference, options, [], witnesses=witnesses_of(reference), claim="code", layout=layout
        )
    claim = torch_claim(claimed, question, bench.tensors, bench.values(), form)
    claim, is_transposed = _in_numerator_layout(claim, bench)
    claim, rows = as_meant(claim, bench, _rows)
    case_below = _case_below(claim, question, bench, options, through_complex=reference.is_through_complex)
    rows += case_below.rows if case_below is not None else []
    alone = rows_of_single_inputs(claim, bench)
    pairs = [] if _has_failed(alone) else rows_of_input_pairs(claim, bench)
    named, notes = _behaviour(claim, bench, [*rows, *alone, *pairs])
    # What is no function of its points has no mistake that could be found from its numbers.
    is_nameable = named.text is None
    if is_nameable and (is_transposed or _has_failed(rows)):
        case = Case(
            question, reference, bench, rows, options, lambda other: _rows(claim, other), is_transposed
        )
        with work(NAMING, options.n_points) as budget:
            named = _named(case, claim, _named_below(case_below, claim), name)
        notes += [NAMING_ENDED] if budget.is_spent else []
    elif is_nameable and _has_failed([*alone, *pairs]):
        judged, together = (judged_in_pairs, "two inputs") if pairs else (judged_alone, "one input")
        case = Case(question, reference, bench, pairs or alone, options, lambda other: judged(claim, other))
        with work(NAMING, options.n_points) as budget:
            named = single_input_diagnosis(case, together=together)
        notes += [NAMING_ENDED] if budget.is_spent else []
    notes += range_notes(rows)
    notes += reading_notes(claim, named.mistakes) if _has_failed(rows) else []
    return report_of(
        question,
        reference,
        options,
        [*rows, *alone, *pairs],
        witnesses=witnesses_of(reference, claim.witness),
        claim=claim.text,
        diagnosis=named,
        notes=notes,
        is_refuted=is_transposed,
        layout=layout,
    )


def _behaviour(claim: TorchClaim, bench: Bench, rows: Sequence[PointResult]) -> tuple[Diagnosis, list[str]]:
    """Say what is to be known of the code besides its numbers."""
    if overall(rows, bench.precision)[0] == "consistent":
        return Diagnosis(), opaque_notes(claim.jacobian, bench)
    named = behaviour_of(claim.jacobian, bench.tensors)
    notes = [NOTES[m.kind] for m in named.mistakes] or opaque_notes(claim.jacobian, bench)
    return named, notes or narrow_type_notes(claim.jacobian, bench.tensors)


def _has_failed(rows: Sequence[PointResult]) -> bool:
    return any(row.verdict == "FAIL" for row in rows)


def _named(case: Case, claim: TorchClaim, below: Diagnosis, name: Callable[[Case], Diagnosis]) -> Diagnosis:
    """Diagnose what has a gradient apart from what has none."""
    rest, without = named_without_gradient(case, claim)
    if without.text is None or not (rest.is_transposed or _has_failed(rest.rows)):
        return code_diagnosis(case, below, name) if without.text is None else without
    named = code_diagnosis(rest, below, name)
    if named.text is None:
        return without
    return Diagnosis(f"{without.text}; {named.text}", (*without.mistakes, *named.mistakes))


def _rows(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    rows = bench.judge_derivatives(Measurement(claim.witness, claim.jacobian))
    if claim.value is not None:
        rows += bench.judge_values(Measurement("value", claim.value))
    return rows


def _case_below(
    claim: TorchClaim, question: Question, bench: Bench, options: Options, *, through_complex: bool
) -> Case | None:
    """Judge the derivative of the order below: no double backward is right through a wrong backward."""
    if claim.witness != "backward" or question.order == 1:
        return None
    order = question.order - 1
    below = replace(question, exprs=partials(question.functions, question.wrt, order - 1), order=order)
    reference = reference_of(below, options, is_through_complex=through_complex)
    with work(ESTABLISHING, len(bench.facts)):
        facts = [reference.at(facts.point, facts.values) for facts in bench.facts]
    bench_below = Bench(below, facts, options.dtype, options.seed, is_drawn=bench.is_drawn)
    assert claim.lower is not None
    lower = Measurement(claim.witness, claim.lower)

    def rows_at(other: Bench) -> list[PointResult]:
        return other.judge_derivatives(lower)

    return Case(below, reference, bench_below, rows_at(bench_below), options, rows_at)


def _named_below(case: Case | None, claim: TorchClaim) -> Diagnosis:
    """Return what is wrong with the derivative of the order below."""
    if case is None or not _has_failed(case.rows):
        return Diagnosis()
    which = {1: "first", 2: "second", 3: "third"}[case.question.order]
    _, without = named_without_gradient(case, claim)
    named = diagnose(case) if without.text is None else without
    text = f"the {which} derivative is wrong already: {named.text or 'no known mistake fits'}"
    return Diagnosis(text, named.mistakes)


def _in_numerator_layout(claim: TorchClaim, bench: Bench) -> tuple[TorchClaim, bool]:
    """Return the claim with outputs before symbols, and whether it had to be turned around."""
    try:
        claim.jacobian(*bench.tensors)
    except TransposedResult:
        return claim.transposed(), True
    return claim, False
