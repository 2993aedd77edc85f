"""Derivatives as limits of difference quotients in high precision: no derivative rule is involved.

The slopes here are the witness that judges the symbolic derivative, and they tell smooth points from
kinks, vertical tangents and edges of the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ..working_precision import working_bits
from .enclosure import Enclosure
from .expected import AGREED_BITS, Expected
from .function import ExactFunction
from .stencil import CENTRAL, CURVATURE, LEFT, MIXED, RIGHT, Around, Kept, Stencil

__all__ = [
    "OneSided",
    "Slope",
    "central_curvature",
    "central_slope",
    "classify",
    "is_kink",
    "one_sided_slopes",
]

_STEP_BITS = 60
_FINE_STEP_BITS = 90
# Far finer looks before a point is called a kink: a steep but smooth function passes them. The last is finer
# than all that doubles can write: sin(1e300*x) is smooth on its scale.
_FINEST_STEP_BITS = 1100
FINER_STEPS = ((_STEP_BITS, _FINE_STEP_BITS), (120, 240), (_FINEST_STEP_BITS, 2 * _FINEST_STEP_BITS))
_CENTRAL_STEPS = (_STEP_BITS, 120, 240, _FINEST_STEP_BITS)
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


def central_slope(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    wrt: Any,
    *,
    output: int = 0,
    kept: Kept | None = None,
    expected: Expected | None = None,
) -> Enclosure:
    """Return the derivative as a central difference quotient with one Richardson step.

    The step is ``2**-60`` of the point's own scale, the values are enclosed to 500 bits and more. The
    radius adds to the proved error of the values four times the distance between the extrapolated and the
    plain quotient, far more than the truncation error of a function that is smooth on the scale of the
    step. Where the two do not agree to 60 bits, steps of ``2**-120``, ``2**-240`` and ``2**-1100`` follow.

    Parameters
    ----------
    fn : ExactFunction
    point : mapping of Symbol to number
    wrt : Symbol, or mapping of Symbol to component
        Variable or direction.
    output : int
        Which output of ``fn``.
    kept : dict, optional
        Empty at first: further quotients at the same point share the values in it.
    expected : Expected, optional
        The derivative as another route has it. A single quotient, with a step of ``2**-90``, is returned if
        it has 60 bits in common with this: then the step is small on the scale of the function. The radius
        adds four times the distance between the two.

    Returns
    -------
    Enclosure
        With ``method == "quotient"``; not finite where a value is not.

    Raises
    ------
    UnknownSymbolError
        ``wrt`` is not an input of ``fn``.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> slope = central_slope(ExactFunction(sympy.exp(x), [x]), {x: 1}, x)
    >>> with mpmath.workdps(50):
    ...     bool(abs(slope.center - mpmath.e) < mpmath.mpf(10) ** -36)
    True
    """
    return extrapolated(Around(fn, point, (wrt,), output, kept), CENTRAL, expected)


def central_curvature(
    fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, other: Any = None, *, output: int = 0
) -> Enclosure:
    """Return a second derivative, along ``wrt`` twice or along ``wrt`` and ``other``.

    Parameters and errors are those of :func:`central_slope`.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> fn = ExactFunction(x**3 * y**2, [x, y])
    >>> float(central_curvature(fn, {x: 2, y: 3}, x)), float(central_curvature(fn, {x: 2, y: 3}, x, y))
    (108.0, 72.0)
    """
    if other is None or other == wrt:
        return extrapolated(Around(fn, point, (wrt,), output), CURVATURE)
    return extrapolated(Around(fn, point, (wrt, other), output), MIXED)


def extrapolated(around: Around, stencil: Stencil, expected: Expected | None = None) -> Enclosure:
    """Extrapolate a quotient with the first step that is small on the scale of the function.

    A single quotient does where it gives what is expected.
    """
    if expected is not None:
        single = expected.met_by(around.quotient(stencil, _FINE_STEP_BITS))
        if single is not None:
            return single
    for step_bits in _CENTRAL_STEPS:
        slope = _richardson(around, stencil, step_bits)
        if slope.relative_bits >= AGREED_BITS or not slope.is_finite:
            break
    return slope


def _richardson(around: Around, stencil: Stencil, step_bits: int) -> Enclosure:
    """Remove the error of order ``h**2`` by a second quotient with half the step."""
    whole = around.quotient(stencil, step_bits)
    half = around.quotient(stencil, step_bits + 1)
    bits = max(whole.bits, half.bits)
    if whole.is_unknown or half.is_unknown:
        return Enclosure.unknown(bits)
    if not (whole.is_finite and half.is_finite):
        return Enclosure(mpmath.mp.nan, mpmath.mp.inf, bits, "quotient")
    with working_bits(2 * bits):
        center = (4 * half.center - whole.center) / 3
        radius = (4 * half.radius + whole.radius) / 3 + 4 * abs(center - half.center)
        return Enclosure(center, radius + mpmath.ldexp(abs(center), 4 - 2 * bits), bits, "quotient")


def one_sided_slopes(
    fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, *, output: int = 0
) -> tuple[OneSided, OneSided]:
    """Return the slopes of the secants to the left and to the right, with steps 2**-60 and 2**-90.

    Parameters and errors are those of :func:`central_slope`.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> left, right = one_sided_slopes(ExactFunction(sympy.Abs(x), [x]), {x: 0}, x)
    >>> float(left.fine), float(right.fine)
    (-1.0, 1.0)
    """
    return _sides(Around(fn, point, (wrt,), output), _STEP_BITS, _FINE_STEP_BITS)


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

    Parameters and errors are those of :func:`central_slope`.

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

    Parameters and errors are those of :func:`central_slope`.
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
    with working_bits(1024):
        coarse = abs(right.coarse.center - left.coarse.center)
        fine = abs(right.fine.center - left.fine.center)
        size = max(abs(right.fine.center), abs(left.fine.center))
        noise = right.fine.radius + left.fine.radius
    return bool(
        fine <= mpmath.ldexp(coarse, _SHRINKS_BY) or fine <= mpmath.ldexp(size, _EQUAL_WITHIN) + noise
    )
