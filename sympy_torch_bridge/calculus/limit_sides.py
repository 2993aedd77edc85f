"""One-sided limits of difference quotients in high precision, and what kind of limit each is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ..exact import Enclosure
from ..working_precision import working_bits
from .limit_line import ExactLine
from .limit_value import as_number, uncertainty_of
from .quotient_stencil import stencil

__all__ = ["SideKind", "SideLimit", "exact_limit", "exact_side"]

SideKind = Literal["finite", "infinite", "jump", "outside", "oscillating", "undecided"]

# Steps as powers of two below the scale of the point, for first and second differences.
_STEP_BITS = 60
_QUICK = (1.0, 2.0, 4.0)
_THOROUGH = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_FAST_BITS = -20
_SLOW_BITS = -2
# Least growth from one thorough step to the next of a slope that has no bound; a logarithm grows more.
_GROWTH = 1.05
_PRECISION = 8192


@dataclass(frozen=True, slots=True)
class SideLimit:
    """The limit of a difference quotient from one side.

    Parameters
    ----------
    kind : {"finite", "infinite", "jump", "outside", "oscillating", "undecided"}
        ``"jump"``: the function itself is not continuous on this side. ``"outside"``: it has no real
        values there.
    value : number or None
        A sympy number (exact) or a float (numerical) if finite, ``inf`` or ``-inf`` if infinite.
    uncertainty : float
        Bound of the error of a numerical or high-precision value, 0 for a recognised rational; an
        mpmath.mpf where float64 does not hold it.
    """

    kind: SideKind
    value: Any = None
    uncertainty: Any = 0.0

    @property
    def is_finite(self) -> bool:
        """Whether the limit exists as a number."""
        return self.kind == "finite"


def exact_side(line: ExactLine, kind: str, order: int) -> tuple[SideLimit, Enclosure]:
    """Classify the limit of the forward or backward quotient as ``h`` goes to 0.

    Three steps settle a function that is smooth on its side; seven steps down to ``2**-480`` tell a slow
    limit from growth, a jump and oscillation.
    """
    quick = _quotients(line, kind, order, _QUICK)
    if all(q.is_finite for q in quick) and _is_settled(quick) and not _leaps(quick):
        return _finite(quick)
    slopes = _quotients(line, kind, order, _THOROUGH)
    if not slopes[-1].is_finite:
        return SideLimit("outside"), slopes[-1]
    if not all(q.is_finite for q in slopes):
        return SideLimit("undecided"), slopes[-1]
    if _is_settled(slopes[-3:]) or _is_slowly_settled(slopes):
        return _finite(slopes)
    return _unsettled(slopes, order), slopes[-1]


def exact_limit(line: ExactLine, order: int) -> Enclosure:
    """Enclose the limit of the central quotient of a function that is smooth at the point."""
    h = line.step(2 * _unit(order))
    best = line.quotient(stencil("richardson", order), h)
    plain = line.quotient(stencil("central", order), h / 2)
    with working_bits(_PRECISION):
        return Enclosure(
            best.center, best.radius + 4 * abs(best.center - plain.center), best.bits, "quotient"
        )


def _unit(order: int) -> int:
    # The working precision must hold order times the finest step.
    return _STEP_BITS if order <= 2 else 2 * _STEP_BITS // order


def _quotients(line: ExactLine, kind: str, order: int, factors: Sequence[float]) -> list[Enclosure]:
    rule = stencil(kind, order)
    return [line.quotient(rule, line.step(int(factor * _unit(order)))) for factor in factors]


def _gaps(slopes: Sequence[Enclosure]) -> list[Any]:
    """Distances of neighbouring slopes, less the noise of both."""
    with working_bits(_PRECISION):
        return [
            max(abs(b.center - a.center) - a.radius - b.radius, mpmath.mpf(0))
            for a, b in itertools.pairwise(slopes)
        ]


def _is_settled(slopes: Sequence[Enclosure]) -> bool:
    first, second = _gaps(slopes)
    return bool(second <= mpmath.ldexp(first, _FAST_BITS))


def _leaps(slopes: Sequence[Enclosure]) -> bool:
    """Whether the slopes fall faster than a power of ``h``: exp(exp(x)) bends below the coarser steps."""
    first, second = _gaps(slopes)
    return bool(second > abs(slopes[-1].center) and second < mpmath.ldexp(first, -4 * _STEP_BITS))


def _is_slowly_settled(slopes: Sequence[Enclosure]) -> bool:
    """Whether the gaps over doubled steps shrink geometrically, as those of a power of ``h`` do."""
    doubled = [slopes[i] for i in (0, 2, 4, 6)]
    gaps = _gaps(doubled)
    return all(b <= mpmath.ldexp(a, _SLOW_BITS) for a, b in itertools.pairwise(gaps))


def _finite(slopes: Sequence[Enclosure]) -> tuple[SideLimit, Enclosure]:
    """Take the finest slope; the next gap of the shrinking sequence bounds what is left."""
    before, last = _gaps(slopes[-3:])
    finest = slopes[-1]
    rest = 16 * last * (last / before) if before else last
    with working_bits(_PRECISION):
        limit = Enclosure(finest.center, finest.radius + rest, finest.bits, "quotient")
    value = as_number(limit)
    return SideLimit("finite", value, uncertainty_of(value, limit)), limit


def _unsettled(slopes: Sequence[Enclosure], order: int) -> SideLimit:
    centers = [q.center for q in slopes]
    one_sign = all(c > 0 for c in centers) or all(c < 0 for c in centers)
    grows = one_sign and all(abs(b) >= _GROWTH * abs(a) for a, b in itertools.pairwise(centers))
    if not one_sign:
        return SideLimit("oscillating")
    if not grows:
        falls_or_rises = _is_monotone([abs(c) for c in centers])
        return SideLimit("undecided" if falls_or_rises else "oscillating")
    infinite = float("inf") if centers[0] > 0 else float("-inf")
    if order > 1:
        return SideLimit("infinite", infinite)
    return _growing(centers, infinite)


def _growing(centers: Sequence[Any], infinite: float) -> SideLimit:
    """Tell a vertical tangent from a jump by the change of the value itself."""
    steps = [mpmath.ldexp(1, -int(factor * _STEP_BITS)) for factor in _THOROUGH]
    changes = [abs(c) * h for c, h in zip(centers, steps, strict=True)]
    if not _is_monotone(changes):
        return SideLimit("oscillating")
    is_jump = changes[-1] >= changes[0] * (1 - mpmath.ldexp(1, _FAST_BITS))
    return SideLimit("jump" if is_jump else "infinite", infinite)


def _is_monotone(values: Sequence[Any]) -> bool:
    # A constant sequence wavers in its last bit.
    slack = 1 + mpmath.ldexp(1, 2 * _FAST_BITS)
    pairs = list(itertools.pairwise(values))
    return all(b <= a * slack for a, b in pairs) or all(a <= b * slack for a, b in pairs)
