"""The backward pass of code where one input alone needs a gradient, and what it gives no gradient for.

A backward that looks at ``ctx.needs_input_grad`` takes another way where an input is frozen, and a mistake
on that way shows nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from .case import Case
from .diagnosis import Diagnosis, Mistake, diagnose
from .measurement import Bench, Measurement
from .question import Question, labels_of
from .result import PointResult
from .running_claim import running
from .torch_claim import TorchClaim
from .torch_jacobians import inputs_without_gradient, single_input_jacobian

__all__ = ["judged_alone", "named_without_gradient", "rows_of_single_inputs", "single_input_diagnosis"]

_WITNESS = "one input"
_ALONE = (
    "where {} alone {} a gradient, the backward pass gives another one for it "
    "(a branch on ctx.needs_input_grad)"
)


def rows_of_single_inputs(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    """Judge the backward passes for one input at a time.

    No rows if they give the very same numbers as the one for all inputs, which are judged elsewhere.
    """
    if claim.value is None or len(bench.question.inputs) < 2:
        return []
    together, apart = claim.jacobian(*bench.tensors), _alone(claim, bench.question, bench.tensors)
    if together.dtype == apart.dtype and torch.allclose(together, apart, rtol=0, atol=0, equal_nan=True):
        return []
    return judged_alone(claim, bench)


def judged_alone(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    """Judge the backward passes for one input at a time, the same numbers or not."""
    return bench.judge_derivatives(
        Measurement(_WITNESS, lambda *points: _alone(claim, bench.question, points))
    )


def _alone(claim: TorchClaim, question: Question, points: Sequence[Tensor]) -> Tensor:
    assert claim.value is not None
    with running(claim.text, "backward pass (one input alone needs a gradient)"):
        return single_input_jacobian(claim.value, points, _places(question), question.order)


def _places(question: Question) -> list[int]:
    return [question.inputs.index(symbol) for symbol in question.wrt]


def single_input_diagnosis(case: Case, *, together: str = "one input") -> Diagnosis:
    """Say that the gradients are wrong only where one input alone, or two inputs, need one, and how."""
    cause = _ALONE.format(together, "needs" if together == "one input" else "need")
    wrong = dict.fromkeys(row.component for row in case.rows if row.verdict == "FAIL")
    text = f"{cause}: wrong for {', '.join(wrong)}"
    named = diagnose(case)
    mistake = Mistake("needs-input-grad", cause, component=", ".join(wrong))
    return Diagnosis(f"{text}; {named.text}" if named.text else text, (mistake, *named.mistakes))


def named_without_gradient(case: Case, claim: TorchClaim) -> tuple[Case, Diagnosis]:
    """Take out the wrong derivatives for which torch has no gradient at all, and name them.

    Returns
    -------
    Case
        What is left to be diagnosed.
    Diagnosis
    """
    question = case.question
    if claim.value is None or question.order > 1:
        return case, Diagnosis()
    missing = inputs_without_gradient(claim.value, case.bench.tensors, _places(question))
    symbols = [symbol for symbol in question.wrt if question.inputs.index(symbol) in missing]
    labels = {
        question.label(component): symbol
        for component in question.components()
        for symbol in question.symbols(component)
        if symbol in symbols
    }
    failed = dict.fromkeys(row.component for row in case.rows if row.verdict == "FAIL")
    wrong = [label for label in labels if label in failed]
    if not wrong:
        return case, Diagnosis()
    names = dict(zip(question.wrt, labels_of(question.wrt), strict=True))
    text = f"no gradient for {', '.join(dict.fromkeys(names[labels[label]] for label in wrong))} (None)"
    mistake = Mistake("no-gradient", text, component=", ".join(wrong))
    rows = [row for row in case.rows if row.component not in wrong]
    return replace(case, rows=rows), Diagnosis(text, (mistake,))
