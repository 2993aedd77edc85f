"""Judging a derivative against a black box: by the bound of its limit, finer where torch's own agrees."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ..tolerance import Precision
from .judge import Judgement, resolution_of
from .result import PointVerdict
from .slopes import Slope

__all__ = ["Finer", "judge_slope", "without_slope"]

_OUTSIDE_TORCH = "part of it is computed outside torch, where its rounding cannot be measured"
_BY_TORCH = "judged by torch's own derivative of the function, which the quotients confirm to {:.0e}"
_OPEN = "differs from torch's own derivative of the function; the quotients cannot tell which is right"
_LIMIT_ONLY = "the quotients cannot resolve a mistake here"
_WHY: dict[str, tuple[PointVerdict, str]] = {
    "kink": ("KINK", "the one-sided slopes differ"),
    "vertical": ("KINK", "a one-sided slope is infinite"),
    "jump": ("KINK", "the value jumps"),
    "outside": ("OUTSIDE_DOMAIN", "no real value on both sides of the point"),
    "unsettled": ("UNDECIDED", "the quotients do not settle to a limit"),
}


@dataclass(frozen=True, slots=True)
class Finer:
    """Torch's own derivative, where the limit confirms it within its bound.

    Parameters
    ----------
    value, tolerance : float
        What it is, and what its own rounding allows.
    """

    value: float
    tolerance: float


def without_slope(slope: Slope) -> Judgement | None:
    """Return the judgement where a black box has no derivative; None where it has one."""
    if slope.kind == "slope":
        return None
    verdict, note = _WHY[slope.kind]
    return Judgement(verdict, math.nan, math.nan, math.inf, note)


def judge_slope(
    measured: float, noise: float, slope: Slope, finer: Finer | None, precision: Precision, scale: float
) -> tuple[float, Judgement]:
    """Judge a number by a slope; return the number it was judged by as well.

    Parameters
    ----------
    measured : float
    noise : float
        Of the code that gave it; nan where it could not be measured.
    slope : Slope
    finer : Finer or None
    precision : Precision
    scale : float
        What a resolution refers to where the slope is zero.
    """
    if not math.isfinite(measured):
        if noise > 0:
            note = f"{measured}, and a finite number if its operations are rounded otherwise"
            return slope.value, Judgement("ILL_CONDITIONED", math.inf, math.inf, math.inf, note)
        return slope.value, Judgement("FAIL", math.inf, 0.0, 0.0, f"{measured} where quotients have a limit")
    by_limit = _against(measured, slope.value, slope.bound, noise, precision, scale)
    if by_limit.verdict == "FAIL" or finer is None:
        return slope.value, by_limit
    by_torch = _against(measured, finer.value, finer.tolerance, noise, precision, scale)
    if by_torch.verdict == "FAIL" and by_torch.gap <= precision.good * (abs(finer.value) or scale):
        share = _share(slope, scale)
        return finer.value, Judgement("UNDECIDED", by_torch.gap, by_torch.tolerance, share, _OPEN)
    return finer.value, replace(by_torch, note=by_torch.note or _BY_TORCH.format(_share(slope, scale)))


def _share(slope: Slope, scale: float) -> float:
    return resolution_of(slope.bound, abs(slope.value), scale)


def _against(
    measured: float, exact: float, bound: float, noise: float, precision: Precision, scale: float
) -> Judgement:
    is_measured = not math.isnan(noise)
    size = abs(exact)
    gap = abs(measured - exact)
    tolerance = bound + precision.allowed_gap(size, noise if is_measured else 0.0)
    resolution = resolution_of(tolerance, size if size > bound else 0.0, scale)
    if not gap <= tolerance:
        if not is_measured and gap <= precision.gross * (size or scale):
            return Judgement("UNDECIDED", gap, tolerance, precision.gross, _OUTSIDE_TORCH)
        return Judgement("FAIL", gap, tolerance, resolution)
    if not resolution <= precision.ill_conditioned:
        return Judgement("ILL_CONDITIONED", gap, tolerance, resolution, _LIMIT_ONLY)
    return Judgement("PASS", gap, tolerance, resolution)
