"""Limit tables of torch callables: the verdict and the limit rest on float64 quotients."""

from __future__ import annotations

import math
from collections.abc import Sequence

import mpmath

from ..errors import LostGradientError
from .limit_numeric import numeric_limit, numeric_side
from .limit_place import LimitPlace
from .limit_result import LimitRow, LimitTable, OneSidedLimits, Reference
from .limit_scan import best_steps
from .limit_sides import SideLimit
from .limit_verdict import Verdict, check_sides, explain, number_text, verdict_of
from .quotient_stencil import KINDS

__all__ = ["table_of_callable"]

# Agreement of autograd with the numerical limit, beyond the estimated error of the latter.
_RELATIVE_GAP = 1e-6
_NOISE_FACTOR = 10


def table_of_callable(
    place: LimitPlace, steps: Sequence[float], order: int, remarks: Sequence[str]
) -> LimitTable:
    """Judge by float64 quotients, from the first order up: a derivative needs all lower ones."""
    line = place.floats
    for level in range(1, order + 1):
        left, right = numeric_side(line, "backward", level), numeric_side(line, "forward", level)
        check_sides(place.name, place.point, left, right)
        verdict = verdict_of(left, right)
        if verdict != "differentiable":
            break
    central = numeric_limit(line, level)
    limit = central if verdict == "differentiable" and central.is_finite else None
    reference, derivative, remark = _autograd(place, verdict, order)
    found = [*remarks, remark, _comparison(limit, derivative)]
    return LimitTable(
        function=place.name,
        point=place.point,
        along=place.along,
        order=order,
        rows=tuple(_row(place, step, order, derivative) for step in steps),
        limit=None if limit is None else limit.value,
        uncertainty=0.0 if limit is None else limit.uncertainty,
        verdict=verdict,
        conclusion=f"numerically, {explain(verdict, left, right, central.value, level)}",
        one_sided=OneSidedLimits(left, right),
        best=() if derivative is None else best_steps(line, None, mpmath.mpf(derivative), order),
        reference=reference,
        derivative=derivative,
        remarks=tuple(text for text in found if text),
    )


def _autograd(place: LimitPlace, verdict: Verdict, order: int) -> tuple[Reference, float | None, str]:
    """Return torch's derivative as the reference, where torch has one, else a remark why not."""
    if verdict not in ("differentiable", "undecided"):
        return "quotients", None, ""
    try:
        derivative = place.floats.derivative(order)
    except LostGradientError as error:
        return "quotients", None, f"autograd has no gradient: {error.why}"
    if not math.isfinite(derivative):
        return "quotients", None, f"autograd is of no use here: torch's derivative is {derivative}"
    return "autograd", derivative, ""


def _comparison(limit: SideLimit | None, derivative: float | None) -> str:
    if limit is None or derivative is None:
        return ""
    gap = abs(limit.value - derivative)
    if gap <= _NOISE_FACTOR * limit.uncertainty + _RELATIVE_GAP * abs(limit.value):
        return ""
    quotients = number_text(limit.value, limit.uncertainty)
    return f"autograd disagrees with the quotients: {number_text(derivative)} against {quotients}"


def _row(place: LimitPlace, step: float, order: int, derivative: float | None) -> LimitRow:
    quotients = {kind: place.floats.quotients(kind, order, [step])[0] for kind in KINDS}
    slope = quotients["central"]
    known = derivative is not None and math.isfinite(slope)
    return LimitRow(step, **quotients, error=slope - derivative if known and derivative is not None else None)
