"""The checks of torch callables without any formula, from the function to the report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from ..errors import InputTypeError
from .box import Box, box_of
from .callable_judge import Finer, judge_slope, without_slope
from .callable_question import BlackBox, black_box
from .callable_reference import CallableReference, Mode, noise_of
from .judge import Judgement
from .options import Options
from .points import given_points, rounded
from .question import Component, labels_of
from .real_values import real_values
from .report import Report
from .result import PointResult
from .sample import Point, draw
from .summary import versions
from .torch_claim import TorchClaim, torch_claim
from .torch_functions import TransposedResult
from .verdict import overall

__all__ = ["check_callable"]

# Coordinates of so many binary digits leave room for the step: x + h is exact.
_COORDINATE_BITS = 24
_METHOD = "quotients of the function itself"
_SHARPENED = "quotients of the function itself, sharpened by torch's own derivative"


def check_callable(function: Any, claimed: Any, wrt: Any, options: Options) -> Report:
    """Check a claimed gradient of a torch callable, or the callable's own modes of autograd.

    Parameters
    ----------
    function : callable, Module, or autograd.Function subclass
    claimed : callable, Module or autograd.Function subclass, or None
        None means that torch's own derivatives are checked.
    wrt : name or Symbol, sequence of them, or None
    options : Options
    """
    box = black_box(function, wrt, options)
    points, region = _points(box)
    if not points:
        return _report(box, None, [], claim=None if claimed is None else "code", witnesses=("limit",))
    bench = CallableBench(CallableReference(box, points, region, options.precision))
    if claimed is None:
        rows = [row for mode in bench.reference.modes for row in bench.mode_rows(mode)]
        names = tuple(mode.witness for mode in bench.reference.modes)
        return _report(box, bench, rows, claim=None, witnesses=("limit", *names))
    claim, is_transposed = _claim(claimed, bench)
    rows = bench.claim_rows(claim)
    names = tuple(mode.witness for mode in bench.reference.modes)
    return _report(
        box,
        bench,
        rows,
        claim=claim.text,
        witnesses=(claim.witness, "limit", *names),
        is_transposed=is_transposed,
    )


def _points(box: BlackBox) -> tuple[list[Point], Box | None]:
    """Return the user's points or drawn ones, and the region that no step may leave."""
    options, inputs = box.options, box.question.inputs
    region = box_of(options.domain, inputs)
    given = region if options.domain else None
    if options.points is not None:
        return given_points(options.points, inputs, options.dtype), given

    def accepts(point: Point) -> bool:
        tensors = [torch.tensor([point[symbol]], dtype=options.dtype) for symbol in inputs]
        with torch.no_grad():
            return bool(torch.isfinite(real_values(box.value(*tensors))).all())

    found = draw(region, options.n_points, options.seed, lambda p: accepts(_coarse(p, region)), lambda _: [])
    return [rounded(_coarse(point, region), options.dtype) for point in found], given


def _coarse(point: Point, region: Box) -> Point:
    """Round a point to few digits, where that stays in the region."""
    short = {}
    for symbol, value in point.items():
        mantissa, exponent = math.frexp(value)
        near = math.ldexp(round(math.ldexp(mantissa, _COORDINATE_BITS)), exponent - _COORDINATE_BITS)
        short[symbol] = near if region.intervals[symbol].contains(near) else value
    return short


def _claim(claimed: Any, bench: CallableBench) -> tuple[TorchClaim, bool]:
    """Read the claim; a Jacobian in the other layout is turned around and said to be."""
    if not callable(claimed):
        raise InputTypeError(
            "claimed",
            f"a {type(claimed).__name__}",
            expected="a torch callable that returns the gradient, as the function is torch code",
            hint="for a claim in formulas give the function as a formula too, or compile(claim, inputs)",
        )
    reference = bench.reference
    claim = torch_claim(claimed, reference.box.question, reference.tensors, reference.values)
    try:
        claim.jacobian(*reference.tensors)
    except TransposedResult:
        return claim.transposed(), True
    return claim, False


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
        best = self.reference.modes[0]
        value = float(best.jacobian[place])
        allowed = self.reference.precision.allowed_gap(abs(value), float(best.noise[place]))
        agree = all(
            abs(float(mode.jacobian[place]) - value) <= 2 * allowed for mode in self.reference.modes
        )
        if not (agree and abs(value - slope.value) <= slope.bound + allowed):
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
            tolerance = reference.precision.allowed_gap(abs(exact), float(noise[index, output].nan_to_num(0.0)))
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
            point=tuple((n, float(point[s])) for n, s in zip(self._labels, self._question.inputs, strict=True)),
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


def _report(
    box: BlackBox,
    bench: CallableBench | None,
    rows: list[PointResult],
    *,
    claim: str | None,
    witnesses: tuple[str, ...],
    is_transposed: bool = False,
) -> Report:
    question, options = box.question, box.options
    precision = options.precision
    verdict, reason = overall(rows, precision)
    if bench is None:
        reason = "no point with a finite value was found; give domain={'x': (low, high)} or points=[...]"
    elif is_transposed:
        verdict, reason = "refuted", "the claim has another layout than the Jacobian"
    diagnosis = "consistent with the transposed Jacobian (denominator layout: one row for each symbol)"
    names = labels_of(question.inputs)
    return Report(
        subject=box.text,
        claim=claim,
        wrt=tuple(names[question.inputs.index(symbol)] for symbol in question.wrt),
        inputs=names,
        verdict=verdict,
        reason=reason,
        points=tuple(rows),
        diagnosis=diagnosis if is_transposed else None,
        difference=None,
        witnesses=witnesses,
        method=_SHARPENED if bench is not None and bench.is_sharpened else _METHOD,
        layout="numerator: rows over outputs, columns over wrt" if question.is_vector else None,
        dtype=precision.name,
        seed=options.seed,
        notes=tuple(bench.notes) if bench is not None else (),
        versions=versions(),
    )
