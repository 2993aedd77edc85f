"""Record of the Appell function F1, by one series in the sum of the two indices."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy

from ..domain import POSITIVE, Interval
from ._op import Op
from .fallback import Array, kernel_with_fallback
from .hypergeometric_series import LOST_DIGITS

__all__ = ["OPS"]

_TERMS = 500
_REACH = 0.92  # of convergence


def _series(a: Array, b1: Array, b2: Array, c: Array, x: Array, y: Array) -> Array:
    """Sum ``(a)_k/(c)_k`` times the Taylor coefficients of ``(1 - x*t)**-b1*(1 - y*t)**-b2``.

    The coefficients obey a recurrence of three terms. The same recurrence with absolute values
    bounds what cancels; where that is too much, or the series is slow, the result is nan.
    """
    coefficient, before = np.ones_like(x), np.zeros_like(x)
    bound, bound_before = np.ones(x.shape), np.zeros(x.shape)
    total, size, factor = coefficient.copy(), bound.copy(), np.ones_like(x)
    largest = np.maximum(np.abs(x), np.abs(y))
    turning = np.abs(a) + np.abs(b1) + np.abs(b2) + np.abs(c)
    done = np.zeros(x.shape, dtype=bool)
    for k in range(1, _TERMS if x.size else 0):
        first, second = (k - 1) * (x + y) + b1 * x + b2 * y, (k - 2 + b1 + b2) * x * y
        coefficient, before = (first * coefficient - second * before) / k, coefficient
        ratio = (k - 1) * (np.abs(x) + np.abs(y)) + np.abs(b1 * x) + np.abs(b2 * y)
        grown = ratio * bound + (k + np.abs(b1) + np.abs(b2)) * np.abs(x * y) * bound_before
        bound, bound_before = grown / k, bound
        factor = factor * (a + k - 1) / (c + k - 1)
        total, size = total + factor * coefficient, size + np.abs(factor * coefficient)
        small = np.abs(factor) * np.maximum(np.abs(coefficient), np.abs(before))
        done = (k > turning) & (small < 1e-18 * np.abs(total))
        if done.all():
            break
    return np.where(done & (largest < _REACH) & (size < LOST_DIGITS * np.abs(total)), total, np.nan)


def _reference(a: Any, b1: Any, b2: Any, c: Any, x: Any, y: Any) -> Any:
    """Sum over one index of Gauss functions: far faster than mpmath's own function inside the square."""
    if max(abs(x), abs(y)) > _REACH:
        return mpmath.appellf1(a, b1, b2, c, x, y)
    factor, total, k = mpmath.mpf(1), mpmath.mpf(0), 0
    while k < _TERMS:
        term = factor * mpmath.hyp2f1(a + k, b2, c + k, y)
        total += term
        if abs(term) <= mpmath.eps * abs(total):
            break
        factor *= (a + k) * (b1 + k) * x / ((c + k) * (k + 1))
        k += 1
    return total


_INSIDE = Interval(-0.5, 0.5)

OPS = (
    Op(head=sympy.appellf1, lower=kernel_with_fallback("appellf1", _series, _reference),
       reference=_reference, grad="symbolic", complex=True,
       domain=(POSITIVE, POSITIVE, POSITIVE, Interval(1.0, 8.0), _INSIDE, _INSIDE),
       samples=((1.0, 2.0, 0.5, 3.0, 0.0, 0.0), (1.0, 2.0, 0.5, 3.0, 0.25, 0.25)), ulp=32,
       notes="series inside the unit square, mpmath outside; derivatives by the parameters are numerical"),
)  # fmt: skip
