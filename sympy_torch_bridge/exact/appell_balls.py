"""Balls around Appell's function F1: a series in the unit square, and a transformation that leads there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import sympy
from flint import arb, arb_poly

from .effort import OutOfReach, spend

__all__ = ["APPELL"]

# Next to the singular lines the series is too slow: no ball is given there.
_MAX_TERMS = 3000


def appell_f1(a: Any, b1: Any, b2: Any, c: Any, x: Any, y: Any) -> Any:
    """Enclose F1 for real arguments below 1."""
    if x >= 1 or y >= 1 or not all(ball.is_finite() for ball in (a, b1, b2, c, x, y)):
        return arb.nan()
    if not (x < 1 and y < 1):
        return None
    if x >= 0 and y >= 0:
        return _series(a, b1, b2, c, x, y)
    # The smaller argument z becomes z/(z - 1), the other one (z - w)/(z - 1): both lie between 0 and 1.
    if y.mid() <= x.mid():
        return (1 - y) ** -a * _series(a, b1, c - b1 - b2, c, (x - y) / (1 - y), y / (y - 1))
    return (1 - x) ** -a * _series(a, c - b1 - b2, b2, c, x / (x - 1), (y - x) / (1 - x))


def _series(a: Any, b1: Any, b2: Any, c: Any, x: Any, y: Any) -> Any:
    """Sum ``(a)_k/(c)_k`` times the Taylor coefficients of ``(1 - x*t)**-b1 * (1 - y*t)**-b2``.

    The coefficients come from a product of polynomials: in their recurrence of three terms balls grow.
    """
    count, rest = _length(a, b1, b2, c, x, y)
    # Known only here: the terms one by one, and a product of polynomials that grows with their square.
    spend(4 * count + count**2 * flint.ctx.prec / 32_000)
    product = arb_poly(_binomial_series(b1, x, count)) * arb_poly(_binomial_series(b2, y, count))
    factor, total = arb(1), arb(0)
    for k in range(count):
        total += factor * product[k]
        factor = factor * ((a + k) / (c + k))
    return total + arb(0, rest)


def _length(a: Any, b1: Any, b2: Any, c: Any, x: Any, y: Any) -> tuple[int, Any]:
    """Return how many terms to sum, and a bound of the rest.

    The coefficients are at most those of ``(1 - m*t)**-b`` with ``m`` the larger modulus of ``x`` and ``y``
    and ``b = abs(b1) + abs(b2)``. The ratio of such terms falls to ``m``, so that they end as a geometric
    series.
    """
    modulus, exponent = _upper(abs(x).max(abs(y))), _upper(abs(b1) + abs(b2))
    bound, distance, allowed = arb(1), _upper(abs(a - c)), arb((1, -flint.ctx.prec))
    for k in range(1, _MAX_TERMS):
        grown = modulus * (exponent + (k - 1)) / k
        bound = _upper(bound * grown * abs((a + (k - 1)) / (c + (k - 1))))
        if bound < allowed and c + k > 0:
            ratio = _upper(modulus * (1 + distance / (c + k)) * (1 + exponent / (k + 1)))
            if ratio < 1:
                return k, _upper(bound / (1 - ratio))
        elif bound.is_nan():
            return 1, arb.pos_inf()
    raise OutOfReach


def _binomial_series(b: Any, x: Any, count: int) -> list[Any]:
    """Return the first Taylor coefficients of ``(1 - x*t)**-b``."""
    coefficients = [arb(1)]
    for k in range(1, count):
        coefficients.append(coefficients[-1] * x * (b + (k - 1)) / k)
    return coefficients


def _upper(value: Any) -> Any:
    """Return the upper end of a ball that is not negative: only its size matters."""
    return arb(value.abs_upper())


APPELL: dict[Any, Callable[..., Any]] = {sympy.appellf1: appell_f1}
