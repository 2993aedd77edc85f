"""The check of a claim in torch code, from the points to the report."""

from __future__ import annotations

from typing import Any

from .case import Case
from .diagnosis import Diagnosis, diagnose
from .known import reference_of
from .measurement import Bench, Measurement
from .options import Options, facts_of_sample
from .question import Question
from .report import Report
from .result import PointResult
from .summary import report_of, witnesses_of
from .torch_claim import TorchClaim, torch_claim
from .torch_functions import TransposedResult

__all__ = ["check_code"]


def check_code(question: Question, claimed: Any, options: Options) -> Report:
    """Judge a torch callable, autograd.Function or Module within the noise of its own operations.

    Parameters
    ----------
    question : Question
    claimed : callable
    options : Options
    """
    reference = reference_of(question, options)
    bench = Bench(question, facts_of_sample(question, reference, options), options.dtype, options.seed)
    if not bench.facts:
        return report_of(question, reference, options, [], witnesses=witnesses_of(reference), claim="code")
    claim = torch_claim(claimed, question, bench.tensors, bench.values())
    claim, is_transposed = _in_numerator_layout(claim, bench)
    rows = _rows(claim, bench)
    named = Diagnosis()
    if is_transposed or any(row.verdict == "FAIL" for row in rows):
        case = Case(
            question, reference, bench, rows, options, lambda other: _rows(claim, other), is_transposed
        )
        named = diagnose(case)
    return report_of(
        question,
        reference,
        options,
        rows,
        witnesses=witnesses_of(reference, claim.witness),
        claim=claim.text,
        diagnosis=named,
        is_refuted=is_transposed,
    )


def _rows(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    rows = bench.judge_derivatives(Measurement(claim.witness, claim.jacobian))
    if claim.value is not None:
        rows += bench.judge_values(Measurement("value", claim.value))
    return rows


def _in_numerator_layout(claim: TorchClaim, bench: Bench) -> tuple[TorchClaim, bool]:
    """Return the claim with outputs before symbols, and whether it had to be turned around."""
    try:
        claim.jacobian(*bench.tensors)
    except TransposedResult:
        return claim.transposed(), True
    return claim, False
