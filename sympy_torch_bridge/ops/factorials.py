"""Kernels of factorials and binomial coefficients: exact at whole numbers, SciPy's elsewhere."""

from __future__ import annotations

import math
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np

from .host import Array
from .real_axis import real_at_real
from .whole_numbers import exact_kernel

__all__ = ["BINOMIAL", "CATALAN", "FACTORIAL", "FACTORIAL2", "FALLING", "RISING", "SUBFACTORIAL"]

# The products of more whole numbers in a row leave the range of doubles, and so do their reciprocals.
_LONGEST = 180
# A binomial coefficient with both parts larger is above 2**1024.
_LARGEST_PART = 1100


def _scipy(name: str, *arrays: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(getattr(import_module("scipy.special"), name)(*arrays))


def _factorial(n: int) -> int | float:
    return math.factorial(n) if n <= _LONGEST else math.inf


@real_at_real
def _gamma_of_next(n: Array) -> Array:
    """Return gamma(n + 1) without the rounding of n + 1, which large arguments amplify."""
    with np.errstate(all="ignore"):
        return np.where(abs(n) > 2, n * _scipy("gamma", n), _scipy("gamma", n + 1))


def _factorial2(n: int) -> Any:
    if n > 2 * _LONGEST:
        return math.inf
    if n >= -1:
        return math.prod(range(n, 0, -2))
    if n % 2 == 0:
        raise ValueError("pole")
    return Fraction((-1) ** ((-n - 1) // 2), _factorial2(-n - 2)) if n > -2 * _LONGEST else 0


def _subfactorial(n: int) -> int | float:
    if n < 0:
        raise ValueError("not defined")
    if n > _LONGEST:
        return math.inf
    value = 1
    for k in range(1, n + 1):
        value = k * value + (-1) ** k
    return value


def _rising(x: int, k: int) -> Any:
    if k < 0:
        return Fraction(1, _rising(x + k, -k)) if -k <= _LONGEST or 0 < x <= -k else 0
    if x <= 0 < x + k:
        return 0
    if k <= _LONGEST:
        return math.prod(range(x, x + k))
    return math.inf if x > 0 or k % 2 == 0 else -math.inf


def _falling(x: int, k: int) -> Any:
    return _rising(x - k + 1, k)


def _product_of_falling(x: Array, k: Array, *, divided: bool) -> Array:
    """Multiply x, x - 1, ... k factors in a row, divided by k! if asked; ``k`` whole, not negative.

    The factors are formed from ``x``, so that the digits of a small ``x`` survive.
    """
    result = np.ones_like(x)
    for i in range(int(k.max(initial=0))):
        result = np.where(i < k, result * (x - i) / (i + 1 if divided else 1), result)
    return result


def _between(x: Array, k: Array, *, general: Any, divided: bool) -> Array:
    """Take the product where ``k`` is a moderate whole number, SciPy's function elsewhere."""
    result = general(x, k)
    row = (k == np.rint(k)) & (k >= 0) & (k <= _LONGEST)
    result[row] = _product_of_falling(x[row], k[row], divided=divided)
    return np.asarray(result)


def _rising_elsewhere(x: Array, k: Array) -> Array:
    return _scipy("poch", x, k)


def _falling_elsewhere(x: Array, k: Array) -> Array:
    with np.errstate(all="ignore"):
        return _between(x, k, general=lambda x, k: _scipy("poch", x - k + 1, k), divided=False)


def _binomial(n: int, k: int) -> int | float:
    if k < 0:
        return 0
    if n < 0:
        return _binomial(k - n - 1, k) * (-1 if k % 2 else 1)
    return math.inf if min(k, n - k) > _LARGEST_PART else math.comb(n, k)


def _binomial_elsewhere(n: Array, k: Array) -> Array:
    with np.errstate(all="ignore"):
        value = _between(n, k, general=lambda n, k: _scipy("binom", n, k), divided=True)
    whole_n, whole_k = n == np.rint(n), k == np.rint(k)
    value = np.where(whole_k & (k < 0) & np.isfinite(n), 0.0, value)
    return np.where(whole_n & (n < 0) & ~whole_k, np.nan, value)


def _catalan(n: int) -> int | float | Fraction:
    if n < 0:
        return Fraction(-1, 2) if n == -1 else 0
    return math.inf if n > _LARGEST_PART else math.comb(2 * n, n) // (n + 1)


def _catalan_elsewhere(n: Array) -> Array:
    """Return binomial(2n, n)/(n + 1), by the reflection of gamma on the negative side."""
    with np.errstate(all="ignore"):
        ratio = _scipy("poch", n + 2, np.full_like(n, -1.5))
        value = 2.0**n * ratio * 2.0**n / math.sqrt(math.pi)  # 4**n leaves the range of numbers first
    return np.where(np.isneginf(n), 0.0, value)


FACTORIAL = exact_kernel("factorial", _factorial, _gamma_of_next, library="scipy")
FACTORIAL2 = exact_kernel("factorial2", _factorial2, limit=math.inf)
SUBFACTORIAL = exact_kernel("subfactorial", _subfactorial, limit=math.inf)
RISING = exact_kernel("rising", _rising, _rising_elsewhere, library="scipy")
FALLING = exact_kernel("falling", _falling, _falling_elsewhere, library="scipy")
BINOMIAL = exact_kernel("binomial", _binomial, _binomial_elsewhere, library="scipy")
CATALAN = exact_kernel("catalan", _catalan, _catalan_elsewhere, library="scipy")
