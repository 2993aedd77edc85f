"""Polylogarithms and the Lerch transcendent: sums of powers by SciPy's side of NumPy, the rest by mpmath."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import scipy.special

from .fallback import kernel_with_fallback
from .host import Array
from .zeta_kernels import alternating_weights

__all__ = ["lerch_reference", "lerch_slope", "lerchphi", "polylog", "polylog_reference"]

# Powers up to this are summed, as many terms as the largest power of the batch asks for: exp(-60) is below
# the last place also where the terms grow like k**8 before they fall.
_LARGEST_POWER = 0.99
_DROP = 60.0
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
    count = math.ceil(_DROP / -math.log(power.max(initial=0.25)))
    for k in range(count, -1, -1):
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
    """Return the n-th derivative of lerchphi by s in mpmath's precision, by the sum where it is faster."""
    order = max(int(mpmath.re(n)), 0)
    if abs(z) <= 0.75:
        count = int(mpmath.mp.prec / -mpmath.log(abs(z) + mpmath.mpf(1) / 8, 2)) + 10
        terms = (z**k * (a + k) ** -s * (-mpmath.log(a + k)) ** order for k in range(count))
        return mpmath.fsum(terms)
    if order == 0 and a == 1:
        return _real_below_one(mpmath.polylog(s, z) / z, z, s)
    if order == 0:
        return _real_below_one(mpmath.lerchphi(z, s, a), z, s, a)
    # A wide step: at whole s mpmath perturbs a removable singularity, and a tiny step would magnify that.
    with mpmath.extradps(30):
        return mpmath.diff(lambda t: lerch_reference(0, z, t, a), s, order, h=mpmath.mpf(10) ** -10)


def polylog_reference(s: Any, z: Any) -> Any:
    """Return polylog in mpmath's precision."""
    return z * lerch_reference(0, z, s, mpmath.mpf(1)) if z else z


def _real_below_one(value: Any, z: Any, s: Any, a: Any = 1) -> Any:
    """Take out the imaginary part that rounding leaves of a value on the real line below the cut."""
    is_complex = any(isinstance(v, mpmath.mpc) for v in (z, s, a))
    return value if is_complex or z >= 1 or a <= 0 else mpmath.re(value)


lerch_slope = kernel_with_fallback("lerch_slope", _lerch, lerch_reference, holds=_holds)
lerchphi = kernel_with_fallback(
    "lerchphi",
    _plain,
    lambda z, s, a: lerch_reference(0, z, s, a),
    holds=lambda z, s, a: _holds(z, z, s, a),
)


def _polylog_holds(s: Array, z: Array) -> Array:
    if np.iscomplexobj(s) or np.iscomplexobj(z):
        return np.zeros(z.shape, dtype=np.bool_)
    by_name: Array = ((s == 1) | (s == 2)) & (z <= 1)
    summed: Array = _holds(z, z, s, np.ones_like(z))
    return np.logical_or(by_name, summed)


def _polylog(s: Array, z: Array) -> Array:
    value = z * _plain(np.where((z >= -1) & (z <= _LARGEST_POWER), z, 0.5), s, np.ones_like(z))
    value = np.where(s == 1, -np.log1p(-z), value)
    return np.where((s == 2) & (abs(z) > 0.5), scipy.special.spence(1 - z), value)


polylog = kernel_with_fallback("polylog", _polylog, polylog_reference, holds=_polylog_holds)
