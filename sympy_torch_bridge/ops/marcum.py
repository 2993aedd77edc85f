"""Records of the Marcum Q function and of the difference that its derivatives are made of."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy

from ..domain import NONNEGATIVE, Interval
from ._op import Op
from .fallback import Array, is_nan_at_numbers, kernel_with_fallback, special

__all__ = ["OPS", "MarcumStep"]

# Terms on each side of the largest, in standard deviations of the Poisson weights.
_WIDTH = 9.0


class MarcumStep(sympy.Function):
    """The difference ``Q(m, a, b) - Q(m - 1, a, b)`` of Marcum Q functions.

    It is ``(b/a)**(m - 1)*exp(-(a**2 + b**2)/2)*besseli(m - 1, a*b)``, evaluated without overflow and
    continued to ``a = 0``.
    """

    nargs = 3


def _log_weight(k: Array, rate: Array) -> Array:
    """Return the logarithm of a Poisson weight by its deviation from the mean, which keeps its digits."""
    excess = (k - rate) / rate
    deviance = rate * (special("xlog1py")(1 + excess, excess) - excess)
    stirling = special("gammaln")(k + 1) - (special("xlogy")(k, k) - k)
    near = np.where(k > 30, 0.5 * np.log(2 * np.pi * k) + _stirling_tail(k), stirling)
    return -deviance - near


def _stirling_tail(k: Array) -> Array:
    return 1 / (12 * k) - 1 / (360 * k**3) + 1 / (1260 * k**5)


def _q(m: Array, a: Array, b: Array) -> Array:
    """Sum Poisson weights times incomplete gamma functions: every term is positive."""
    defined = (m > 0) & (a >= 0) & (b >= 0) & np.isfinite(m + a + b)
    m, a, b = np.where(defined, m, 1.0), np.where(defined, a, 1.0), np.where(defined, b, 1.0)
    rate = a * a / 2
    # Where b is large against a, the largest product of weight and tail lies near a*b/2.
    centre = np.floor(np.maximum(rate, (np.sqrt(m * m + (a * b) ** 2) - m) / 2))
    half = int(_WIDTH * np.sqrt(np.max(centre, initial=0.0) + 1) + 30)
    value = np.zeros(m.shape)
    for offset in range(-half, half + 1):
        k = centre + offset
        weight = np.where(rate > 0, np.exp(_log_weight(np.maximum(k, 0), rate)), (k == 0) * 1.0)
        value += np.where(k >= 0, weight * special("gammaincc")(m + np.maximum(k, 0), b * b / 2), 0.0)
    return np.where(defined, np.minimum(value, 1.0), np.nan)


def _step(m: Array, a: Array, b: Array) -> Array:
    product, order = a * b, m - 1
    scaled = special("ive")(order, product) * np.exp(-((a - b) ** 2) / 2)
    # The leading term of the Bessel function: exact to double precision for such products.
    limit = (b * b / 2) ** order * special("rgamma")(m) * np.exp(-(a * a + b * b) / 2)
    value = np.where(product < 1e-8, limit, (b / a) ** order * scaled)
    return np.where((a >= 0) & (b >= 0), value, np.nan)


def _q_reference(m: Any, a: Any, b: Any) -> Any:
    """Marcum Q function by its series, in mpmath."""
    rate, bound = a * a / 2, b * b / 2
    if bound == 0:
        return mpmath.mpf(1)
    weight, total, k = mpmath.exp(-rate), mpmath.mpf(0), 0
    tail = mpmath.gammainc(m, bound, regularized=True)
    rise = mpmath.exp(-bound) * bound**m * mpmath.rgamma(m + 1)
    while k < abs(rate * bound) ** 0.5 + abs(rate) or abs(weight * tail) > mpmath.eps * abs(total):
        total += weight * tail
        k += 1
        tail, rise, weight = tail + rise, rise * bound / (m + k), weight * rate / k
    return total


def _step_reference(m: Any, a: Any, b: Any) -> Any:
    regular = mpmath.hyp0f1(m, (a * b / 2) ** 2) * mpmath.rgamma(m)
    return (b * b / 2) ** (m - 1) * regular * mpmath.exp(-(a * a + b * b) / 2)


def _is_out_of_reach(value: Array, m: Array, a: Array, b: Array) -> Array:
    is_inside = (m > 0) & (a >= 0) & (b >= 0) & np.isfinite(m + a + b)
    return np.asarray(is_nan_at_numbers(value, m, a, b) & is_inside)


_ORDER = Interval(0.0, 6.0, lower_open=True)
_ORDER_OF_STEP = Interval(1.0, 6.0, lower_open=True)
_BOUND = Interval(0.0, 6.0)

OPS = (
    Op(head=sympy.marcumq, lower=kernel_with_fallback("marcumq", _q, _q_reference, _is_out_of_reach),
       reference=_q_reference, grad="symbolic", domain=(_ORDER, _BOUND, Interval(0.5, 6.0)),
       partials=(None, lambda m, a, b: a * MarcumStep(m + 1, a, b), lambda m, a, b: -b * MarcumStep(m, a, b)),
       samples=((1.0, 0.0, 1.5), (2.0, 1.0, 9.0), (1.0, 5.0, 0.5)), ulp=16,
       notes="order above 0, arguments from 0 on; the derivative by the order is mpmath's numerical one"),
    Op(head=MarcumStep, lower=kernel_with_fallback("marcum_step", _step, _step_reference, _is_out_of_reach),
       reference=_step_reference, grad="symbolic", domain=(_ORDER_OF_STEP, NONNEGATIVE, Interval(0.5, 8.0)),
       partials=(None, lambda m, a, b: a * (MarcumStep(m + 1, a, b) - MarcumStep(m, a, b)),
                 lambda m, a, b: b * (MarcumStep(m - 1, a, b) - MarcumStep(m, a, b))),
       samples=((1.0, 0.0, 1.5), (2.0, 1.0, 9.0)), ulp=256, notes="the derivatives of marcumq"),
)  # fmt: skip
