"""A function along a line through a point: ``t -> f(point + t * direction)``, in float64 and exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import torch

from ..exact import Enclosure, ExactFunction
from ..working_precision import working_bits
from .autograd import check_pointwise, repeated_gradient
from .quotient_stencil import QuotientStencil, stencil

__all__ = ["ExactLine", "FloatLine"]

# Zero has no scale of its own: a step well below the scale of ordinary functions.
_SCALE_AT_ZERO = -20
_MAX_BITS = 8192
_GUARD_BITS = 256
# Correct bits asked of a quotient, and how far below its natural size it may be lost in its error.
_WANTED_BITS = 80
_LOST_BITS = 100
# Values that are distinct and still all fit a narrow type: with this many it is no accident.
_GENERIC_VALUES = 4
_NARROW = (torch.float32, torch.float16, torch.bfloat16)


class FloatLine:
    """Values in float64 through torch.

    Parameters
    ----------
    fn : callable
        Pointwise in as many tensors as ``point`` has numbers.
    point, direction : sequence of float
    """

    def __init__(self, fn: Callable[..., Any], point: Sequence[float], direction: Sequence[float]) -> None:
        self.fn = fn
        self.point = tuple(point)
        self.direction = tuple(direction)

    def values(self, offsets: Sequence[float]) -> list[float]:
        """Return the values at several offsets, from one call."""
        with torch.no_grad():
            offset = torch.tensor(offsets, dtype=torch.float64)
            output = check_pointwise(self.fn(*self._places(offset)), offset.shape)
            return [float(v) for v in output.double().tolist()]

    def derivative(self, order: int) -> float:
        """Return the derivative along the line at the point, by torch's reverse mode."""
        start = torch.zeros(1, dtype=torch.float64)
        return float(repeated_gradient(lambda t: self.fn(*self._places(t)), start, order))

    def _places(self, offset: torch.Tensor) -> list[torch.Tensor]:
        return [
            x + offset * d if d else torch.full_like(offset, x)
            for x, d in zip(self.point, self.direction, strict=True)
        ]

    def samples(self, rule: QuotientStencil, steps: Sequence[float]) -> list[list[float]]:
        """Return, for each step, the values that its difference quotient combines."""
        multiples = rule.multiples
        flat = self.values([m * h for h in steps for m in multiples])
        width = len(multiples)
        return [flat[i : i + width] for i in range(0, len(flat), width)]

    def quotients(self, kind: str, order: int, steps: Sequence[float]) -> list[float]:
        """Return the float64 difference quotients with several steps."""
        if kind == "richardson":
            # Written as the extrapolation it is: for a symmetric kink both quotients are exactly 0.
            whole = self.quotients("central", order, steps)
            half = self.quotients("central", order, [h / 2 for h in steps])
            return [(4 * fine - coarse) / 3 for fine, coarse in zip(half, whole, strict=True)]
        rule = stencil(kind, order)
        return [rule.of_floats(v, h) for v, h in zip(self.samples(rule, steps), steps, strict=True)]

    @property
    def resolution(self) -> float:
        """The unit roundoff of the values: that of the narrowest type which holds values at generic points.

        A callable that computes in float32 gives doubles with float32 digits.
        """
        offsets = [self.scale * 0.01 * ((0.618034 * k) % 1.0) for k in range(1, 10)]
        seen = {v for v in self.values(offsets) if math.isfinite(v) and v}
        if len(seen) < _GENERIC_VALUES:
            return torch.finfo(torch.float64).eps
        generic = torch.tensor(sorted(seen), dtype=torch.float64)
        narrow = [t for t in _NARROW if torch.equal(generic.to(t).double(), generic)]
        return max((torch.finfo(t).eps for t in narrow), default=torch.finfo(torch.float64).eps)

    @property
    def scale(self) -> float:
        """The size of the coordinates that move, over the size of the direction; 1 at zero."""
        pairs = [(abs(x), abs(d)) for x, d in zip(self.point, self.direction, strict=True) if d]
        return min((x or 1.0) / d for x, d in pairs)


class ExactLine:
    """Values enclosed in high precision, at exact rational offsets.

    Parameters
    ----------
    fn : ExactFunction
        Of one output.
    point, direction : mapping of Symbol to Fraction
        A symbol without a component stands still.
    """

    def __init__(
        self, fn: ExactFunction, point: Mapping[Any, Fraction], direction: Mapping[Any, Fraction]
    ) -> None:
        self._fn = fn
        self._point = dict(point)
        self._direction = {symbol: d for symbol, d in direction.items() if d and symbol in fn.inputs}
        self._values: dict[tuple[Fraction, int], Enclosure] = {}
        self._exponent = min(map(self._exponent_of, self._direction), default=_SCALE_AT_ZERO)

    def _exponent_of(self, symbol: Any) -> int:
        place = self._point[symbol]
        own = _binary_exponent(place) if place else _SCALE_AT_ZERO
        return own - _binary_exponent(self._direction[symbol])

    def step(self, bits: int) -> Fraction:
        """Return ``2**-bits`` of the point's own scale."""
        return Fraction(2) ** (self._exponent - bits)

    def value(self, offset: Fraction, bits: int) -> Enclosure:
        """Enclose the value at an offset with a working precision of ``bits``."""
        key = (offset, bits)
        if key not in self._values:
            place = {s: x + offset * self._direction.get(s, 0) for s, x in self._point.items()}
            self._values[key] = self._fn.at_precision(place, bits)[0]
        return self._values[key]

    def at_point(self) -> Enclosure:
        """Enclose the value at the point itself."""
        return self._fn(self._point)[0]

    def quotient(self, rule: QuotientStencil, h: Fraction) -> Enclosure:
        """Enclose a difference quotient; the precision grows until cancellation has left 80 correct bits."""
        lost = rule.order * max(0, -_binary_exponent(h)) + 2 * abs(self._exponent)
        bits = min(_MAX_BITS, _GUARD_BITS + lost)
        while True:
            center, radius, size = self._combined(rule, h, bits)
            natural = mpmath.ldexp(size, -_LOST_BITS) * _mpf(h / self.step(0)) ** rule.order
            settled = radius <= mpmath.ldexp(abs(center), -_WANTED_BITS) or radius <= natural
            if settled or bits >= _MAX_BITS or (not mpmath.isfinite(center) and bits >= 1024):
                return Enclosure(center, radius, bits, "quotient")
            bits = min(2 * bits, _MAX_BITS)

    def _combined(self, rule: QuotientStencil, h: Fraction, bits: int) -> tuple[Any, Any, Any]:
        """Return the quotient, the bound of its error, and the size of its largest term."""
        values = [self.value(multiple * h, bits) for multiple, _ in rule.terms]
        if not all(value.is_finite for value in values):
            return mpmath.mp.nan, mpmath.mp.inf, mpmath.mp.inf
        with working_bits(2 * bits):
            divisor = _mpf(h) ** rule.order
            weights = [_mpf(weight) for _, weight in rule.terms]
            center = mpmath.fsum(w * v.center for w, v in zip(weights, values, strict=True)) / divisor
            radius = mpmath.fsum(abs(w) * v.radius for w, v in zip(weights, values, strict=True)) / divisor
            size = max(abs(w * v.center) for w, v in zip(weights, values, strict=True)) / divisor
            # Weights such as 1/6, and the step itself, are rounded to the working precision.
            return center, radius + mpmath.ldexp(size, 4 - 2 * bits), size


def _mpf(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def _binary_exponent(value: Fraction) -> int:
    return value.numerator.bit_length() - value.denominator.bit_length()
