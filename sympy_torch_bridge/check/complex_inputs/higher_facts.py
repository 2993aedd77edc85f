"""What is true of a higher derivative by complex variables at one point: quotients along both axes.

``f''`` is the limit of second differences along the real direction, minus that along the imaginary one,
and ``-I`` times the mixed one. All of them are needed: the first two agree for ``conjugate(z)**3`` as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ...exact import Enclosure, ExactFunction, Expected, central_derivative, classify_derivative
from ..judge import judge_enclosure, negligible_slope, number_of
from ..reference import Fact, Kind
from .facts import NOWHERE, times, turned, worst

__all__ = ["Way", "higher_fact", "ways_of"]

# What a derivative along the imaginary direction is multiplied by, once for each time.
_TURNS = (1, -1j, -1, 1j)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the derivative: the real inputs to differentiate by, so many of them imaginary parts."""

    directions: tuple[Any, ...]
    n_imaginary: int

    def turned(self, value: Enclosure) -> Enclosure:
        """Return the complex derivative that a derivative along the directions stands for."""
        return times(value, _TURNS[self.n_imaginary % 4])

    @property
    def back(self) -> complex:
        """What a complex derivative is multiplied by to give the one along the directions."""
        return _TURNS[-self.n_imaginary % 4]


def ways_of(symbols: Sequence[Any], pairs: Mapping[Any, tuple[Any, Any]]) -> tuple[Way, ...]:
    """Return all ways to a derivative, the one along real directions alone first, the opposite one last.

    Examples
    --------
    >>> import sympy
    >>> z, a, b, t = sympy.symbols("z a b t")
    >>> [way.directions for way in ways_of([z, t, z], {z: (a, b)})]
    [(a, a, t), (a, b, t), (b, b, t)]
    """
    choices = []
    for symbol, count in Counter(symbols).items():
        if symbol in pairs:
            real, imag = pairs[symbol]
            choices.append([((real,) * (count - n) + (imag,) * n, n) for n in range(count + 1)])
        else:
            choices.append([((symbol,) * count, 0)])
    return tuple(
        Way(tuple(part for parts, _ in chosen for part in parts), sum(n for _, n in chosen))
        for chosen in product(*choices)
    )


def higher_fact(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    ways: Sequence[Way],
    output: int,
    symbolic: Enclosure | None,
    scale: float,
    *,
    below: Kind,
    is_plain: bool,
) -> Fact:
    """Judge SymPy's derivative by the quotients of all ways.

    Parameters
    ----------
    fn : ExactFunction
        The functions.
    point : mapping of Symbol to number
        Of the real inputs.
    ways : sequence of Way
    output : int
    symbolic : Enclosure or None
        SymPy's derivative.
    scale : float
    below : {"smooth", "kink", "vertical", "outside", "unknown"}
        What the function is at the point by its first derivatives: with none it has no second one.
    is_plain : bool
        Whether central quotients along the real and the imaginary direction may do where SymPy's derivative
        agrees with both.
    """
    own = math.nan if symbolic is None else number_of(symbolic)
    if below != "smooth":
        return Fact(below, NOWHERE, scale, None, own)
    is_known = symbolic is not None and symbolic.is_finite
    if is_plain and is_known:
        assert symbolic is not None
        expected = Expected(symbolic, negligible_slope(scale))
        limits = [_central(fn, point, way, output, expected) for way in dict.fromkeys((ways[0], ways[-1]))]
        judged = [judge_enclosure(symbolic, limit, None, 0.0, scale) for limit in limits if limit.is_finite]
        if len(judged) == len(limits) and all(judgement.verdict == "PASS" for judgement in judged):
            return Fact("smooth", symbolic, scale, judged[0], own, number_of(limits[0]))
    seen = [classify_derivative(fn, point, way.directions, output=output) for way in ways]
    kind = worst(slope.kind for slope in seen)
    limits = [way.turned(slope.central) for way, slope in zip(ways, seen, strict=True)]
    if kind == "smooth" and not all(_agree(limits[0], limit, scale) for limit in limits[1:]):
        kind = "kink"
    if kind != "smooth":
        return Fact(kind, NOWHERE, scale, None, own)
    limit = limits[0]
    if not is_known:
        return Fact("smooth", limit, scale, None, math.nan, number_of(limit))
    assert symbolic is not None
    judgement = judge_enclosure(symbolic, limit, None, 0.0, scale)
    exact = symbolic if judgement.verdict != "FAIL" else limit
    return Fact("smooth", exact, scale, judgement, own, number_of(limit))


def _central(
    fn: ExactFunction, point: Mapping[Any, Any], way: Way, output: int, expected: Expected
) -> Enclosure:
    along = turned(expected, way.back)
    return way.turned(central_derivative(fn, point, way.directions, output=output, expected=along))


def _agree(first: Enclosure, second: Enclosure, scale: float) -> bool:
    return judge_enclosure(first, second, None, 0.0, scale).verdict == "PASS"
