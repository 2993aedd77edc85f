"""Orthogonal polynomials of any degree: recurrences for whole degrees, series and mpmath for others."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import mpmath
import numpy as np

from .fallback import Array, kernel_with_fallback
from .host import HostKernel
from .hypergeometric_series import LOST_DIGITS, summed

__all__ = [
    "assoc_laguerre", "assoc_legendre", "gegenbauer", "hermite", "hermite_prob", "hermite_prob_reference",
    "jacobi", "laguerre", "laguerre_reference", "legendre",
]  # fmt: skip

_LARGEST = 2.0**31


def _special(name: str) -> Any:
    return getattr(import_module("scipy.special"), name)


def _whole_degree(name: str, *arrays: Array) -> Array:
    """Evaluate SciPy's polynomial where the degree is a whole number and nothing is complex, nan elsewhere."""
    degree, *parameters, x = arrays
    real = [part.real for part in arrays]
    is_whole = (real[0] == np.rint(real[0])) & (real[0] >= 0) & (real[0] < _LARGEST)
    for parameter in (degree, *parameters):
        is_whole &= parameter.imag == 0
    n = np.where(is_whole, real[0], 0).astype(np.int64)
    at = x if np.iscomplexobj(x) and (x.imag != 0).any() else x.real
    if np.iscomplexobj(at):  # the recurrences of SciPy are real
        is_whole, at = is_whole & (at.imag == 0), at.real
    return np.where(is_whole, _special(name)(n, *real[1:-1], at), np.nan)


def _by_series(factor: Array, upper: tuple[Array, ...], lower: tuple[Array, ...], z: Array) -> Array:
    value, loss = summed(upper, lower, z)
    return np.where(loss < LOST_DIGITS, factor * value, np.nan)


def _polynomial(name: str, scipy_name: str, reference: Callable[..., Any], series: Any = None) -> HostKernel:
    def fast(*arrays: Array) -> Array:
        value = _whole_degree(scipy_name, *arrays)
        rest = np.isnan(value)
        if series is None or not rest.any():
            return value
        return np.where(rest, series(*arrays), value)

    return kernel_with_fallback(name, fast, reference)


def _legendre_series(n: Array, x: Array) -> Array:
    return _by_series(np.ones_like(x), (-n, n + 1), (np.ones_like(n),), (1 - x) / 2)


def _gegenbauer_series(n: Array, a: Array, x: Array) -> Array:
    return _by_series(_special("binom")(n + 2 * a - 1, n), (-n, n + 2 * a), (a + 0.5,), (1 - x) / 2)


def _jacobi_series(n: Array, a: Array, b: Array, x: Array) -> Array:
    return _by_series(_special("binom")(n + a, n), (-n, n + a + b + 1), (a + 1,), (1 - x) / 2)


def _laguerre_series(n: Array, x: Array) -> Array:
    return _by_series(np.ones_like(x), (-n,), (np.ones_like(n),), x)


def _assoc_laguerre_series(n: Array, a: Array, x: Array) -> Array:
    return _by_series(_special("binom")(n + a, n), (-n,), (a + 1,), x)


def laguerre_reference(n: Any, x: Any) -> Any:
    """Laguerre polynomial, by mpmath."""
    return mpmath.laguerre(n, 0, x)


def hermite_prob_reference(n: Any, x: Any) -> Any:
    """Hermite polynomial of the probabilists, by mpmath."""
    root = mpmath.sqrt(2)
    return root**-n * mpmath.hermite(n, x / root)


legendre = _polynomial("legendre", "eval_legendre", mpmath.legendre)
gegenbauer = _polynomial("gegenbauer", "eval_gegenbauer", mpmath.gegenbauer)
jacobi = _polynomial("jacobi", "eval_jacobi", mpmath.jacobi)
laguerre = _polynomial("laguerre", "eval_laguerre", laguerre_reference)
assoc_laguerre = _polynomial("assoc_laguerre", "eval_genlaguerre", mpmath.laguerre)
hermite = _polynomial("hermite", "eval_hermite", mpmath.hermite)
hermite_prob = _polynomial("hermite_prob", "eval_hermitenorm", hermite_prob_reference)
