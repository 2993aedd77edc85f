"""One number of an accuracy report: how many digits are right, and what the others were lost to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ..tolerance import Precision
from ..working_precision import working_bits

__all__ = ["AccuracyRow", "Cause", "measured_row"]

Cause = Literal["none", "conditioning", "formula", "range", "kink", "outside", "unknown"]

# Sixteen units in the last place: what a chain of rounded operations may lose without a reason.
_SLACK = math.log10(32)


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """What one number of a computation is worth.

    Parameters
    ----------
    index : int
        Of the point.
    point : tuple of (name, value)
    component : str
        ``f`` or ``f[0]`` for a value, ``df/dx`` for a derivative.
    computed : float or complex
    exact : float or complex
        Rounded to a double; nan where it does not exist or is not known.
    digits : float
        Right decimal digits, at most those of the type; nan where the exact number is unknown.
    lost : float
        Digits of the type minus ``digits``.
    ulp : float
        Error in units in the last place of the type.
    condition : float
        Relative change of the exact number over that of the inputs, summed over the inputs:
        ``sum(abs(x_i * df/dx_i)) / abs(f)``, with steps of one rounding unit.
    cause : {"none", "conditioning", "formula", "range", "kink", "outside", "unknown"}
        ``"none"``: all digits but the last one and a half are right. ``"conditioning"``: the rounding of the
        inputs alone explains the loss. ``"formula"``: another formula would keep more digits.
        ``"range"``: the type cannot hold the exact number. ``"kink"``: no derivative exists.
        ``"outside"``: no real value exists. ``"unknown"``: the exact number could not be computed.
    method : {"ball", "mpmath", "evalf"}
        How the exact number was found.
    note : str
    """

    index: int
    point: tuple[tuple[str, Any], ...]
    component: str
    computed: complex
    exact: complex
    digits: float
    lost: float
    ulp: float
    condition: float
    cause: Cause
    method: str
    note: str = ""

    @property
    def place(self) -> str:
        """The point as text: ``x = 0.5, y = 2.0``."""
        return ", ".join(f"{name} = {value!r}" for name, value in self.point)

    @property
    def avoidable(self) -> float:
        """Digits lost beyond those that the conditioning explains; 0 where nothing is known."""
        if self.cause != "formula":
            return 0.0
        explained = math.log10(max(self.condition, 1.0))
        return max(self.lost - explained, 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers, strings and None; what is no finite real number becomes text."""
        return {
            "point": {name: _plain(value) for name, value in self.point},
            "component": self.component,
            "computed": _plain(self.computed),
            "exact": _plain(self.exact),
            "digits": _plain(self.digits),
            "lost": _plain(self.lost),
            "ulp": _plain(self.ulp),
            "condition": _plain(self.condition),
            "cause": self.cause,
            "method": self.method,
            "note": self.note,
        }


def _plain(value: complex) -> float | str:
    return value if not isinstance(value, complex) and math.isfinite(value) else str(value)


def measured_row(
    index: int,
    point: tuple[tuple[str, Any], ...],
    component: str,
    computed: complex,
    exact: Any,
    condition: float,
    precision: Precision,
    method: str,
    note: str = "",
) -> AccuracyRow:
    """Compare a computed number with an exact one of mpmath; None means that there is none."""
    full = -math.log10(precision.eps / 2)
    if exact is None:
        cause = _absence(note)
        wrong = cause == "outside" and _is_finite(computed)
        note = f"{note}, yet the computation gives a number" if wrong else note
        return AccuracyRow(index, point, component, computed, math.nan, math.nan, math.nan, math.nan,
                           condition, cause, method, note)  # fmt: skip
    digits, ulp = _digits(computed, exact, precision, full)
    lost = full - digits
    cause, why = _cause(computed, exact, lost, condition, precision)
    return AccuracyRow(index, point, component, computed, _rounded(exact), digits, lost, ulp,
                       condition, cause, method, note or why)  # fmt: skip


def _absence(note: str) -> Cause:
    if note.startswith("no derivative"):
        return "kink"
    return "outside" if note.startswith("no ") else "unknown"


def _is_finite(number: complex) -> bool:
    return math.isfinite(number.real) and math.isfinite(number.imag)


def _rounded(exact: Any) -> complex:
    return complex(exact) if isinstance(exact, mpmath.mpc) else float(exact)


def _digits(computed: complex, exact: Any, precision: Precision, full: float) -> tuple[float, float]:
    """Return the right digits and the error in units in the last place."""
    if not _is_finite(computed):
        return 0.0, math.inf
    with working_bits(400):
        gap = abs(mpmath.mpmathify(computed) - exact)
        size = abs(exact)
        if not gap:
            return full, 0.0
        unit = mpmath.ldexp(mpmath.mpf(precision.eps), mpmath.mag(max(size, precision.tiny)) - 1)
        digits = -mpmath.log10(gap / size) if size else mpmath.mpf(0)
        return float(min(max(digits, 0), full)), float(gap / unit)


def _cause(
    computed: complex, exact: Any, lost: float, condition: float, precision: Precision
) -> tuple[Cause, str]:
    size = abs(exact)
    if lost <= _SLACK:
        return "none", ""
    if size > precision.largest:
        return "range", f"too large for {precision.name}"
    if size and size < precision.tiny:
        return "range", f"below the smallest normal number of {precision.name}"
    if not _is_finite(computed):
        return "formula", "the exact number is finite: an intermediate overflows or has no value"
    if not size:
        return "conditioning", "the exact number is 0, which has no leading digit"
    if lost <= math.log10(max(condition, 1.0)) + _SLACK:
        return "conditioning", ""
    return "formula", ""
