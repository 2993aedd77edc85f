"""What a function does on both sides of a point: smooth, a kink, a vertical tangent, the edge of its domain.

Told by the slopes of secants in high precision; no derivative rule is involved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ..working_precision import working_bits
from .enclosure import Enclosure
from .function import ExactFunction
from .quotient import FINE_STEP_BITS, FINEST_STEP_BITS, STEP_BITS, extrapolated
from .stencil import CENTRAL, LEFT, RIGHT, Around, Kept

__all__ = [
    "FINER_STEPS",
    "Kind",
    "OneSided",
    "Slope",
    "classify",
    "gap_closes",
    "is_kink",
    "one_sided_slopes",
]

# Far finer looks before a point is called a kink: a steep but smooth function passes them.
FINER_STEPS = ((STEP_BITS, FINE_STEP_BITS), (120, 240), (FINEST_STEP_BITS, 2 * FINEST_STEP_BITS))
_SHRINKS_BY = -20
_SAME = mpmath.ldexp(1, -20)
_EQUAL_WITHIN = -75
# Growth of a slope while its step shrinks, beyond what a smooth function can show.
_GROWS_BY = -20

Kind = Literal["smooth", "kink", "vertical", "outside", "unknown"]


@dataclass(frozen=True, slots=True)
class OneSided:
    """Slopes of the secants on one side, with a coarse step and one finer by a power of two."""

    coarse: Enclosure
    fine: Enclosure
    refinement: int

    @property
    def is_finite(self) -> bool:
        """Whether the function has real values on this side."""
        return self.coarse.is_finite and self.fine.is_finite

    @property
    def is_unknown(self) -> bool:
        """Whether a value on this side was out of reach."""
        return self.coarse.is_unknown or self.fine.is_unknown

    @property
    def grows(self) -> bool:
        """Whether the slope grows as the step shrinks: it then has no finite limit."""
        coarse, fine = abs(self.coarse.center), abs(self.fine.center)
        noise = self.coarse.radius + self.fine.radius
        return bool(fine - coarse > mpmath.ldexp(coarse, _GROWS_BY) + noise)

    @property
    def settles(self) -> bool:
        """Whether both steps see one and the same slope, or one jump: a finer step would see it again."""
        if self.vanishes:
            return True
        coarse, fine = self.coarse.center, self.fine.center
        if not coarse:
            return False
        growth = abs(fine / coarse)
        # A jump of the function makes slopes grow as the step shrinks, one of a derivative by its powers.
        power = max(0, round(float(mpmath.log(growth, 2)) / self.refinement))
        scaled = fine / coarse * mpmath.mpf(2) ** (-power * self.refinement)
        return bool(abs(scaled - 1) <= _SAME)

    @property
    def vanishes(self) -> bool:
        """Whether the slope shrinks with the step: its limit is zero."""
        return bool(abs(self.fine.center) <= mpmath.ldexp(abs(self.coarse.center), _SHRINKS_BY))

    @property
    def limit(self) -> Enclosure:
        """The slope with the fine step, zero or an infinity where the slopes shrink or grow without bound."""
        if self.vanishes:
            return Enclosure(mpmath.mpf(0), self.fine.radius, self.fine.bits, "quotient")
        if not self.grows:
            return self.fine
        infinite = mpmath.mp.inf if mpmath.re(self.fine.center) > 0 else -mpmath.mp.inf
        return Enclosure(infinite, mpmath.mp.inf, self.fine.bits, "quotient")


@dataclass(frozen=True, slots=True)
class Slope:
    """What a function does at one point along one direction.

    Parameters
    ----------
    kind : {"smooth", "kink", "vertical", "outside", "unknown"}
        ``"smooth"``: both one-sided slopes have one common limit. ``"kink"``: two different limits, or
        none. ``"vertical"``: a slope grows without bound, at a vertical tangent or a jump.
        ``"outside"``: no real value at the point or on one of its sides. ``"unknown"``: out of reach.
    left, right : Enclosure
        Slopes of the secants with the finest step used, infinite where they grow without bound.
    central : Enclosure
        Richardson's central quotient; the derivative only where ``kind`` is ``"smooth"``.
    """

    kind: Kind
    left: Enclosure
    right: Enclosure
    central: Enclosure


def one_sided_slopes(
    fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, *, output: int = 0
) -> tuple[OneSided, OneSided]:
    """Return the slopes of the secants to the left and to the right, with steps 2**-60 and 2**-90.

    Parameters and errors are those of :func:`~sympy_torch_bridge.exact.central_slope`.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> left, right = one_sided_slopes(ExactFunction(sympy.Abs(x), [x]), {x: 0}, x)
    >>> float(left.fine), float(right.fine)
    (-1.0, 1.0)
    """
    return _sides(Around(fn, point, (wrt,), output), STEP_BITS, FINE_STEP_BITS)


def _sides(around: Around, coarse: int, fine: int) -> tuple[OneSided, OneSided]:
    left, right = (
        OneSided(around.quotient(side, coarse), around.quotient(side, fine), fine - coarse)
        for side in (LEFT, RIGHT)
    )
    return left, right


def classify(
    fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, *, output: int = 0, kept: Kept | None = None
) -> Slope:
    """Tell whether a function is smooth at a point along ``wrt``, by its values alone.

    A point is smooth if the gap between the left and the right slope shrinks by ``2**20`` or more from
    the coarse to the fine step, or is below ``2**-75`` of the slopes. Before a point is called anything
    else, steps of ``2**-120`` and ``2**-240`` are tried as well, and ``2**-1100`` and ``2**-2200`` if a side
    has neither one slope nor one jump with both.

    Parameters and errors are those of :func:`~sympy_torch_bridge.exact.central_slope`.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> for expr in (x * sympy.Abs(x), sympy.Abs(x), sympy.sqrt(sympy.Abs(x)), sympy.log(x)):
    ...     print(expr, classify(ExactFunction(expr, [x]), {x: 0}, x).kind)
    x*Abs(x) smooth
    Abs(x) kink
    sqrt(Abs(x)) vertical
    log(x) outside
    """
    around = Around(fn, point, (wrt,), output, kept)
    central = extrapolated(around, CENTRAL)
    kind: Kind = "outside"
    for number, steps in enumerate(FINER_STEPS):
        left, right = _sides(around, *steps)
        kind = _kind(left, right)
        if kind in ("smooth", "outside", "unknown") or (number and left.settles and right.settles):
            break
    return Slope(kind, left.limit, right.limit, central)


def is_kink(fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, *, output: int = 0) -> bool:
    """Tell whether a function has real values around a point but no derivative there along ``wrt``.

    Parameters and errors are those of :func:`~sympy_torch_bridge.exact.central_slope`.
    """
    return classify(fn, point, wrt, output=output).kind in ("kink", "vertical")


def _kind(left: OneSided, right: OneSided) -> Kind:
    if left.is_unknown or right.is_unknown:
        return "unknown"
    if not (left.is_finite and right.is_finite):
        return "outside"
    if left.grows or right.grows:
        return "vertical"
    return "smooth" if gap_closes(left, right) else "kink"


def gap_closes(left: OneSided, right: OneSided) -> bool:
    """Whether the slopes of both sides come together while the step shrinks."""
    with working_bits(1024):
        coarse = abs(right.coarse.center - left.coarse.center)
        fine = abs(right.fine.center - left.fine.center)
        size = max(abs(right.fine.center), abs(left.fine.center))
        noise = right.fine.radius + left.fine.radius
    return bool(
        fine <= mpmath.ldexp(coarse, _SHRINKS_BY) or fine <= mpmath.ldexp(size, _EQUAL_WITHIN) + noise
    )
