"""Bessel, Hankel, spherical Bessel and Airy functions of any real order: SciPy, refined by mpmath.

SciPy's error is small against the amplitude of the oscillation, not against a value close to a
zero; there, and where SciPy gives up, mpmath evaluates the element.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mpmath
import numpy as np

from .fallback import Array, is_nan_at_numbers, kernel_with_fallback, special

__all__ = [
    "airyai", "airyaiprime", "airybi", "airybiprime", "besseli", "besselj", "besselk", "bessely",
    "hankel1", "hankel2", "hn1", "hn1_reference", "hn2", "hn2_reference", "jn", "jn_reference", "yn",
    "yn_reference",
]  # fmt: skip

# Below this share of the amplitude a value of SciPy has lost three digits.
_NEAR_ZERO = 1e-3
# Beyond it the phase of SciPy's Airy functions, 2/3*|x|**(3/2), is rounded too coarsely.
_AIRY_REACH = 300.0
# Below it three terms of the power series of a spherical Bessel function reach double precision.
_SMALL = 1e-3


def _order(order: Array) -> Array:
    """SciPy's orders are real; a complex one has no fast value."""
    return np.where(order.imag == 0, order.real, np.nan) if np.iscomplexobj(order) else order


def _fast(name: str, at_infinity: float) -> Callable[..., Array]:
    """Return SciPy's function with its limit at the positive end of the real line."""

    def function(order: Array, z: Array) -> Array:
        value = special(name)(_order(order), z)
        is_end = np.isposinf(z.real) & (z.imag == 0) & ~np.isnan(order)
        return np.where(is_end, at_infinity, value)

    return function


def _fast_j(order: Array, z: Array) -> Array:
    value = special("jv")(_order(order), z)
    return np.where(np.isinf(z) & ~np.isnan(order), 0.0, value)


def _is_undecided(value: Array, order: Array, z: Array) -> Array:
    """Tell where SciPy has no value for a finite argument; for negative numbers there is no real one."""
    is_off_axis = np.iscomplexobj(z) | (z.real >= 0)
    return is_nan_at_numbers(value, order, z) & is_off_axis & np.isfinite(z)


def _is_near_zero(value: Array, order: Array, z: Array) -> Array:
    size = np.abs(z)
    amplitude = np.sqrt(2 / (np.pi * size))
    oscillates = (size > np.abs(order)) & np.isfinite(size)
    return _is_undecided(value, order, z) | (oscillates & (np.abs(value) < _NEAR_ZERO * amplitude))


_real_kernel = partial(kernel_with_fallback, keeps_real=True)

besselj = _real_kernel("besselj", _fast_j, mpmath.besselj, _is_near_zero)
bessely = _real_kernel("bessely", _fast("yv", 0.0), mpmath.bessely, _is_near_zero)
besseli = _real_kernel("besseli", _fast("iv", np.inf), mpmath.besseli, _is_undecided)
besselk = _real_kernel("besselk", _fast("kv", 0.0), mpmath.besselk, _is_undecided)


def _hankel(name: str, sign: int) -> Callable[..., Array]:
    """Return J + iY or J - iY: on the positive line from its parts, each with its own digits."""
    off_axis = _fast(name, 0.0)

    def function(order: Array, z: Array) -> Array:
        is_positive = (z.imag == 0) & (z.real > 0) & np.isfinite(z)
        at = _order(order), np.where(is_positive, z.real, 1.0)
        parts = special("jv")(*at) + sign * 1j * special("yv")(*at)
        return np.where(is_positive, parts, off_axis(order, np.where(is_positive, 1.0, z)))

    return function


hankel1 = kernel_with_fallback("hankel1", _hankel("hankel1", 1), mpmath.hankel1, _is_undecided)
hankel2 = kernel_with_fallback("hankel2", _hankel("hankel2", -1), mpmath.hankel2, _is_undecided)


def _spherical(kernel: Callable[..., Array]) -> Callable[..., Array]:
    """Return sqrt(pi/(2z)) times a Bessel function of half an order more, z not negative."""

    def function(order: Array, z: Array) -> Array:
        value = np.sqrt(np.pi / 2) / np.sqrt(z) * kernel(order + 0.5, z)
        return np.where(np.isinf(z) & ~np.isnan(order), 0.0, value)

    return function


def _reflected(function: Callable[..., Any], shift: int) -> Callable[..., Array]:
    """Continue a spherical function of whole order n to negative z by its parity, (-1)**(n + shift)."""

    def continued(order: Array, z: Array) -> Array:
        whole = order.real == np.rint(order.real)
        is_mirrored = whole & (z.real < 0)
        odd = np.mod(np.rint(order.real) + shift, 2) != 0
        value = function(order, np.where(is_mirrored, -z, z))
        return np.asarray(np.where(is_mirrored & odd, -value, value))

    return continued


