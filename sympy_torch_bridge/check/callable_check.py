"""The checks of torch callables without any formula, from the function to the report."""

from __future__ import annotations

import math
from typing import Any

import torch

from ..errors import InputTypeError, OptionError
from .box import Box, box_of
from .callable_bench import CallableBench
from .callable_question import BlackBox, black_box
from .callable_reference import CallableReference
from .options import Options
from .points import given_points, rounded
from .question import labels_of
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
_SECOND_ORDER = (
    "of torch code, check the gradient as a function of its own: check_gradient(gradient, hessian)"
)
_SHARPENED = "quotients of the function itself, sharpened by torch's own derivative"


def check_callable(function: Any, claimed: Any, wrt: Any, options: Options, *, order: int = 1) -> Report:
    """Check a claimed gradient of a torch callable, or the callable's own modes of autograd.

    Parameters
    ----------
    function : callable, Module, or autograd.Function subclass
    claimed : callable, Module or autograd.Function subclass, or None
        None means that torch's own derivatives are checked.
    wrt : name or Symbol, sequence of them, or None
    options : Options
    order : {1}
        Of torch code only first derivatives are checked.
    """
    if order != 1:
        raise OptionError("order", order, accepted=[1], hint=_SECOND_ORDER)
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
