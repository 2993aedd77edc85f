"""Judging numbers against exact ones: gap, tolerance, resolution, verdict."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any

import mpmath

from ..exact import Enclosure
from ..tolerance import FLOAT64, Precision
from ..working_precision import working_bits
from .result import PointVerdict

__all__ = [
    "NOT_DECIDED",
    "OUT_OF_REACH",
    "Judgement",
    "judge_enclosure",
    "judge_number",
    "modulus_of",
    "negligible_slope",
    "number_of",
    "resolution_of",
]

# The symbolic derivative and the limit of quotients are both exact; this is far above their errors.
_EXACT_AGREEMENT = mpmath.mpf(10) ** -15
# A proved difference below this share of the derivative is a rounding of the formula's own constants.
_EQUAL_BITS = -100
_WORKING_BITS = 256
# Said of a point where a value would cost more than a check may.
OUT_OF_REACH = "the exact value is out of reach: it would take too much work"
# Said where a rounding as floor, or a condition, stands exactly at its own edge.
NOT_DECIDED = "no precision decides whether the formula has a value there, and which"
_ROUGH = "the exact number is not known that closely"
_HIDDEN = "rounding hides all but gross mistakes"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the numbers it rests on."""

    verdict: PointVerdict
    gap: float
    tolerance: float
    resolution: float
    note: str = ""


def judge_number(
    measured: complex, exact: Enclosure, deviation: float | None, precision: Precision, scale: float
) -> Judgement:
    """Judge a number computed in floating arithmetic.

    Parameters
    ----------
    measured : float or complex
    exact : Enclosure
        Finite.
    deviation : float or None
        Noise of the computation; None where it has not been measured, so that only agreement within a
        few rounding units can be stated.
    precision : Precision
        Of the type it was computed in.
    scale : float
        What a resolution refers to where the exact number is zero.
    """
    size = modulus_of(exact)
    if size > precision.largest:
        return Judgement(
            "OUTSIDE_DOMAIN", math.nan, math.nan, math.inf, f"beyond the range of {precision.name}"
        )
    if not cmath.isfinite(measured):
        return _without_number(measured, deviation)
    gap = _gap(measured, exact)
    # Products and exponentials may lose all digits there; a derivative that is zero is no such number.
    underflows = exact.excludes_zero and abs(exact.center) < precision.tiny / precision.eps
    lost = precision.underflow_gap if underflows else 0.0
    note = f"too close to zero for {precision.name}" if underflows else _HIDDEN
    close = max(precision.close_gap(size), lost)
    reference = 0.0 if underflows else scale
    if gap <= close:
        return _compared(gap, close, resolution_of(close, size, reference), precision.ill_conditioned, note)
    if deviation is None:
        resolution = resolution_of(close, size, reference)
        return Judgement("UNDECIDED", gap, close, resolution, "noise not measured")
    tolerance = precision.allowed_gap(size, deviation) + lost
    resolution = resolution_of(tolerance, size, reference)
    if gap > tolerance >= _proved_gap(measured, exact):
        return Judgement("UNDECIDED", gap, tolerance, resolution, _ROUGH)
    return _compared(gap, tolerance, resolution, precision.ill_conditioned, note)


