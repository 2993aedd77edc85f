"""Orthogonal polynomials of any degree: recurrences for whole degrees, series and mpmath for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

from .fallback import Array, kernel_with_fallback, special
from .host import HostKernel
from .hypergeometric_series import LOST_DIGITS, summed

__all__ = [
    "assoc_laguerre",
    "assoc_legendre",
    "gegenbauer",
    "gegenbauer_reference",
    "hermite",
    "hermite_prob",
    "hermite_prob_reference",
    "jacobi",
    "jacobi_reference",
    "laguerre",
    "laguerre_reference",
    "legendre",
]

_LARGEST = 2.0**31
# Parameters of Gegenbauer functions that lose digits in a sum with the degree, in SciPy too.
_SMALL = 2.0**-6


def _is_whole(n: Array) -> Array:
    return np.asarray((n.real == np.rint(n.real)) & (n.imag == 0) & (abs(n.real) < _LARGEST))


def _recurrence(name: str, degree: Array, *others: Array) -> Array:
    """Evaluate SciPy's recurrence where the degree is a whole number and nothing complex, nan elsewhere."""
    holds = _is_whole(degree) & (degree.real >= 0)
    for other in others:
        holds &= other.imag == 0
    n = np.where(holds, degree.real, 0).astype(np.int64)
    return np.where(holds, special(name)(n, *(other.real for other in others)), np.nan)


def _expanded(factor: Array, upper: tuple[Array, ...], lower: tuple[Array, ...], z: Array) -> Array:
    """Sum a hypergeometric series where it keeps the digits, nan elsewhere."""
    value, loss = summed(upper, lower, z)
    return np.where(loss < LOST_DIGITS, factor * value, np.nan)


def _polynomial(
    name: str,
    recurrence: str,
    reference: Callable[..., Any],
    series: Callable[..., Array] | None = None,
    least: float = -np.inf,
    smallest: float = 0.0,
) -> HostKernel:
    """Return the kernel of a polynomial; the recurrence keeps its digits for parameters above ``least``.

    Those of a size below ``smallest``, other than 0, are left to the series.
    """

    def fast(degree: Array, *others: Array) -> Array:
        value = _recurrence(recurrence, degree, *others)
        for parameter in others[:-1]:
            is_small = (np.abs(parameter) < smallest) & (parameter != 0)
            value = np.where((parameter.real > least) & ~is_small, value, np.nan)
        rest = np.isnan(value)
        if series is None or not rest.any():
            return value
        return np.where(rest, series(degree, *others), value)

    return kernel_with_fallback(name, fast, reference)


def _vanishing(series: Callable[..., Array], least: float) -> Callable[..., Array]:
    """Add the zero of degree -1, in which the derivatives of a constant end."""

    def function(degree: Array, parameter: Array, *others: Array) -> Array:
        value = series(degree, parameter, *others)
        value = np.where(_is_whole(degree) & (degree.real < 0), np.nan, value)
        return np.where((degree == -1) & (parameter.real > least), 0.0, value)

    return function


def _legendre_series(n: Array, x: Array) -> Array:
    return _expanded(np.ones_like(x), (-n, n + 1), (np.ones_like(n),), (1 - x) / 2)


def _gegenbauer_series(n: Array, a: Array, x: Array) -> Array:
    small = _rising(2 * a, n) if np.isrealobj(n) else np.nan
    first = np.where(np.abs(a) < _SMALL, small, _binomial(n + 2 * a - 1, n))
    value = _expanded(first, (-n, n + 2 * a), (a + 0.5,), (1 - x) / 2)
    return np.where(_is_whole(n) & (n.real < 0), 0.0, value)  # SymPy's convention


def _rising(a: Array, n: Array) -> Array:
    """Return (a)_n/n!, of degrees whose factorial is a number."""
    return np.asarray(special("poch")(a, n) / special("gamma")(n + 1))


def _jacobi_series(n: Array, a: Array, b: Array, x: Array) -> Array:
    return _expanded(_binomial(n + a, n), (-n, n + a + b + 1), (a + 1,), (1 - x) / 2)


def _laguerre_series(n: Array, x: Array) -> Array:
    return _expanded(np.ones_like(x), (-n,), (np.ones_like(n),), x)


