"""The checks of torch callables without any formula, from the function to the report."""

from __future__ import annotations

from typing import Any

from ..errors import InputTypeError, OptionError
from .callable_bench import CallableBench
from .callable_diagnosis import callable_diagnosis
from .callable_points import points_of
from .callable_question import BlackBox, black_box
from .callable_reference import CallableReference
from .complex_inputs import refuse_complex
from .diagnosis import Diagnosis, Mistake
from .options import Options
from .question import labels_of
from .report import Report
from .result import PointResult
from .summary import versions
from .torch_claim import TorchClaim, torch_claim
from .torch_functions import TransposedResult
from .verdict import overall

__all__ = ["check_callable"]

_METHOD = "quotients of the function itself"
_SECOND_ORDER = (
    "of torch code, check the gradient as a function of its own: check_gradient(gradient, hessian)"
)
_OTHER_LAYOUT = "the transposed Jacobian (denominator layout: one row for each symbol)"
_TRANSPOSED = Diagnosis(f"consistent with {_OTHER_LAYOUT}", (Mistake("transposed", _OTHER_LAYOUT),))
_NOTHING = Diagnosis()
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
    refuse_complex(options, "torch code is checked")
    box = black_box(function, wrt, options)
    points, region = points_of(box)
    if not points:
        return _report(box, None, [], claim=None if claimed is None else "code", witnesses=("limit",))
    bench = CallableBench(CallableReference(box, points, region, options.precision))
    if claimed is None:
        rows = _mode_rows(bench)
        names = tuple(mode.witness for mode in bench.reference.modes)
        named = callable_diagnosis(bench, rows, _mode_rows)
        return _report(box, bench, rows, claim=None, witnesses=("limit", *names), named=named)
    claim, is_transposed = _claim(claimed, bench)
    rows = bench.claim_rows(claim)
    named = (
        _TRANSPOSED
        if is_transposed
        else callable_diagnosis(bench, rows, lambda other: other.claim_rows(claim))
    )
    names = tuple(mode.witness for mode in bench.reference.modes)
    return _report(
        box,
        bench,
        rows,
        claim=claim.text,
        witnesses=(claim.witness, "limit", *names),
        named=named,
        is_transposed=is_transposed,
    )


def _mode_rows(bench: CallableBench) -> list[PointResult]:
    return [row for mode in bench.reference.modes for row in bench.mode_rows(mode)]


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
    named: Diagnosis = _NOTHING,
    is_transposed: bool = False,
) -> Report:
    question, options = box.question, box.options
    precision = options.precision
    verdict, reason = overall(rows, precision)
    if bench is None:
        reason = "no point with a finite value was found; give domain={'x': (low, high)} or points=[...]"
    elif is_transposed:
        verdict, reason = "refuted", "the claim has another layout than the Jacobian"
    names = labels_of(question.inputs)
    return Report(
        subject=box.text,
        claim=claim,
        wrt=tuple(names[question.inputs.index(symbol)] for symbol in question.wrt),
        inputs=names,
        verdict=verdict,
        reason=reason,
        points=tuple(rows),
        diagnosis=named.text,
        mistakes=named.mistakes,
        difference=None,
        witnesses=witnesses,
        method=_SHARPENED if bench is not None and bench.is_sharpened else _METHOD,
        layout="numerator: rows over outputs, columns over wrt" if question.is_vector else None,
        dtype=precision.name,
        seed=options.seed,
        notes=tuple(bench.notes) if bench is not None else (),
        versions=versions(),
    )
