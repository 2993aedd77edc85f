"""What is true of a derivative by a complex variable at one point: quotients along both axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ...exact import Enclosure, ExactFunction, Expected, central_slope, classify
from ...working_precision import working_bits
from ..judge import judge_enclosure, number_of
from ..reference import Fact, Kind

__all__ = ["NOWHERE", "Convention", "Slopes", "fact_of", "slopes_at", "times", "turned", "worst"]

Convention = Literal["derivative", "gradient"]

NOWHERE = Enclosure(mpmath.mp.nan, mpmath.mp.inf, 0, "quotient")
_BITS = 256
_WORST: tuple[Kind, ...] = ("unknown", "outside", "vertical", "kink", "smooth")
_REAL_BITS = -100


@dataclass(frozen=True, slots=True)
class Slopes:
    """The partial derivatives of a complex value, as limits of quotients.

    Parameters
    ----------
    kind : {"smooth", "kink", "vertical", "outside"}
        The worse of the two directions.
    along_real : Enclosure
        ``df/da`` at ``z = a + i*b``; the derivative itself by a real variable.
    along_imaginary : Enclosure or None
        ``df/db``; None by a real variable.
    """

    kind: Kind
    along_real: Enclosure
    along_imaginary: Enclosure | None

    def is_holomorphic(self, scale: float) -> bool:
        """Tell whether the Cauchy-Riemann equations hold: ``df/db = i*df/da``."""
        if self.along_imaginary is None:
            return True
        turned = times(self.along_imaginary, -1j)
        return judge_enclosure(self.along_real, turned, None, 0.0, scale).verdict == "PASS"


def slopes_at(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    directions: tuple[Any, ...],
    output: int,
    *,
    quick: bool,
    expected: Expected | None = None,
) -> Slopes:
    """Take difference quotients along one or two real inputs.

    Parameters
    ----------
    fn : ExactFunction
    point : mapping of Symbol to number
    directions : tuple of Symbol
        The variable if it is real, else its two parts.
    output : int
    quick : bool
        Whether central quotients alone may do, because something else confirms them.
    expected : Expected, optional
        The complex derivative as something else has it, for a single quotient along each direction.
    """
    if quick:
        along = [expected if expected is None else turned(expected, unit) for unit in (1, 1j)]
        found = [
            central_slope(fn, point, symbol, output=output, expected=own)
            for symbol, own in zip(directions, along, strict=False)
        ]
        is_known = not any(slope.is_unknown for slope in found)
        kind: Kind = (
            "smooth" if all(slope.is_finite for slope in found) else "outside" if is_known else "unknown"
        )
    else:
        seen = [classify(fn, point, symbol, output=output) for symbol in directions]
        kind = worst(slope.kind for slope in seen)
        found = [slope.central for slope in seen]
    return Slopes(kind, found[0], found[1] if len(found) > 1 else None)


def worst(kinds: Iterable[Kind]) -> Kind:
    """Return what a point is if it is all of these along different directions.

    Examples
    --------
    >>> worst(["smooth", "kink", "smooth"])
    'kink'
    """
    found = set(kinds)
    return next(kind for kind in _WORST if kind in found)


def fact_of(slopes: Slopes, symbolic: Enclosure | None, convention: Convention, scale: float) -> Fact:
    """Judge SymPy's derivative by the quotients.

    Parameters
    ----------
    slopes : Slopes
    symbolic : Enclosure or None
        SymPy's derivative, or gradient.
    convention : {"derivative", "gradient"}
    scale : float
    """
    own = math.nan if symbolic is None else number_of(symbolic)
    if slopes.kind != "smooth":
        return Fact(slopes.kind, NOWHERE, scale, None, own)
    if convention == "derivative" and not slopes.is_holomorphic(scale):
        return Fact("kink", NOWHERE, scale, None, own)
    limit = slopes.along_real if convention == "derivative" else gradient(slopes)
    if symbolic is None or not symbolic.is_finite:
        return Fact("smooth", limit, scale, None, math.nan, number_of(limit))
    judged = judge_enclosure(symbolic, limit, None, 0.0, scale)
    exact = symbolic if judged.verdict != "FAIL" else limit
    return Fact("smooth", exact, scale, judged, own, number_of(limit))


def gradient(slopes: Slopes) -> Enclosure:
    """Return ``df/da + i*df/db`` of a real function."""
    real, imag = slopes.along_real, slopes.along_imaginary
    return real if imag is None else plus_i_times(real, imag)


def plus_i_times(real: Enclosure, imag: Enclosure) -> Enclosure:
    """Return ``Re(real) + i*Re(imag)`` of two numbers that are known to be real.

    Examples
    --------
    >>> complex(plus_i_times(Enclosure(mpmath.mpf(1), 0, 9, "ball"), Enclosure(mpmath.mpf(2), 0, 9, "ball")))
    (1+2j)
    """
    if not (real.is_finite and imag.is_finite):
        return NOWHERE
    center = mpmath.mp.make_mpc((mpmath.re(real.center)._mpf_, mpmath.re(imag.center)._mpf_))
    return Enclosure(center, real.radius + imag.radius, max(real.bits, imag.bits), real.method)


def times(value: Enclosure, unit: complex) -> Enclosure:
    """Return an enclosed number times one of 1, -1, 1j, -1j."""
    if not value.is_finite:
        return value
    with working_bits(16 * _BITS):
        return Enclosure(value.center * mpmath.mpc(unit), value.radius, value.bits, value.method)


def turned(expected: Expected, unit: complex) -> Expected:
    """Return what is expected along a direction, of a derivative times one of 1, -1, 1j, -1j."""
    return Expected(times(expected.value, unit), expected.negligible)


def is_real(value: Enclosure) -> bool:
    """Tell whether the imaginary part of an enclosed number may be zero, and is tiny in any case."""
    size = abs(mpmath.im(value.center))
    return bool(size <= value.radius + mpmath.ldexp(abs(value.center), _REAL_BITS))
