"""Limit tables of expressions: the verdict, the limit and the errors rest on exact values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from ..exact import Enclosure
from ..program.expressions.traversal import postorder
from ..working_precision import working_bits
from .float_range import float_or_none
from .limit_line import ExactLine
from .limit_place import LimitPlace
from .limit_result import LimitRow, LimitTable, OneSidedLimits
from .limit_scan import best_steps
from .limit_sides import exact_limit, exact_side
from .limit_value import as_number, uncertainty_of
from .limit_verdict import check_sides, explain, verdict_of
from .quotient_stencil import KINDS, stencil

__all__ = ["table_of_expression"]

_RATIONAL_BITS = 2048
# SymPy asks for the degree recursively, and expands to find it.
_SMALL = 200


def table_of_expression(
    place: LimitPlace, exact: ExactLine, steps: Sequence[float], order: int, remarks: Sequence[str]
) -> LimitTable:
    """Judge by high precision, from the first order up: a derivative needs all lower ones."""
    for level in range(1, order + 1):
        left, left_enclosure = exact_side(exact, "backward", level)
        right, right_enclosure = exact_side(exact, "forward", level)
        check_sides(place.name, place.point, left, right)
        verdict = verdict_of(left, right)
        if verdict != "differentiable":
            break
    found, limit, uncertainty = None, None, 0.0
    if verdict == "differentiable":
        found, limit, uncertainty = _limit([exact_limit(exact, order), left_enclosure, right_enclosure])
    central = _central_value(exact, level) if verdict == "kink" else None
    rows = tuple(_row(place, exact, step, order, limit) for step in steps)
    return LimitTable(
        function=place.name,
        point=place.point,
        along=place.along,
        order=order,
        rows=rows,
        limit=found,
        uncertainty=float(uncertainty),
        verdict=verdict,
        conclusion=explain(verdict, left, right, central, level),
        one_sided=OneSidedLimits(left, right),
        best=() if limit is None else best_steps(place.floats, exact, limit.center, order),
        reference="high precision",
        derivative=None if limit is None else float_or_none(limit.center),
        exactness=_exactness(place, rows, order),
        remarks=tuple(remarks),
    )


def _limit(candidates: Sequence[Enclosure]) -> tuple[Any, Enclosure, Any]:
    """Return the best enclosure as a number, the enclosure (a rational has no radius), and the uncertainty.

    Where a function bends on the scale of the central step, the finer one-sided slopes know more.
    """
    best = min(candidates, key=lambda enclosure: enclosure.radius)
    number = as_number(best)
    uncertainty = uncertainty_of(number, best)
    if not number.is_Rational:
        return number, best, uncertainty
    with working_bits(_RATIONAL_BITS):
        center = mpmath.mpf(int(number.p)) / int(number.q)
    return number, Enclosure(center, mpmath.mpf(0), best.bits, best.method), uncertainty


def _central_value(exact: ExactLine, order: int) -> Any:
    side, _ = exact_side(exact, "central", order)
    return side.value if side.is_finite else None


def _row(place: LimitPlace, exact: ExactLine, step: float, order: int, limit: Enclosure | None) -> LimitRow:
    quotients = {kind: place.floats.quotients(kind, order, [step])[0] for kind in KINDS}
    rule = stencil("central", order)
    central = exact.quotient(rule, Fraction(step))
    slope = quotients["central"]
    known = math.isfinite(slope)
    round_off = _gap(mpmath.mpf(slope), central) if known else None
    if limit is None:
        return LimitRow(step, **quotients, round_off=round_off)
    truncation = _gap_of(central, limit)
    half = _gap_of(exact.quotient(rule, Fraction(step) / 2), limit)
    return LimitRow(
        step,
        **quotients,
        error=_gap(mpmath.mpf(slope), limit) if known else None,
        truncation=truncation,
        round_off=round_off,
        observed_order=math.log2(abs(truncation / half)) if truncation and half else None,
    )


def _gap(number: Any, enclosure: Enclosure) -> float | None:
    """Return number minus enclosed number; 0 if they cannot be told apart, None if float64 cannot hold it."""
    if not enclosure.is_finite:
        return None
    gap = number - enclosure.center
    return float_or_none(gap) if abs(gap) > enclosure.radius else 0.0


def _gap_of(quotient: Enclosure, limit: Enclosure) -> float | None:
    if not quotient.is_finite:
        return None
    wider = Enclosure(limit.center, limit.radius + quotient.radius, limit.bits, limit.method)
    return _gap(quotient.center, wider)


def _exactness(place: LimitPlace, rows: Sequence[LimitRow], order: int) -> str:
    known = [row.truncation for row in rows if row.truncation is not None]
    if not known or any(known):
        return ""
    degree = order + 1
    if _is_polynomial(place, degree):
        what = {2: "quadratics", 3: "cubics"}.get(degree, f"polynomials of degree {degree}")
        return f"central is exact for {what}: its error is round-off at every h"
    return "central is exact here: its truncation vanishes at every h, its error is round-off"


def _is_polynomial(place: LimitPlace, degree: int) -> bool:
    if place.expr is None or place.symbol is None or sum(1 for _ in postorder(place.expr)) > _SMALL:
        return False
    if not place.expr.is_polynomial(place.symbol):
        return False
    return bool(sympy.degree(place.expr, place.symbol) <= degree)
