"""Difference quotients as weighted sums of values: forward, backward, central, Richardson, of any order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb

from ..errors import OptionError

__all__ = ["KINDS", "MAX_ORDER", "QuotientStencil", "stencil"]

KINDS = ("central", "forward", "backward", "richardson")
# Beyond, the binomial weights and the power of h leave no digit of a float64 quotient.
MAX_ORDER = 6

Terms = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class QuotientStencil:
    """``sum(weight * f(x + multiple * h)) / h**order``.

    Parameters
    ----------
    terms : tuple of (multiple, weight)
        Sorted by falling multiple.
    order : int
        Order of the derivative.
    """

    terms: Terms
    order: int

    @property
    def multiples(self) -> tuple[float, ...]:
        """The places of the values, in units of the step."""
        return tuple(float(multiple) for multiple, _ in self.terms)

    def of_floats(self, values: Sequence[float], h: float) -> float:
        """Return the quotient in float64 arithmetic, as a program would compute it.

        It is nan where the power of the step leaves the range of float64.
        """
        total = 0.0
        for (_, weight), value in zip(self.terms, values, strict=True):
            total += float(weight) * value
        try:
            return total / h**self.order
        except ArithmeticError:
            return math.nan


@cache
def stencil(kind: str, order: int = 1) -> QuotientStencil:
    """Return the stencil of a kind of quotient for the derivative of an order.

    Examples
    --------
    >>> for kind in KINDS:
    ...     print(kind, *(f"{w}*f(x + {m}*h)" for m, w in stencil(kind).terms))
    central 1/2*f(x + 1*h) -1/2*f(x + -1*h)
    forward 1*f(x + 1*h) -1*f(x + 0*h)
    backward 1*f(x + 0*h) -1*f(x + -1*h)
    richardson -1/6*f(x + 1*h) 4/3*f(x + 1/2*h) -4/3*f(x + -1/2*h) 1/6*f(x + -1*h)
    """
    if kind not in KINDS:
        raise OptionError("kind", kind, accepted=KINDS)
    if not (isinstance(order, int) and 1 <= order <= MAX_ORDER):
        raise OptionError("order", order, accepted=[f"an integer from 1 to {MAX_ORDER}"])
    if kind == "richardson":
        return QuotientStencil(_richardson(order), order)
    return QuotientStencil(_plain(kind, order), order)


def _differences(order: int, shift: Fraction) -> dict[Fraction, Fraction]:
    """Weights of the ``order``-th difference whose first point lies at ``shift``."""
    return {k + shift: Fraction((-1) ** (order - k) * comb(order, k)) for k in range(order + 1)}


def _plain(kind: str, order: int) -> Terms:
    if kind != "central":
        return _sorted(_differences(order, Fraction(0 if kind == "forward" else -order)))
    # For odd orders the mean of the two differences that straddle the point keeps to whole steps.
    centers = [Fraction(-order, 2)] if order % 2 == 0 else [Fraction(-order - 1, 2), Fraction(-order + 1, 2)]
    total: dict[Fraction, Fraction] = {}
    for shift in centers:
        for multiple, weight in _differences(order, shift).items():
            total[multiple] = total.get(multiple, Fraction(0)) + weight / len(centers)
    return _sorted(total)


def _richardson(order: int) -> Terms:
    """``(4 C(h/2) - C(h)) / 3``: the error of order ``h**2`` cancels."""
    total: dict[Fraction, Fraction] = {}
    for multiple, weight in stencil("central", order).terms:
        half = multiple / 2
        total[half] = total.get(half, Fraction(0)) + Fraction(4, 3) * 2**order * weight
        total[multiple] = total.get(multiple, Fraction(0)) - weight / 3
    return _sorted(total)


def _sorted(weights: dict[Fraction, Fraction]) -> Terms:
    return tuple((m, w) for m, w in sorted(weights.items(), reverse=True) if w)
