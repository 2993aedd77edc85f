"""The diagnosis of torch code without a formula: which rows are looked at, and at which other points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from .callable_bench import CallableBench
from .callable_points import points_of
from .callable_question import BlackBox
from .callable_reference import CallableReference
from .code_mistakes import diagnose_code
from .code_mistakes.entries import Naming
from .code_mistakes.judged import Judged, judged_of
from .diagnosis import Diagnosis, Mistake
from .question import labels_of
from .result import PointResult
from .sample import Point
from .torch_jacobians import cotangent

__all__ = ["callable_diagnosis"]

RowsAt = Callable[[CallableBench], list[PointResult]]
# The number of fresh points differs from that of the check: a forgotten 1/n shows.
_MORE = 5
_FORWARD = "consistent with a forward pass that computes another function"


def callable_diagnosis(bench: CallableBench, rows: Sequence[PointResult], rows_at: RowsAt) -> Diagnosis:
    """Say what refuted code is consistent with.

    Parameters
    ----------
    bench : CallableBench
    rows : sequence of PointResult
        Of the check.
    rows_at : callable
        Judges the same code on another bench.
    """
    if any(row.witness == "value" and row.verdict == "FAIL" for row in rows):
        return Diagnosis(_FORWARD, (Mistake("forward", _FORWARD.removeprefix("consistent with ")),))
    witness = next((row.witness for row in rows if row.verdict == "FAIL"), None)
    if witness is None:
        return Diagnosis()
    question = bench.reference.box.question
    outputs = [f"f[{i}]" if question.is_vector else "f" for i in range(question.shape[0])]
    naming = Naming(labels_of(question.inputs), labels_of(question.wrt), outputs, question.is_vector)

    def at(moved: Any) -> Judged | None:
        points = _fresh(bench) if moved is None else _points(moved, bench.reference.box)
        if not points:
            return None
        reference = bench.reference
        other = CallableBench(CallableReference(reference.box, points, reference.region, reference.precision))
        return _judged(other, rows_at(other), witness)

    return diagnose_code(_judged(bench, rows, witness), at, naming)


def _judged(bench: CallableBench, rows: Sequence[PointResult], witness: str) -> Judged:
    reference = bench.reference
    inputs = np.stack([tensor.double().numpy() for tensor in reference.tensors], axis=-1)
    seeds = np.ones(len(inputs))
    if witness in ("backward", "reverse"):
        outputs = reference.values.to(reference.tensors[0].dtype)
        seeds = cotangent(outputs, reference.tensors).double().numpy()
    chosen = [row for row in rows if row.witness == witness]
    values = reference.values.double().numpy()
    return judged_of(chosen, inputs, values, seeds, len(reference.box.question.wrt))


def _points(numbers: Any, box: BlackBox) -> list[Point]:
    tensor = torch.as_tensor(numbers).to(box.options.dtype).double()
    return [dict(zip(box.question.inputs, row, strict=True)) for row in tensor.tolist()]


def _fresh(bench: CallableBench) -> list[Point]:
    """Draw other points as those of the check were, between the user's own where those were given."""
    reference = bench.reference
    box, options = reference.box, reference.box.options
    if options.points is not None:
        columns = {symbol: [point[symbol] for point in reference.points] for symbol in box.question.inputs}
        ends = {symbol: (min(column), max(column)) for symbol, column in columns.items()}
        if any(low == high for low, high in ends.values()):
            return []
        options = replace(options, points=None, domain=ends)
    options = replace(options, seed=options.seed + 1, n_points=len(reference.points) + _MORE)
    return points_of(replace(box, options=options))[0]