def _assoc_laguerre_series(n: Array, a: Array, x: Array) -> Array:
    return _expanded(_binomial(n + a, n), (-n,), (a + 1,), x)


def _binomial(n: Array, k: Array) -> Array:
    if np.iscomplexobj(n):
        return np.full(n.shape, np.nan)
    return np.asarray(special("binom")(n, k))


def _legendre_fast(n: Array, x: Array) -> Array:
    mirrored = np.where(_is_whole(n) & (n.real < 0), -n - 1, n)
    value = _recurrence("eval_legendre", mirrored, x)
    rest = np.isnan(value)
    return np.where(rest, _legendre_series(n, x), value) if rest.any() else value


def _assoc_legendre_fast(n: Array, m: Array, x: Array) -> Array:
    """Write the function of whole degree and order by a Gegenbauer polynomial: accurate up to -1 and 1."""
    order = np.abs(m.real)
    holds = _is_whole(n) & _is_whole(m) & (n.real >= 0) & (x.imag == 0)
    degree = np.where(holds & (order <= n.real), n.real - order, 0)
    order = np.where(holds, order, 0)
    root = ((1 - x.real) * (1 + x.real)) ** (order / 2)
    factor = (-2.0) ** order * special("poch")(0.5, order)
    factor = np.where(m.real < 0, (-1) ** order * factor / special("poch")(degree + 1, 2 * order), factor)
    value = factor * root * _recurrence("eval_gegenbauer", degree, order + 0.5, x)
    holds &= m.real >= -n.real
    return np.where(holds, np.where(m.real > n.real, 0.0, value), np.nan)


def gegenbauer_reference(n: Any, a: Any, x: Any) -> Any:
    """Gegenbauer polynomial, by its coefficients for whole degrees: they hold for every parameter."""
    if not (mpmath.isint(n) and mpmath.re(n) >= 0):
        return mpmath.gegenbauer(n, a, x)
    n = int(mpmath.re(n))
    return mpmath.fsum(
        (-1) ** k * mpmath.rf(a, n - k) / mpmath.fac(k) / mpmath.fac(n - 2 * k) * (2 * x) ** (n - 2 * k)
        for k in range(n // 2 + 1)
    )


def jacobi_reference(n: Any, a: Any, b: Any, x: Any) -> Any:
    """Jacobi polynomial, by its coefficients for whole degrees: they hold for all parameters."""
    if not (mpmath.isint(n) and mpmath.re(n) >= 0):
        return mpmath.jacobi(n, a, b, x)
    n = int(mpmath.re(n))
    return mpmath.fsum(
        _choose(n + a, n - k) * _choose(n + b, k) * ((x - 1) / 2) ** k * ((x + 1) / 2) ** (n - k)
        for k in range(n + 1)
    )


def _choose(n: Any, k: int) -> Any:
    return mpmath.ff(n, k) / mpmath.fac(k)


def laguerre_reference(n: Any, x: Any) -> Any:
    """Laguerre polynomial, by mpmath."""
    return mpmath.hyp1f1(-n, 1, x)


def hermite_prob_reference(n: Any, x: Any) -> Any:
    """Hermite polynomial of the probabilists, by mpmath."""
    root = mpmath.sqrt(2)
    return root**-n * mpmath.hermite(n, x / root)


legendre = kernel_with_fallback("legendre", _legendre_fast, mpmath.legendre)
assoc_legendre = kernel_with_fallback("assoc_legendre", _assoc_legendre_fast, mpmath.legenp)
gegenbauer = _polynomial(
    "gegenbauer", "eval_gegenbauer", gegenbauer_reference, _gegenbauer_series, least=-0.5, smallest=_SMALL
)
jacobi = _polynomial("jacobi", "eval_jacobi", jacobi_reference, _vanishing(_jacobi_series, 0.0), least=-1.0)
laguerre = _polynomial("laguerre", "eval_laguerre", laguerre_reference, _laguerre_series)
assoc_laguerre = _polynomial(
    "assoc_laguerre", "eval_genlaguerre", mpmath.laguerre, _vanishing(_assoc_laguerre_series, 0.0)
)
hermite = _polynomial("hermite", "eval_hermite", mpmath.hermite)
hermite_prob = _polynomial("hermite_prob", "eval_hermitenorm", hermite_prob_reference)
