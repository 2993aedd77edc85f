"""Intervals of the real line: the domain of a function belongs to the function, not to its test.

An :class:`Interval` knows whether it contains a number and draws numbers from itself: both
magnitudes and signs, never an excluded end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = [
    "NONNEGATIVE",
    "OPEN_UNIT",
    "POSITIVE",
    "REAL",
    "SYMMETRIC_OPEN_UNIT",
    "Interval",
    "assumed_interval",
]

# Unbounded sides are sampled up to this magnitude: large enough to leave the neighbourhood of
# zero, small enough that exp and cosh of the sample stay finite in float32.
_REACH = 8.0


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of real numbers, open or closed at each end.

    Parameters
    ----------
    lower, upper : float
        Ends, ``lower < upper``; infinite ends are always open.
    lower_open, upper_open : bool
        Whether the end itself is excluded.

    Raises
    ------
    ValueError
        The interval is empty or an end is nan.

    Examples
    --------
    >>> positive = Interval(0, float("inf"), lower_open=True)
    >>> print(positive)
    (0, oo)
    >>> positive.contains(0.0), positive.contains(1e-300)
    (False, True)
    """

    lower: float = -math.inf
    upper: float = math.inf
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if not self.lower < self.upper:
            raise ValueError(f"an interval needs lower < upper; got lower={self.lower}, upper={self.upper}")

    def contains(self, x: float) -> bool:
        """Tell whether ``x`` lies in the interval; nan and infinities do not."""
        above = self.lower < x if self.lower_open else self.lower <= x
        below = x < self.upper if self.upper_open else x <= self.upper
        return above and below and math.isfinite(x)

    def intersection(self, other: Interval) -> Interval | None:
        """Return the numbers that lie in both intervals, None if there are none or a single one.

        Examples
        --------
        >>> print(Interval(-1, 1).intersection(POSITIVE), Interval(-1, 0).intersection(POSITIVE))
        (0, 1] None
        """
        lower, upper = max(self.lower, other.lower), min(self.upper, other.upper)
        if not lower < upper:
            return None
        both = (self, other)
        return Interval(
            lower,
            upper,
            lower_open=any(one.lower_open for one in both if one.lower == lower),
            upper_open=any(one.upper_open for one in both if one.upper == upper),
        )

    def sample(self, rng: Generator, n: int) -> list[float]:
        """Draw ``n`` numbers, one from each of ``n`` equal strata, in random order.

        Stratified draws (a Latin hypercube when several variables are drawn) reach every part
        of the interval. An unbounded side is cut at a distance of 8 from the finite end, or from 0.
        """
        low, high = self._window()
        margin = (high - low) * 1e-3
        low += margin if self.lower_open else 0.0
        high -= margin if self.upper_open else 0.0
        position = (rng.permutation(n) + rng.random(n)) / n
        return [float(low + (high - low) * p) for p in position]

    def _window(self) -> tuple[float, float]:
        low = self.lower if math.isfinite(self.lower) else min(-_REACH, self.upper - _REACH)
        high = self.upper if math.isfinite(self.upper) else max(_REACH, self.lower + _REACH)
        return low, high

    def __str__(self) -> str:
        left = "(" if self.lower_open or self.lower == -math.inf else "["
        right = ")" if self.upper_open or self.upper == math.inf else "]"
        return f"{left}{_bound(self.lower)}, {_bound(self.upper)}{right}"


def _bound(value: float) -> str:
    if math.isinf(value):
        return "oo" if value > 0 else "-oo"
    return f"{value:g}"


REAL = Interval()
POSITIVE = Interval(0.0, lower_open=True)
NONNEGATIVE = Interval(0.0)
OPEN_UNIT = Interval(0.0, 1.0, lower_open=True, upper_open=True)
SYMMETRIC_OPEN_UNIT = Interval(-1.0, 1.0, lower_open=True, upper_open=True)
_ASSUMPTIONS = (
    ("is_positive", POSITIVE),
    ("is_negative", Interval(-math.inf, 0.0, upper_open=True)),
    ("is_nonnegative", NONNEGATIVE),
    ("is_nonpositive", Interval(-math.inf, 0.0)),
)


def assumed_interval(symbol: Any) -> Interval:
    """Return the interval that the assumptions of a SymPy symbol allow.

    Examples
    --------
    >>> import sympy
    >>> print(assumed_interval(sympy.Symbol("x", positive=True)), assumed_interval(sympy.Symbol("x")))
    (0, oo) (-oo, oo)
    """
    return next((interval for name, interval in _ASSUMPTIONS if getattr(symbol, name)), REAL)
