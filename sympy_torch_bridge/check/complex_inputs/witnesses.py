"""The witnesses of a check with complex inputs: code, torch's modes, SymPy's derivative; each in its rows."""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor

from ...forward_mode import is_refused_by_torch
from ..measurement import Bench, Measurement
from ..question import Component
from ..result import PointResult
from ..running_claim import running
from ..torch_claim import Batch, TorchClaim
from ..torch_functions import TransposedResult
from .higher_reference import ComplexSide
from .torch_modes import complex_forward, complex_reverse

__all__ = ["backward_rows", "code_rows", "mode_rows", "symbolic_rows"]

_NAMES = ("reverse", "forward")
_HIGHER_NAMES = ("reverse over reverse", "forward over reverse")


def mode_rows(
    bench: Bench, value: Batch, reference: ComplexSide
) -> tuple[list[PointResult], list[str], list[str]]:
    """Judge the value and torch's modes; return the rows, the witnesses and what to note."""
    question, conventions = bench.question, reference.conventions
    names = _NAMES if question.order == 1 else _HIGHER_NAMES

    def reverse(*tensors: Tensor) -> Tensor:
        return complex_reverse(value, tensors, question, conventions)

    def forward(*tensors: Tensor) -> Tensor:
        return complex_forward(value, tensors, question, conventions)

    rows = [
        *_values(bench, Measurement("value", value)),
        *bench.judge_derivatives(Measurement(names[0], reverse), trust_limit=True),
    ]
    try:
        rows += bench.judge_derivatives(Measurement(names[1], forward), trust_limit=True)
    except (NotImplementedError, RuntimeError) as error:
        if not is_refused_by_torch(error):
            raise
        note = f"forward mode is not available: {str(error).splitlines()[0]}"
        return rows, ["value", names[0]], [note]
    return rows, ["value", *names], []


def code_rows(claim: TorchClaim, bench: Bench, reference: ComplexSide) -> tuple[list[PointResult], bool]:
    """Return the rows of a claim in code, and whether its Jacobian had to be turned around."""
    if claim.value is not None:
        rows = backward_rows(claim, bench, reference)
        return [*rows, *_values(bench, Measurement("value", claim.value))], False
    is_transposed = False
    try:
        claim.jacobian(*bench.tensors)
    except TransposedResult:
        claim, is_transposed = claim.transposed(), True
    return bench.judge_derivatives(Measurement(claim.witness, claim.jacobian)), is_transposed


def backward_rows(claim: TorchClaim, bench: Bench, reference: ComplexSide) -> list[PointResult]:
    """Judge the backward passes through code that computes the functions, as often as the order says."""
    value = claim.value
    assert value is not None

    def backward(*tensors: Tensor) -> Tensor:
        with running(claim.text, "backward pass"):
            return complex_reverse(value, tensors, bench.question, reference.conventions)

    return bench.judge_derivatives(Measurement(claim.witness, backward))


def _values(bench: Bench, measurement: Measurement) -> list[PointResult]:
    """Judge values; on a branch cut torch takes the side from the sign of a zero, so nothing is judged."""
    question = bench.question
    cut = {
        (index, question.path(component)[0])
        for index, facts in enumerate(bench.facts)
        for component, fact in facts.derivatives.items()
        if fact.kind in ("kink", "vertical")
    }
    outputs = {question.label(Component(i, None)): i for i in range(len(question.functions))}
    return [
        replace(row, verdict="KINK") if (row.index, outputs[row.component]) in cut else row
        for row in bench.judge_values(measurement)
    ]


def symbolic_rows(bench: Bench) -> list[PointResult]:
    """Return SymPy's derivative judged by the quotients, wherever both exist."""
    return [
        bench.row(index, component, "symbolic", fact.symbolic_value, fact.limit, fact.symbolic)
        for index, facts in enumerate(bench.facts)
        for component, fact in facts.derivatives.items()
        if fact.symbolic is not None
    ]
