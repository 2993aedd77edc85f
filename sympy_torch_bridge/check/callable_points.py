"""The points at which torch code is checked: the user's, or drawn ones with values on the way of no step."""

from __future__ import annotations

import math

import sympy
import torch
from torch import Tensor

from .box import Box, box_of, refuse_outside
from .callable_question import BlackBox
from .points import given_points, rounded
from .real_values import real_values
from .sample import Point, draw
from .special_places import SpecialPlaces

__all__ = ["points_of"]

# Coordinates of so many binary digits leave room for the step: x + h is exact.
_COORDINATE_BITS = 24
# Exponent of ten: beyond it right code overflows on its way, and nothing tells where.
_LARGEST = 1.0


def points_of(box: BlackBox) -> tuple[list[Point], Box | None]:
    """Return the points of a check, and the region that no step may leave if the user gave one.

    Parameters
    ----------
    box : BlackBox

    Raises
    ------
    InputTypeError, MissingInputError, OptionError
        The points or the domain cannot be used.
    """
    options, inputs = box.options, box.question.inputs
    region = box_of(options.domain, inputs)
    given = region if options.domain else None
    if options.points is not None:
        points = given_points(options.points, inputs, options.dtype)
        refuse_outside(points, region)
        return points, given
    # What the code does is not known; that it may do something at zeros of its inputs is.
    places = SpecialPlaces([sympy.Add(*inputs)], inputs, region, {})
    found = draw(region, options.n_points, options.seed, _Judge(box, region), places, _LARGEST)
    points = [rounded(_coarse(point, region), options.dtype) for point in found.points]
    return list({tuple(point.values()): point for point in points}.values()), given


class _Judge:
    """Accepts points at which the function has finite values."""

    def __init__(self, box: BlackBox, region: Box) -> None:
        self._box = box
        self._region = region
        precision = box.options.precision
        self._limits = precision.tiny ** (1 / 3), precision.largest ** (1 / 3)

    def is_inside(self, point: Point) -> bool:
        """Tell whether all values are finite."""
        return bool(torch.isfinite(self._values(point)).all())

    def is_moderate(self, point: Point) -> bool:
        """Tell whether all values keep well inside the range of the floating type."""
        smallest, largest = self._limits
        sizes = self._values(point).abs()
        return bool(((sizes == 0) | ((sizes > smallest) & (sizes < largest))).all())

    def _values(self, point: Point) -> Tensor:
        dtype = self._box.options.dtype
        coarse = _coarse(point, self._region)
        tensors = [torch.tensor([coarse[symbol]], dtype=dtype) for symbol in self._box.question.inputs]
        with torch.no_grad():
            return real_values(self._box.value(*tensors))


def _coarse(point: Point, region: Box) -> Point:
    """Round a point to few digits, where that stays in the region."""
    short = {}
    for symbol, value in point.items():
        mantissa, exponent = math.frexp(value)
        near = math.ldexp(round(math.ldexp(mantissa, _COORDINATE_BITS)), exponent - _COORDINATE_BITS)
        short[symbol] = near if region.intervals[symbol].contains(near) else value
    return short