def _series_of_jn(order: Array, z: Array) -> Array:
    """Power series of the spherical Bessel function around 0, DLMF 10.53.1."""
    order = _order(order)
    t = z * z / 2
    tail = 1 - t / (2 * order + 3) * (1 - t / (2 * (2 * order + 5)))
    factor = special("rgamma")(order + 1.5) * (np.sqrt(np.pi) / 2 ** (order + 1))
    return np.asarray(factor * z**order * tail)


def _fast_jn(order: Array, z: Array) -> Array:
    is_small = (np.abs(z) < _SMALL) & (np.abs(2 * order + 4) > 1.5)
    far = _spherical(special("jv"))(_order(order), np.where(is_small, 1.0, z))
    return np.where(is_small, _series_of_jn(order, np.where(is_small, z, 0.0)), far)


def _fast_yn(order: Array, z: Array) -> Array:
    value = _spherical(special("yv"))(_order(order), z)
    return np.where((z == 0) & ~np.isnan(order), -np.inf, value)


def _is_near_spherical_zero(value: Array, order: Array, z: Array) -> Array:
    return _is_near_zero(value * np.sqrt(np.abs(z)), order, np.abs(z)) & _has_value(order, z)


def _has_value(order: Array, z: Array) -> Array:
    return np.asarray(np.iscomplexobj(z) | (z.real >= 0) | (order.real == np.rint(order.real)))


def _spherical_reference(function: Callable[..., Any], shift: int) -> Callable[..., Any]:
    def reference(order: Any, z: Any) -> Any:
        if mpmath.im(z) == 0 and mpmath.re(z) < 0 and mpmath.isint(order):
            return (-1) ** (int(order) + shift) * reference(order, -z)
        return mpmath.sqrt(mpmath.pi / 2) / mpmath.sqrt(z) * function(order + mpmath.mpf(1) / 2, z)

    return reference


def jn_reference(order: Any, z: Any) -> Any:
    """Spherical Bessel function of the first kind, by mpmath."""
    if z == 0:
        return mpmath.besselj(order, z)  # both are 1, 0 or infinite there
    return _jn_reference(order, z)


_jn_reference = _spherical_reference(mpmath.besselj, 0)
yn_reference = _spherical_reference(mpmath.bessely, 1)

jn = _real_kernel("jn", _reflected(_fast_jn, 0), jn_reference, _is_near_spherical_zero, keeps_real=True)
yn = _real_kernel("yn", _reflected(_fast_yn, 1), yn_reference, _is_near_spherical_zero, keeps_real=True)


def _spherical_hankel(sign: int) -> Callable[..., Array]:
    def function(order: Array, z: Array) -> Array:
        return np.asarray(jn.function(order, z) + sign * 1j * yn.function(order, z))

    return function


def _spherical_hankel_reference(sign: int) -> Callable[..., Any]:
    return lambda order, z: jn_reference(order, z) + sign * mpmath.j * yn_reference(order, z)


hn1_reference, hn2_reference = _spherical_hankel_reference(1), _spherical_hankel_reference(-1)
hn1 = kernel_with_fallback("hn1", _spherical_hankel(1), hn1_reference, _is_undecided)
hn2 = kernel_with_fallback("hn2", _spherical_hankel(-1), hn2_reference, _is_undecided)


def _airy(part: int, at_plus: float, at_minus: float) -> Callable[[Array], Array]:
    def function(z: Array) -> Array:
        value = special("airy")(z)[part]
        value = np.where(np.isposinf(z.real) & (z.imag == 0), at_plus, value)
        return np.where(np.isneginf(z.real) & (z.imag == 0), at_minus, value)

    return function


def _is_coarse(value: Array, z: Array) -> Array:
    """Tell where a value is close to a zero on the negative axis, or the phase is rounded."""
    size = np.abs(z)
    is_small = np.abs(value) < _NEAR_ZERO * np.minimum(size**-0.25, size**0.25)
    is_far = (size > _AIRY_REACH) & ((z.real < 0) | (z.imag != 0))
    is_undefined = is_nan_at_numbers(value, z)
    return np.asarray((is_far | ((z.real < -1) & is_small) | is_undefined) & np.isfinite(z))


airyai = _real_kernel("airyai", _airy(0, 0.0, 0.0), mpmath.airyai, _is_coarse)
airybi = _real_kernel("airybi", _airy(2, np.inf, 0.0), mpmath.airybi, _is_coarse)
airyaiprime = _real_kernel(
    "airyaiprime",
    _airy(1, 0.0, np.nan),
    lambda z: mpmath.airyai(z, derivative=1),
    _is_coarse,
    keeps_real=True,
)
airybiprime = _real_kernel(
    "airybiprime",
    _airy(3, np.inf, np.nan),
    lambda z: mpmath.airybi(z, derivative=1),
    _is_coarse,
    keeps_real=True,
)
