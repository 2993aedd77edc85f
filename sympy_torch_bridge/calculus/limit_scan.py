"""Errors of quotients over many steps: where truncation ends and round-off takes over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from .limit_line import ExactLine, FloatLine
from .quotient_stencil import stencil

__all__ = ["BestStep", "best_step", "best_steps", "quotient_errors", "round_off_from", "scan_steps"]

_PER_DECADE = 4
# Below, nothing of a first difference of float64 values is left.
_DECADES = 15


@dataclass(frozen=True, slots=True)
class BestStep:
    """The step with the least error of one kind of quotient.

    Parameters
    ----------
    kind : {"forward", "central"}
    h, error : float
        Step, and absolute error there.
    round_off_from : float or None
        The largest step at which round-off is no less than truncation; None where no exact value tells
        the two apart.
    """

    kind: str
    h: float
    error: float
    round_off_from: float | None


def scan_steps(scale: float) -> list[float]:
    """Return steps from the larger of 1 and ``scale`` down to 1e-15 of the smaller, four a decade."""
    exponent = round(math.log10(scale))
    top, bottom = max(exponent, 0), min(exponent, 0) - _DECADES
    return [10.0 ** (k / _PER_DECADE) for k in range(top * _PER_DECADE, bottom * _PER_DECADE - 1, -1)]


def quotient_errors(
    line: FloatLine, derivative: Any, kind: str, order: int, steps: Sequence[float]
) -> list[float]:
    """Return float64 quotient minus derivative for each step; nan where a value is missing."""
    return [
        float(mpmath.mpf(slope) - derivative) if math.isfinite(slope) else math.nan
        for slope in line.quotients(kind, order, steps)
    ]


def best_step(
    line: FloatLine, exact: ExactLine | None, derivative: Any, kind: str, order: int
) -> BestStep | None:
    """Scan the steps for the least error and for the point where round-off takes over."""
    steps = scan_steps(line.scale)
    errors = quotient_errors(line, derivative, kind, order, steps)
    finite = [(abs(error), -h) for error, h in zip(errors, steps, strict=True) if math.isfinite(error)]
    if not finite:
        return None
    error, negative = min(finite)
    onset = None if exact is None else round_off_from(exact, derivative, kind, order, steps, errors)
    return BestStep(kind, -negative, error, onset)


def best_steps(line: FloatLine, exact: ExactLine | None, derivative: Any, order: int) -> tuple[BestStep, ...]:
    """Return the best step of the forward and of the central quotient, where there is one."""
    found = (best_step(line, exact, derivative, kind, order) for kind in ("forward", "central"))
    return tuple(step for step in found if step is not None)


def round_off_from(
    exact: ExactLine, derivative: Any, kind: str, order: int, steps: Sequence[float], errors: Sequence[float]
) -> float | None:
    """Return the largest step whose round-off is no less than its truncation; None without truncation."""
    rule = stencil(kind, order)
    for h, error in zip(steps, errors, strict=True):
        quotient = exact.quotient(rule, Fraction(h)) if math.isfinite(error) else None
        if quotient is None or not quotient.is_finite:
            continue
        gap = quotient.center - derivative
        truncation = float(gap) if abs(gap) > quotient.radius else 0.0
        if truncation and abs(error - truncation) >= abs(truncation):
            return h
    return None
