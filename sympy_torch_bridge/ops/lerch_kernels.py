"""Polylogarithms and the Lerch transcendent: sums of powers by SciPy's side of NumPy, the rest by mpmath."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import scipy.special

from .host import Array
from .mixed_kernel import mixed_kernel
from .zeta_kernels import alternating_weights

__all__ = ["lerch_reference", "lerch_slope", "lerchphi", "polylog"]

# Powers up to this are summed: 0.75**200 is 1e-25 of a sum whose terms grow at most like k**8.
_LARGEST_POWER = 0.75
_POWER_TERMS = 200
_SMALLEST_S = -2.0  # of negative z; of positive z -8


def _holds(n: Array, z: Array, s: Array, a: Array) -> Array:
    if any(np.iscomplexobj(v) for v in (n, z, s, a)):
        return np.zeros(z.shape, dtype=np.bool_)
    # With negative s the terms of negative z cancel.
    return (a > 0) & ((z >= 0) & (z <= _LARGEST_POWER) & (s >= -8) | (z < 0) & (z >= -1) & (s >= _SMALLEST_S))


def _lerch(n: Array, z: Array, s: Array, a: Array) -> Array:
    """Differentiate the sum of ``z**k * (k + a)**-s`` n times by s."""
    n = np.maximum(n, 0)
    small = z >= 0
    total = np.zeros_like(z)
    power = np.where(small, z, 0.0)
    for k in range(_POWER_TERMS - 1, -1, -1):
        total = total * power + _term(n, s, a, k)
    weights = alternating_weights()
    alternating = sum(
        ((weight * (-1) ** k) * (z**k) * _term(n, s, a, k) for k, weight in enumerate(weights)),
        np.zeros_like(z),
    )
    return np.where(small, total, alternating)


def _term(n: Array, s: Array, a: Array, k: int) -> Array:
    logarithm = np.log(a + k)
    return np.asarray(np.exp(-s * logarithm) * np.where(n == 0, 1.0, (-logarithm) ** n))


def _plain(z: Array, s: Array, a: Array) -> Array:
    return _lerch(np.zeros_like(z), z, s, a)


def lerch_reference(n: Any, z: Any, s: Any, a: Any) -> Any:
    """Return the n-th derivative of lerchphi by s in mpmath's precision."""
    if mpmath.re(n) <= 0:
        return mpmath.lerchphi(z, s, a)
    return mpmath.diff(lambda t: mpmath.lerchphi(z, t, a), s, int(mpmath.re(n)))


lerch_slope = mixed_kernel("lerch_slope", _lerch, holds=_holds, reference=lerch_reference)
lerchphi = mixed_kernel(
    "lerchphi", _plain, holds=lambda z, s, a: _holds(z, z, s, a), reference=mpmath.lerchphi
)


def _polylog_holds(s: Array, z: Array) -> Array:
    if np.iscomplexobj(s) or np.iscomplexobj(z):
        return np.zeros(z.shape, dtype=np.bool_)
    by_name = ((s == 1) | (s == 2)) & (z <= 1)
    return by_name | _holds(z, z, s, np.ones_like(z))


def _polylog(s: Array, z: Array) -> Array:
    value = z * _plain(np.where(abs(z) <= 1, z, 0.5), s, np.ones_like(z))
    value = np.where(s == 1, -np.log1p(-z), value)
    return np.where((s == 2) & (abs(z) > 0.5), scipy.special.spence(1 - z), value)


polylog = mixed_kernel("polylog", _polylog, holds=_polylog_holds, reference=mpmath.polylog)
