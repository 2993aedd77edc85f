"""From numbers to rows: what a torch computation gave at all points, judged against the exact facts."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from ..exact import Enclosure
from ..tolerance import Precision, precision_of
from .batch_dependence import mixes_points
from .judge import OUT_OF_REACH, Judgement, judge_number, number_of
from .kinks import why_no_derivative
from .noise import deviation
from .origin import leaves_torch
from .overflow import BEYOND_RANGE, lost_range
from .question import Component, Question, labels_of
from .real_values import complex_values, real_values
from .reference import Fact, PointFacts
from .result import PointResult

__all__ = ["Bench", "Measurement"]

Batch = Callable[..., Tensor]
_OUTSIDE_TORCH = "part of the claim is computed outside torch, where its rounding cannot be measured"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A computation on the whole batch, as a witness.

    Parameters
    ----------
    witness : str
    compute : callable
        Maps tensors of shape ``(n,)`` to ``(n, m, k)`` for derivatives, ``(n, m)`` for values.
    """

    witness: str
    compute: Batch


class Bench:
    """The points of a check with everything exact that is known of them.

    Parameters
    ----------
    question : Question
    facts : sequence of PointFacts
    dtype : torch.dtype
    seed : int
    is_drawn : bool
        Whether nobody asked for these points, so that code may leave the range of its type at some.
    """

    def __init__(
        self,
        question: Question,
        facts: Sequence[PointFacts],
        dtype: torch.dtype,
        seed: int,
        *,
        is_drawn: bool = False,
    ) -> None:
        self.question = question
        self.facts = tuple(facts)
        self.precision: Precision = precision_of(dtype, allow_complex=True)
        self.dtype = dtype
        self.seed = seed
        self.is_drawn = is_drawn
        self.tensors = [_tensor([fact.point[symbol] for fact in facts], dtype) for symbol in question.inputs]
        self._read = complex_values if dtype.is_complex else real_values
        self._labels = labels_of(question.inputs)
        self._scales = _scales(self.facts)

    def values(self) -> Tensor:
        """Return the exact values, shape ``(n, m)``, rounded to double precision."""
        rows = [[number_of(value) for value in fact.values] for fact in self.facts]
        return torch.tensor(rows, dtype=torch.promote_types(self.dtype, torch.float64))

    def scale(self, component: Component, fact: Fact) -> float:
        """Return what a vanishing derivative is measured by: its size elsewhere, else that of f/x."""
        return self._scales.get(component, 0.0) or fact.scale

    def named_point(self, index: int) -> tuple[tuple[str, Any], ...]:
        """Return a point with names for its coordinates."""
        point = self.facts[index].point
        return tuple((n, _number(point[s])) for n, s in zip(self._labels, self.question.inputs, strict=True))

    def row(
        self, index: int, component: Component, witness: str, measured: Any, exact: Any, judged: Judgement
    ) -> PointResult:
        """Build the row of one judged number."""
        return PointResult(
            index=index,
            point=self.named_point(index),
            component=self.question.label(component),
            witness=witness,
            measured=measured,
            exact=exact,
            gap=judged.gap,
            tolerance=judged.tolerance,
            resolution=judged.resolution,
            verdict=judged.verdict,
            note=judged.note,
        )

    def no_derivative(
        self, index: int, component: Component, witness: str, measured: Any, fact: Fact
    ) -> PointResult | None:
        """Return the row of a point where nothing can be judged, None where there is a derivative."""
        nan, inf = math.nan, math.inf
        if fact.kind == "unknown":
            judged = Judgement("UNDECIDED", nan, nan, inf, OUT_OF_REACH)
            return self.row(index, component, witness, measured, nan, judged)
        if fact.kind == "outside":
            note = "no real value on both sides of the point"
            judged = Judgement("OUTSIDE_DOMAIN", nan, nan, inf, note)
            return self.row(index, component, witness, measured, nan, judged)
        if fact.kind in ("kink", "vertical"):
            note = why_no_derivative(fact.kind, self.question.order)
            row = self.row(index, component, witness, measured, nan, Judgement("KINK", nan, nan, inf, note))
            return replace(row, left=fact.left, right=fact.right)
        if not fact.is_trusted:
            note = "SymPy's derivative and the limit of quotients disagree: the library is at fault"
            judged = Judgement("UNDECIDED", nan, nan, inf, note)
            return self.row(index, component, witness, measured, number_of(fact.exact), judged)
        return None

    def judge_derivatives(self, measurement: Measurement, *, trust_limit: bool = False) -> list[PointResult]:
        """Judge a computation of the Jacobian.

        Parameters
        ----------
        measurement : Measurement
        trust_limit : bool
            Whether to judge by the limit where it and SymPy's derivative disagree, rather than not at all.
        """
        computed = self._read(measurement.compute(*self.tensors))
        jobs: list[_Job] = []
        rows: list[PointResult | None] = []
        for index, facts in enumerate(self.facts):
            for component, fact in facts.derivatives.items():
                measured = computed[index, component.output, component.wrt].item()
                row = self.no_derivative(index, component, measurement.witness, measured, fact)
                if row is not None and (fact.is_trusted or not trust_limit):
                    rows.append(row)
                    continue
                place = (index, component.output, component.wrt)
                jobs.append(
                    _Job(len(rows), place, component, measured, fact.exact, self.scale(component, fact))
                )
                rows.append(None)
        return self._judged(rows, jobs, measurement, computed)

    def judge_values(self, measurement: Measurement) -> list[PointResult]:
        """Judge a computation of the expressions themselves."""
        computed = self._read(measurement.compute(*self.tensors))
        jobs: list[_Job] = []
        rows: list[PointResult | None] = []
        for index, facts in enumerate(self.facts):
            for output, exact in enumerate(facts.values):
                component = Component(output, None)
                measured = computed[index, output].item()
                if exact.is_unknown:
                    unknown = Judgement("UNDECIDED", math.nan, math.nan, math.inf, OUT_OF_REACH)
                    rows.append(self.row(index, component, measurement.witness, measured, math.nan, unknown))
                elif exact.is_finite:
                    jobs.append(
                        _Job(
                            len(rows), (index, output), component, measured, exact, self._value_scale(output)
                        )
                    )
                    rows.append(None)
                else:
                    outside = Judgement("OUTSIDE_DOMAIN", math.nan, math.nan, math.inf, "no real value")
                    rows.append(self.row(index, component, measurement.witness, measured, math.nan, outside))
        return self._judged(rows, jobs, measurement, computed)

    def _value_scale(self, output: int) -> float:
        return max(
            (abs(number_of(f.values[output])) for f in self.facts if f.values[output].is_finite), default=0.0
        )

    def _judged(
        self,
        rows: list[PointResult | None],
        jobs: Sequence[_Job],
        measurement: Measurement,
        computed: Tensor,
    ) -> list[PointResult]:
        """Judge by a few rounding units first; measure the noise only if that leaves something open."""
        judgements = [judge_number(j.measured, j.exact, None, self.precision, j.scale) for j in jobs]
        if any(judged.verdict == "UNDECIDED" for judged in judgements):
            noise = self._noise(measurement.compute, computed)
            judgements = [
                judge_number(job.measured, job.exact, float(noise[job.place]), self.precision, job.scale)
                if judged.verdict == "UNDECIDED"
                else judged
                for job, judged in zip(jobs, judgements, strict=True)
            ]
        judgements = self._without_unseen_noise(judgements, jobs, measurement)
        if self.is_drawn:
            judgements = self._without_lost_range(judgements, jobs, measurement)
        for job, judged in zip(jobs, judgements, strict=True):
            rows[job.row] = self.row(
                job.place[0], job.component, measurement.witness, job.measured, number_of(job.exact), judged
            )
        return [row for row in rows if row is not None]

    def _noise(self, compute: Batch, computed: Tensor) -> Tensor:
        """Measure the noise, in a larger batch only where the other points of a batch change nothing."""
        is_together = not mixes_points(compute, self.tensors, self._read, computed)
        return deviation(
            compute,
            self.tensors,
            seed=self.seed,
            is_together=is_together,
            read=self._read,
            plain=computed,
        )

    def _without_unseen_noise(
        self, judgements: list[Judgement], jobs: Sequence[_Job], measurement: Measurement
    ) -> list[Judgement]:
        """Leave small failures open where part of the rounding happened outside torch.

        There the measured noise is not all of the noise. Such code is refuted only by a gap of more than
        half the digits.
        """
        doubtful = {
            place
            for place, (job, judged) in enumerate(zip(jobs, judgements, strict=True))
            if judged.verdict == "FAIL"
            and judged.gap <= self.precision.gross * (abs(number_of(job.exact)) or job.scale)
        }
        if not doubtful or not leaves_torch(measurement.compute, self.tensors):
            return judgements
        return [
            replace(judged, verdict="UNDECIDED", resolution=self.precision.gross, note=_OUTSIDE_TORCH)
            if place in doubtful
            else judged
            for place, judged in enumerate(judgements)
        ]

    def _without_lost_range(
        self, judgements: list[Judgement], jobs: Sequence[_Job], measurement: Measurement
    ) -> list[Judgement]:
        """Leave open what has no number because an intermediate one is beyond the floating type."""
        open_at: dict[int, str | None] = {}
        judged_again = []
        for job, judged in zip(jobs, judgements, strict=True):
            index = job.place[0]
            if judged.verdict == "FAIL" and not cmath.isfinite(job.measured):
                if index not in open_at:
                    point = [tensor[index : index + 1] for tensor in self.tensors]
                    open_at[index] = lost_range(measurement.compute, point)
                if (cause := open_at[index]) is not None:
                    note = f"{job.measured}: {cause} {BEYOND_RANGE} {self.precision.name}"
                    judged = replace(judged, verdict="ILL_CONDITIONED", resolution=math.inf, note=note)
            judged_again.append(judged)
        return judged_again


@dataclass(frozen=True, slots=True)
class _Job:
    """One number to judge: where its row goes, where it stands in the batch, and what it should be."""

    row: int
    place: tuple[Any, ...]
    component: Component
    measured: complex
    exact: Enclosure
    scale: float


def _number(coordinate: Any) -> Any:
    return coordinate if isinstance(coordinate, complex) else float(coordinate)


def _tensor(coordinates: Sequence[Any], dtype: torch.dtype) -> Tensor:
    """Return one input as a tensor: of the type itself, or of its real type for an input that is real."""
    numbers = [_number(coordinate) for coordinate in coordinates]
    is_real = dtype.is_complex and not any(isinstance(number, complex) for number in numbers)
    return torch.tensor(numbers, dtype=dtype.to_real() if is_real else dtype)


def _scales(facts: Sequence[PointFacts]) -> Mapping[Component, float]:
    """Return the largest size of each derivative over the points."""
    sizes: dict[Component, float] = {}
    for point_facts in facts:
        for component, fact in point_facts.derivatives.items():
            if fact.exact.is_finite:
                sizes[component] = max(sizes.get(component, 0.0), abs(number_of(fact.exact)))
    return sizes
