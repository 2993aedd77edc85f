"""Slopes of a black box at points: the limits of its own quotients, from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .extrapolation import Limit, extrapolated

__all__ = ["LEVELS", "Slope", "SlopeKind", "slopes"]

SlopeKind = Literal["slope", "kink", "vertical", "jump", "outside", "unsettled"]

# How many steps.
LEVELS = 60
_EPS = 2.0**-52
# A step of fewer last places is no step; the finest that count show the jitter of the values.
_LEAST_ULPS = 16
_JITTER_LEVELS = 8
# Jitter so far above the rounding of the values, and of this share of them, is structure no step resolves.
_WILD_NOISE = 1e3
_WILD_SHARE = 1e-6
# Next to a small coordinate steps begin this much larger, and jitter shows at steps this much smaller.
_REACH = 2.0**30
_STRAIGHT = 2.0**-37
# Differences this far above the noise are differences; over eight halvings those of a slope fall by 256.
_CLEAR = 1e3
_HALVINGS = 8
_FALLS_LIKE_A_SLOPE = 2.0**-7.5
_STAYS = 0.9

Values = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Slope:
    """What the quotients of one function say at one point.

    Parameters
    ----------
    kind : str
        ``slope``; ``kink`` (two one-sided slopes); ``vertical`` (an infinite one); ``jump``;
        ``outside`` (no values on both sides); ``unsettled`` (the quotients tell nothing).
    value, bound : float
        The limit and a bound of its error; nan and infinite if there is none.
    left, right : float
    """

    kind: SlopeKind
    value: float = math.nan
    bound: float = math.inf
    left: float = math.nan
    right: float = math.nan


def slopes(
    values: Values,
    x: Any,
    at: Any,
    noise: Any,
    *,
    eps: float = _EPS,
    rounded: Callable[[Any], Any] = np.asarray,
    levels: int = LEVELS,
) -> list[list[Slope]]:
    """Return the slope of each output at each point along one coordinate.

    Parameters
    ----------
    values : callable
        Maps coordinates of shape ``(n, k)``, ``k`` places for each of the points, to values ``(n, k, m)``;
        nan where there is none.
    x : ndarray, shape (n,)
    at : ndarray, shape (n, m)
        Values at the points themselves.
    noise : ndarray, shape (n, m)
        Measured rounding noise of the values; nan where it is not known, and all the rounding of values
        nearby counts. The jitter of the values counts in any case.
    eps : float
        Rounding unit of the values and the coordinates.
    rounded : callable
        Rounds coordinates to the type of the function.
    levels : int
        How many steps; fewer reach less far towards 0.

    Examples
    --------
    >>> x = np.array([0.0, 2.0])
    >>> found = slopes(lambda t: np.abs(t)[..., None], x, np.abs(x)[:, None], np.zeros((2, 1)))
    >>> [row[0].kind for row in found], found[0][0].left, found[0][0].right
    (['kink', 'slope'], -1.0, 1.0)
    """
    steps = _steps(x, levels)
    shifted = rounded(np.stack([x + steps, x - steps], axis=1))
    computed = values(shifted.reshape(-1, len(x)).T)
    computed = np.moveaxis(computed, 0, 1).reshape(levels, 2, *at.shape)
    # What the addition made of the step is the step.
    offsets = np.broadcast_to((shifted - x)[..., None], computed.shape)
    tiny = np.abs(offsets) < _LEAST_ULPS * eps * np.abs(x)[:, None]
    with np.errstate(all="ignore"):
        computed = np.where(tiny | ~np.isfinite(computed), np.nan, computed)
        differences = computed - at
        noise = np.where(np.isfinite(noise), noise, _rounding_nearby(computed, offsets, eps))
        node_noise = np.maximum(noise, eps / 2 * np.abs(at)) + eps * np.maximum(
            np.abs(computed) - np.abs(at), 0
        )
        jitter = _jitter(offsets, differences)
        largest = np.max(np.where(np.isfinite(computed), np.abs(computed), 0.0), axis=(0, 1))
        is_wild = jitter > np.maximum(
            _WILD_NOISE * np.maximum(noise, eps * np.abs(at)), _WILD_SHARE * largest
        )
    sides = _Sides(offsets, differences, node_noise, jitter, tiny)
    return sides.classified(np.isfinite(at), is_wild)


def _steps(x: Any, levels: int) -> Any:
    """Return falling steps for each point, shape ``(levels, n)``: powers of two keep additions exact.

    Most halve from 1 (or the size of the coordinate); the last are so fine that a smooth function is a
    straight line over them, and show its jitter.
    """
    size = np.where(np.isfinite(x), np.abs(x), 0.0)
    top = np.where(size > 0, np.minimum(np.maximum(1.0, size), size * _REACH), 1.0)
    exponent = np.ceil(np.log2(np.where(top > 0, top, 1.0)))
    coarse = exponent - np.arange(levels - _JITTER_LEVELS)[:, None]
    straight = np.ceil(np.log2(np.where(top > 0, size * _STRAIGHT, 1.0), where=size > 0, out=exponent * 1.0))
    start = np.minimum(coarse[-1] - 1, np.where(size > 0, straight, np.inf))
    return 2.0 ** np.concatenate([coarse, start - np.arange(_JITTER_LEVELS)[:, None]])


def _jitter(offsets: Any, differences: Any) -> Any:
    """Return what the finest differences hold beside a slope, with which they fall like the steps."""
    left = np.abs(differences[:-1] - offsets[:-1] / offsets[1:] * differences[1:]) / 2
    is_seen = np.isfinite(left)
    rank = np.cumsum(is_seen[::-1], axis=0)[::-1]
    return np.max(np.where(is_seen & (rank < _JITTER_LEVELS), left, 0.0), axis=(0, 1))


def _rounding_nearby(computed: Any, offsets: Any, eps: float) -> Any:
    """Return the rounding of the largest value at steps up to 1: code may cancel numbers of that size."""
    is_near = np.isfinite(computed) & (np.abs(offsets) <= 1)
    return eps * np.max(np.where(is_near, np.abs(computed), 0.0), axis=(0, 1))


class _Sides:
    """The quotients at all points from the right, from the left and from both."""

    def __init__(self, offsets: Any, differences: Any, noise: Any, jitter: Any, tiny: Any) -> None:
        levels, _, points, outputs = differences.shape
        self._shape = (points, outputs)
        with np.errstate(all="ignore"):
            quotients = np.where(tiny, np.nan, differences / offsets)
        self._differences, self._noise, self._tiny = differences, noise, tiny
        noise = np.maximum(noise, jitter)
        self.right, self.left = (
            self._limit(offsets[:, side], quotients[:, side], noise[:, side], 1) for side in (0, 1)
        )
        both = (levels * 2, points, outputs)
        self.central = self._limit(offsets.reshape(both), quotients.reshape(both), noise.reshape(both), 2)

    def _limit(self, offsets: Any, quotients: Any, noise: Any, stride: int) -> Limit:
        flat = (len(offsets), -1)
        limit = extrapolated(
            offsets.reshape(flat), quotients.reshape(flat), noise.reshape(flat), stride=stride
        )
        return Limit(limit.value.reshape(self._shape), limit.bound.reshape(self._shape))

    def classified(self, is_inside: Any, is_wild: Any) -> list[list[Slope]]:
        """Return the slopes; where the function is wild below the finest steps, coarse ones tell nothing."""
        points, outputs = self._shape
        found = [[Slope("outside")] * outputs for _ in range(points)]
        for i, j in np.argwhere(is_inside):
            slope = self._slope((i, j))
            is_lost = is_wild[i, j] and slope.kind in ("slope", "kink")
            found[i][j] = Slope("unsettled") if is_lost else slope
        return found

    def _slope(self, place: tuple[int, int]) -> Slope:
        growth = [self._growth(side, place) for side in (0, 1)]
        if None in growth:
            return Slope("outside")
        if "jump" in growth or "vertical" in growth:
            return Slope("jump" if "jump" in growth else "vertical")
        central, left, right = (
            (float(limit.value[place]), float(limit.bound[place]))
            for limit in (self.central, self.left, self.right)
        )
        sides = {"left": left[0], "right": right[0]}
        if abs(right[0] - left[0]) > left[1] + right[1]:
            return Slope("kink", **sides)
        if not all(abs(central[0] - side[0]) <= central[1] + side[1] for side in (left, right)):
            return Slope("unsettled", **sides)
        return Slope("slope", *central, **sides)

    def _growth(self, side: int, place: tuple[int, int]) -> str | None:
        """Return how the differences fall: like a ``slope``, ``vertical``, ``jump``; None without values."""
        usable = ~self._tiny[:, side, place[0], place[1]]
        sizes = np.abs(self._differences[:, side, place[0], place[1]])[usable]
        noise = self._noise[:, side, place[0], place[1]][usable]
        if not np.isfinite(sizes[-3:]).all():
            return None
        clear = np.flatnonzero(np.isfinite(sizes) & (sizes > _CLEAR * noise))
        # Eight halvings in a row, the finest that still show more than noise.
        last = clear[-1] if len(clear) else 0
        if last < _HALVINGS or not sizes[last - _HALVINGS] > 0:
            return "slope"
        ratio = sizes[last] / sizes[last - _HALVINGS]
        if ratio > _STAYS and last == len(sizes) - 1:
            return "jump"
        is_steep = ratio > _FALLS_LIKE_A_SLOPE and self._is_steady(sizes, last)
        return "vertical" if is_steep else "slope"

    @staticmethod
    def _is_steady(sizes: Any, last: int) -> bool:
        """Tell whether two spans of eight halvings fall alike: a power, not the end of a curve."""
        if last < 2 * _HALVINGS:
            return False
        first, middle = sizes[last - 2 * _HALVINGS], sizes[last - _HALVINGS]
        return bool(middle > _FALLS_LIKE_A_SLOPE * first)