def judge_enclosure(
    claimed: Enclosure, exact: Enclosure, difference: Enclosure | None, slack: Any, scale: float
) -> Judgement:
    """Judge a formula, evaluated rigorously.

    Parameters
    ----------
    claimed, exact : Enclosure
    difference : Enclosure or None
        Of claimed minus exact, evaluated as one formula; None means that of the two centers.
    slack : float or mpmath.mpf
        What the formula's own inexact constants allow.
    scale : float
        What a resolution refers to where the exact number is zero.
    """
    if claimed.is_unknown:
        return Judgement("UNDECIDED", math.nan, math.nan, math.inf, OUT_OF_REACH)
    if claimed.is_undecided:
        return Judgement("UNDECIDED", math.nan, math.nan, math.inf, NOT_DECIDED)
    if not claimed.is_finite:
        return Judgement(
            "FAIL", math.inf, 0.0, 0.0, "the claim has no real value where the derivative has one"
        )
    with working_bits(_WORKING_BITS):
        floor = negligible_slope(scale)
        size = abs(exact.center) if exact.excludes_zero else mpmath.mpf(0)
        if difference is None:
            # A derivative so far below f/x cannot be told from zero by quotients.
            size = size if size > floor else mpmath.mpf(0)
            center, radius = abs(claimed.center - exact.center), mpmath.mpf(0)
            allowed = _EXACT_AGREEMENT * size + claimed.radius + exact.radius + floor + slack
        else:
            center, radius = abs(difference.center), difference.radius
            allowed = (mpmath.ldexp(size, _EQUAL_BITS) if size else floor) + slack
        gap, tolerance = float(center), float(allowed)
        # Divided before it is rounded: the numbers themselves may lie beyond double precision.
        share, reference = ((allowed + radius) / size, 1.0) if size else (allowed + radius, 0.0)
        resolution = resolution_of(float(share), reference, scale)
        if not center - radius <= allowed:
            return Judgement("FAIL", gap, tolerance, resolution)
        if not center + radius <= allowed:
            return Judgement("UNDECIDED", gap, tolerance, resolution, "the enclosure is too wide")
    if not resolution <= FLOAT64.ill_conditioned:
        return Judgement("ILL_CONDITIONED", gap, tolerance, resolution, "the exact values are too uncertain")
    return Judgement("PASS", gap, tolerance, resolution)


def negligible_slope(scale: float) -> Any:
    """Return what a derivative beside values of this scale cannot be told from zero by.

    Examples
    --------
    >>> negligible_slope(2.0**100)
    mpf('1.0')
    """
    return mpmath.ldexp(mpmath.mpf(scale), _EQUAL_BITS)


def number_of(enclosure: Enclosure) -> Any:
    """Return an enclosed number as a float or complex, 0.0 for what all precision could not tell from zero.

    Examples
    --------
    >>> number_of(Enclosure(mpmath.mpf(1) / 2**500, mpmath.mpf(1), 8192, "ball"))
    0.0
    """
    if enclosure.is_finite and not enclosure.excludes_zero:
        return 0.0
    return complex(enclosure) if isinstance(enclosure.center, mpmath.mpc) else float(enclosure)


def modulus_of(enclosure: Enclosure) -> float:
    """Return the absolute value of an enclosed number as a double, 0.0 for what may be zero.

    Examples
    --------
    >>> modulus_of(Enclosure(mpmath.mpc(3, -4), mpmath.mpf(0), 128, "ball"))
    5.0
    """
    return 0.0 if enclosure.is_finite and not enclosure.excludes_zero else float(abs(enclosure.center))


def resolution_of(tolerance: float, size: float, scale: float) -> float:
    """Return the smallest relative error that a tolerance lets through.

    Examples
    --------
    >>> resolution_of(1e-10, 2.0, 1.0), resolution_of(0.0, 0.0, 1.0), resolution_of(1e-10, 0.0, 4.0)
    (5e-11, 0.0, 2.5e-11)
    """
    if not tolerance:
        return 0.0
    reference = size or scale
    return tolerance / reference if reference else math.inf


def _without_number(measured: complex, deviation: float | None) -> Judgement:
    """Judge a number that is not finite: rounding alone may have led to a pole or out of a domain."""
    if deviation is None:
        return Judgement("UNDECIDED", math.inf, 0.0, math.inf, "noise not measured")
    if deviation:
        note = f"{measured}, and a finite number if its operations are rounded otherwise"
        return Judgement("ILL_CONDITIONED", math.inf, math.inf, math.inf, note)
    return Judgement("FAIL", math.inf, 0.0, 0.0, f"{measured} where the exact value is finite")


def _compared(gap: float, tolerance: float, resolution: float, limit: float, note: str) -> Judgement:
    if not gap <= tolerance:
        return Judgement("FAIL", gap, tolerance, resolution)
    if not resolution <= limit:
        return Judgement("ILL_CONDITIONED", gap, tolerance, resolution, note)
    return Judgement("PASS", gap, tolerance, resolution)


def _gap(measured: complex, exact: Enclosure) -> float:
    if not exact.excludes_zero:
        return abs(measured)
    with working_bits(_WORKING_BITS):
        return float(abs(mpmath.mpmathify(measured) - exact.center) + exact.radius)


def _proved_gap(measured: complex, exact: Enclosure) -> float:
    """Return the distance to the nearest number that the exact one may be."""
    with working_bits(_WORKING_BITS):
        return float(abs(mpmath.mpmathify(measured) - exact.center) - exact.radius)
