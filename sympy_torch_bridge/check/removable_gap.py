"""Gaps that the limit of a formula fills, as that of ``sin(x)/x`` at 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..exact import Enclosure
from ..exact.number import exact_rational

__all__ = ["GAP_OF_CLAIM", "GAP_OF_FORMULA", "is_removable_gap"]

GAP_OF_CLAIM = "the claim has a gap that its limit fills"
GAP_OF_FORMULA = "the formula has a gap at this point"

# How near the points beside a gap are, and how far a smooth formula can change on the way.
_STEPS = 2**60
_SAME = 2.0**-20


def is_removable_gap(
    value_at: Callable[[Mapping[Any, Any]], Enclosure],
    point: Mapping[Any, Any],
    inputs: Sequence[Any],
    exact: Enclosure,
    scale: float,
) -> bool:
    """Tell whether a claim is right on both sides of a point where it has no value.

    Such a point says as little about the formula as one outside the domain.

    Parameters
    ----------
    value_at : callable
        The claim at a point.
    point : mapping of Symbol to number
    inputs : sequence of Symbol
        Real inputs, along one of which there have to be two such sides.
    exact : Enclosure
        The derivative.
    scale : float
        What a derivative of zero is measured by.

    Examples
    --------
    >>> import sympy
    >>> from ..exact import ExactFunction
    >>> x = sympy.Symbol("x")
    >>> claim = ExactFunction([sympy.sin(x) / x], [x])
    >>> one = Enclosure(1, 0, 53, "ball")
    >>> is_removable_gap(lambda point: claim(point)[0], {x: 0}, [x], one, 1.0)
    True
    """
    allowed = _SAME * max(abs(exact.center), scale)

    def is_right(beside: Mapping[Any, Any]) -> bool:
        value = value_at(beside)
        return value.is_finite and bool(abs(value.center - exact.center) <= allowed)

    pairs = (_beside(point, symbol) for symbol in inputs)
    return any(is_right(left) and is_right(right) for left, right in pairs)


def _beside(point: Mapping[Any, Any], symbol: Any) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """Return the points on both sides along one coordinate, near on its own scale."""
    place = exact_rational(point[symbol]) or Fraction(0)
    step = (abs(place) or Fraction(1)) / _STEPS
    return {**point, symbol: place - step}, {**point, symbol: place + step}
