"""A ball around the value of an mpmath function that has no ball arithmetic of its own.

This step is heuristic, and enclosures that depend on it say so (``method == "mpmath"``): the rounding
error is taken from the agreement of two precisions, the spread of the arguments from the values at their
two ends. A function that jumps or turns within the argument's ball can escape it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flint
import mpmath
from flint import arb

from .reference import real_value

__all__ = ["sampled"]


def sampled(reference: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of balls that evaluates ``reference`` at centers and ends."""

    def function(*balls: Any) -> Any:
        if not all(ball.is_finite() for ball in balls):
            return arb.nan()
        bits = flint.ctx.prec
        with mpmath.workprec(bits):
            coarse = real_value(reference, [_number(ball.mid()) for ball in balls])
        with mpmath.workprec(2 * bits):
            centers = [_number(ball.mid()) for ball in balls]
            value = real_value(reference, centers)
            error = 2 * abs(value - coarse) + mpmath.ldexp(abs(value), -bits)
            for i, ball in enumerate(balls):
                if not ball.is_exact():
                    error += _spread(reference, centers, i, _number(ball.rad()), value)
        if not mpmath.isfinite(value) or not mpmath.isfinite(error):
            return arb.nan()
        return arb(_exact(value), _exact(error))

    return function


def _spread(reference: Callable[..., Any], centers: Sequence[Any], i: int, radius: Any, value: Any) -> Any:
    """Return twice the larger change of the value at the two ends of one argument."""
    changes = []
    for end in (centers[i] - radius, centers[i] + radius):
        shifted = [*centers[:i], end, *centers[i + 1 :]]
        changes.append(abs(real_value(reference, shifted) - value))
    return 2 * max(changes) if all(mpmath.isfinite(c) for c in changes) else mpmath.mp.inf


def _number(ball: Any) -> Any:
    mantissa, exponent = ball.man_exp()
    return mpmath.mp.make_mpf(mpmath.libmp.from_man_exp(int(mantissa), int(exponent)))


def _exact(number: Any) -> Any:
    sign, mantissa, exponent, _ = number._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))
