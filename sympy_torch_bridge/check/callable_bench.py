"""The rows of a check of torch code: a claim, or a mode of autograd, judged at all points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import torch

from .callable_judge import Finer, judge_slope, without_slope
from .callable_reference import CallableReference, Mode, noise_of
from .judge import Judgement
from .question import Component, labels_of
from .real_values import real_values
from .result import PointResult
from .torch_claim import TorchClaim

__all__ = ["CallableBench"]


class CallableBench:
    """The rows of a check of a black box.

    Parameters
    ----------
    reference : CallableReference
    """

    def __init__(self, reference: CallableReference) -> None:
        self.reference = reference
        self._question = reference.box.question
        self._labels = labels_of(self._question.inputs)
        self._native = reference.is_native
        self.notes = list(reference.notes)
        self.is_sharpened = False

    def claim_rows(self, claim: TorchClaim) -> list[PointResult]:
        """Judge a claim by the limit, and by torch's own derivative where the limit confirms it."""
        reference = self.reference
        computed = real_values(claim.jacobian(*reference.tensors))
        noise = noise_of(claim.jacobian, reference.tensors, reference.box.options.seed)
        rows = []
        for place in self._places():
            number, jitter = float(computed[place]), float(noise[place])
            rows.append(self._row(place, claim.witness, number, jitter, self._finer(place)))
        if claim.value is not None:
            rows += self._value_rows(claim)
        return rows

    def mode_rows(self, mode: Mode) -> list[PointResult]:
        """Judge one mode of autograd by the limit."""
        return [
            self._row(place, mode.witness, float(mode.jacobian[place]), float(mode.noise[place]), None)
            for place in self._places()
        ]

    def _places(self) -> Iterator[tuple[int, int, int]]:
        outputs, symbols = self._question.shape
        for index in range(len(self.reference.points)):
            for output in range(outputs):
                for place in range(symbols):
                    yield index, output, place

    def _row(
        self, place: tuple[int, int, int], witness: str, measured: float, noise: float, finer: Finer | None
    ) -> PointResult:
        slope = self.reference.slope(*place)
        exact, judged = math.nan, without_slope(slope)
        if judged is None:
            scale = self.reference.scale(*place[1:])
            exact, judged = judge_slope(measured, noise, slope, finer, self.reference.precision, scale)
        row = self._result(place[0], Component(place[1], place[2]), witness, measured, exact, judged)
        return replace(row, left=slope.left, right=slope.right) if row.verdict == "KINK" else row

    def _finer(self, place: tuple[int, int, int]) -> Finer | None:
        """Return torch's derivative if it is torch's own, all modes agree, and the limit confirms them."""
        slope = self.reference.slope(*place)
        if not self._native or not self.reference.modes or slope.kind != "slope":
            return None
        best, precision = self.reference.modes[0], self.reference.precision
        value = float(best.jacobian[place])
        allowed = precision.allowed_gap(abs(value), float(best.noise[place]))
        agree = all(abs(float(mode.jacobian[place]) - value) <= 2 * allowed for mode in self.reference.modes)
        # A limit that tells next to nothing confirms nothing.
        size = abs(slope.value) if abs(slope.value) > slope.bound else self.reference.scale(*place[1:])
        tells = slope.bound <= precision.ill_conditioned * size
        if not (agree and tells and abs(value - slope.value) <= slope.bound + allowed):
            return None
        self.is_sharpened = True
        return Finer(value, allowed)

    def _value_rows(self, claim: TorchClaim) -> list[PointResult]:
        """Compare the values that code with a backward pass computes with those of the function."""
        assert claim.value is not None
        reference = self.reference
        with torch.no_grad():
            computed = real_values(claim.value(*reference.tensors))
        noise = noise_of(claim.value, reference.tensors, reference.box.options.seed) + reference.value_noise
        rows = []
        for index, output in torch.cartesian_prod(*map(torch.arange, computed.shape)).reshape(-1, 2).tolist():
            exact, number = float(reference.values[index, output]), float(computed[index, output])
            tolerance = reference.precision.allowed_gap(
                abs(exact), float(noise[index, output].nan_to_num(0.0))
            )
            gap = abs(number - exact)
            judged = Judgement(
                "PASS" if gap <= tolerance else "FAIL", gap, tolerance, tolerance / (abs(exact) or 1.0)
            )
            if not math.isfinite(exact):
                judged = Judgement("OUTSIDE_DOMAIN", math.nan, math.nan, math.inf, "no real value")
            rows.append(self._result(index, Component(output, None), "value", number, exact, judged))
        return rows

    def _result(
        self, index: int, component: Component, witness: str, measured: float, exact: float, judged: Judgement
    ) -> PointResult:
        point = self.reference.points[index]
        return PointResult(
            index=index,
            point=tuple(
                (n, float(point[s])) for n, s in zip(self._labels, self._question.inputs, strict=True)
            ),
            component=self._question.label(component),
            witness=witness,
            measured=measured,
            exact=exact,
            gap=judged.gap,
            tolerance=judged.tolerance,
            resolution=judged.resolution,
            verdict=judged.verdict,
            note=judged.note,
        )
