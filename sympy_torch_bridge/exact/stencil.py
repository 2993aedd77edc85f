"""Weighted sums of values around a point, over powers of an exact step.

Points are shifted in exact rational arithmetic by powers of two, so that no rounding enters but that of
the values, and the values carry their own error bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from ..errors import UnknownSymbolError
from ..working_precision import working_bits
from .enclosure import Enclosure
from .function import ExactFunction
from .number import binary_exponent, exact_rational, power_of_two

__all__ = ["CENTRAL", "CURVATURE", "LEFT", "MIXED", "RIGHT", "Around", "Kept", "Stencil"]

Direction = dict[Any, Fraction]
# Along what, how many steps of which size, and the precision: the values of all outputs.
Kept = dict[tuple[Any, ...], tuple[Enclosure, ...]]

_ONE = Fraction(1)
# Zero has no scale of its own: a step well below the scale of ordinary functions.
_SCALE_AT_ZERO = -20
_MAX_BITS = 8192
# Correct bits asked of a quotient, and how far below its natural size it may be lost in its error.
_WANTED_BITS = 80
_LOST_BITS = 100


@dataclass(frozen=True, slots=True)
class Stencil:
    """A difference quotient: ``sum(weight * f(point + multiples * steps)) / (divisor * steps**orders)``."""

    terms: tuple[tuple[int, tuple[int, ...]], ...]
    divisor: int
    orders: tuple[int, ...]

    @property
    def order(self) -> int:
        """Order of the derivative that the quotient tends to."""
        return sum(self.orders)


CENTRAL = Stencil(((1, (1,)), (-1, (-1,))), 2, (1,))
RIGHT = Stencil(((1, (1,)), (-1, (0,))), 1, (1,))
LEFT = Stencil(((1, (0,)), (-1, (-1,))), 1, (1,))
CURVATURE = Stencil(((1, (1,)), (-2, (0,)), (1, (-1,))), 1, (2,))
MIXED = Stencil(((1, (1, 1)), (-1, (1, -1)), (-1, (-1, 1)), (1, (-1, -1))), 4, (1, 1))


class Around:
    """The surroundings of a point: one output of a function along one or two directions.

    Parameters
    ----------
    fn : ExactFunction
    point : mapping of Symbol to number
    directions : Symbol, or mapping of Symbol to component
    output : int
        Which output of ``fn``.
    kept : dict, optional
        The values of all outputs around this point, filled and read: quotients of other outputs share them.

    Raises
    ------
    UnknownSymbolError
        A direction has a component along a symbol that is not an input.
    """

    def __init__(
        self,
        fn: ExactFunction,
        point: Mapping[Any, Any],
        directions: tuple[Any, ...],
        output: int,
        kept: Kept | None = None,
    ) -> None:
        self._fn = fn
        self._output = output
        self._point = fn.exact_point(point)
        self._directions = [_direction(fn, wrt) for wrt in directions]
        self._exponents = [self._exponent(direction) for direction in self._directions]
        self._kept: Kept = {} if kept is None else kept
        # Whole numbers are hashed in a fraction of the time that a Fraction takes.
        self._along = tuple(
            tuple((symbol, c.numerator, c.denominator) for symbol, c in direction.items())
            for direction in self._directions
        )

    def _exponent(self, direction: Direction) -> int:
        """Return the binary exponent of the scale of a step along a direction."""
        scales = []
        for symbol, component in direction.items():
            place = self._point[symbol]
            exponent = binary_exponent(place) if place else _SCALE_AT_ZERO
            scales.append(exponent - binary_exponent(component))
        return min(scales)

    def quotient(self, stencil: Stencil, step_bits: int) -> Enclosure:
        """Return a difference quotient with step ``2**-step_bits`` times the scale of the point.

        The working precision grows until the quotient has 80 correct bits, or is lost 100 bits below
        the size of the values over the scale of the point: then it is taken to be zero.
        """
        loss = stencil.order * (step_bits + sum(map(abs, self._exponents))) + sum(map(abs, self._exponents))
        bits = min(_MAX_BITS, 256 + 2 * loss)
        while True:
            values = [self._value(multiples, step_bits, bits) for _, multiples in stencil.terms]
            if any(value.is_unknown for value in values):
                return Enclosure.unknown(bits)
            center, radius, size = self._combined(stencil, step_bits, bits, values)
            natural = mpmath.ldexp(size, -stencil.order * step_bits - _LOST_BITS)
            accurate = radius <= mpmath.ldexp(abs(center), -_WANTED_BITS) or radius <= natural
            if accurate or bits >= _MAX_BITS or (not mpmath.isfinite(center) and bits >= 1024):
                return Enclosure(center, radius, bits, "quotient")
            bits = min(2 * bits, _MAX_BITS)

    def _combined(
        self, stencil: Stencil, step_bits: int, bits: int, values: Sequence[Enclosure]
    ) -> tuple[Any, Any, Any]:
        """Return the quotient, the bound of its error, and the largest value over the same divisor."""
        if not all(value.is_finite for value in values):
            return mpmath.mp.nan, mpmath.mp.inf, mpmath.mp.inf
        with working_bits(2 * bits):
            divisor = mpmath.ldexp(mpmath.mpf(stencil.divisor), self._divisor_exponent(stencil, step_bits))
            weights = [weight for weight, _ in stencil.terms]
            center = mpmath.fsum(w * v.center for w, v in zip(weights, values, strict=True)) / divisor
            radius = mpmath.fsum(abs(w) * v.radius for w, v in zip(weights, values, strict=True)) / divisor
            rounding = mpmath.ldexp(abs(center), 4 - 2 * bits)
            return center, radius + rounding, max(abs(v.center) for v in values) / divisor

    def _divisor_exponent(self, stencil: Stencil, step_bits: int) -> int:
        pairs = zip(self._exponents, stencil.orders, strict=True)
        return sum(order * (exponent - step_bits) for exponent, order in pairs)

    def _value(self, multiples: tuple[int, ...], step_bits: int, bits: int) -> Enclosure:
        key = (self._along, multiples, step_bits, bits) if any(multiples) else ((), (), 0, bits)
        if key not in self._kept:
            self._kept[key] = self._fn.at_precision(self._shifted(multiples, step_bits), bits)
        return self._kept[key][self._output]

    def _shifted(self, multiples: tuple[int, ...], step_bits: int) -> dict[Any, Fraction | None]:
        place = dict(self._point)
        for multiple, direction, exponent in zip(multiples, self._directions, self._exponents, strict=True):
            step = multiple * power_of_two(exponent - step_bits)
            for symbol, component in direction.items():
                here = place[symbol]
                place[symbol] = None if here is None else here + step * component
        return place


def _direction(fn: ExactFunction, wrt: Any) -> Direction:
    components = wrt if isinstance(wrt, Mapping) else {wrt: 1}
    direction: Direction = {}
    for symbol, component in components.items():
        if symbol not in fn.inputs:
            raise UnknownSymbolError(
                str(symbol), [str(s) for s in fn.inputs], where="the direction of a difference quotient"
            )
        exact = _ONE if component == 1 else exact_rational(component, f"component along {symbol}")
        if exact:
            direction[symbol] = exact
    if not direction:
        raise UnknownSymbolError(
            "(none)", [str(s) for s in fn.inputs], where="a direction without components"
        )
    return direction
