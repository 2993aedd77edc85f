"""The graph of a function near a point: where it is sampled, its values, its tangent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..calculus.float_range import float_or_none
from ..calculus.limit_place import LimitPlace, limit_place
from ..calculus.limit_result import LimitTable
from ..calculus.limit_table import limit_table
from ..errors import NotDifferentiableError, OptionError

__all__ = ["Graph"]

Floats = NDArray[np.float64]

# The picture of the introductory lesson: 0, 0.1, ... 2.9.
_LESSON = (0.0, 3.0, 0.1)
_HALF_WIDTH = 1.5
_POINTS = 200


@dataclass(frozen=True, slots=True)
class Graph:
    """A function of one variable, the others held fixed, and a point on its graph.

    Parameters
    ----------
    place : LimitPlace
    table : LimitTable
        Its verdict and limit say whether there is a tangent.
    """

    place: LimitPlace
    table: LimitTable

    @classmethod
    def of(cls, f: Any, at: Any, x: Any, subs: Mapping[Any, Any] | None) -> Graph:
        """Read the arguments of a plot function."""
        table = limit_table(f, x, at, subs=subs)
        graph = cls(limit_place(f, x, at, subs), table)
        (value,) = graph.values([graph.at])
        slope = 0.0 if table.limit is None else float_or_none(table.limit)
        if slope is None or not math.isfinite(value):
            remarks = "; ".join([table.conclusion, *table.remarks])
            accepted = ["a point where value and slope are finite in float64, so that they can be drawn"]
            raise OptionError("at", at, accepted=accepted, hint=f"limit_table says: {remarks}")
        return graph

    @property
    def at(self) -> float:
        """The abscissa of the point."""
        return self.place.position

    @property
    def variable(self) -> str:
        """The name of the variable."""
        return self.place.variable

    @property
    def label(self) -> str:
        """``f(x)``, with the name of the variable."""
        return f"f({self.variable})"

    @property
    def formula(self) -> str:
        """``f(x) = ...`` for an expression, the name of a callable otherwise."""
        return f"{self.label} = {self.place.name}" if self.place.expr is not None else self.place.name

    @property
    def slope(self) -> float | None:
        """The slope of the tangent; None where there is none."""
        return None if self.table.limit is None else float(self.table.limit)

    def required_slope(self, hint: str) -> float:
        """Return the slope, or say why there is none."""
        if self.slope is None:
            raise NotDifferentiableError(
                self.place.name, self.place.point, why=self.table.conclusion, hint=f"what to do: {hint}"
            )
        return self.slope

    def values(self, xs: Sequence[float] | Floats) -> Floats:
        """Return the values at abscissas; nan where the function has none, so that a curve is interrupted."""
        values = np.array(self.place.floats.values([float(x) - self.at for x in xs]))
        values[~np.isfinite(values)] = np.nan
        return values

    def abscissas(
        self, x_range: tuple[float, float] | None, n_points: int | None, scale: str = "linear"
    ) -> Floats:
        """Return the places to draw at: those of the lesson by default, else evenly spaced ones."""
        low, high, step = _LESSON
        if x_range is None and n_points is None and low <= self.at <= high and scale == "linear":
            return np.arange(low, high, step)
        low, high = _checked_range(x_range or self._default_range(scale))
        count = _POINTS if n_points is None else n_points
        if not (isinstance(count, int) and count >= 2):
            raise OptionError("n_points", n_points, accepted=["an integer of at least 2"])
        if scale == "log" and low > 0:
            return np.geomspace(low, high, count)
        return np.linspace(low, high, count)

    def _default_range(self, scale: str) -> tuple[float, float]:
        low, high, _ = _LESSON
        if scale == "log" and self.at > 0:
            return self.at / 10, self.at * 10
        return (low, high) if low <= self.at <= high else (self.at - _HALF_WIDTH, self.at + _HALF_WIDTH)


def _checked_range(x_range: tuple[float, float]) -> tuple[float, float]:
    low, high = (float(end) for end in x_range)
    if not (low < high and math.isfinite(low) and math.isfinite(high)):
        raise OptionError("x_range", x_range, accepted=["(low, high), finite, with low < high"])
    return low, high
