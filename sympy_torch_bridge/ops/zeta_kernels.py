"""Zeta functions by Euler-Maclaurin summation, alternating ones by an accelerated series, on any device.

Both are carried as Taylor series in s, so that the derivatives by s come from the same sums as the value.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import mpmath
import torch
from torch import Tensor

from .fallback import elsewhere_kernel
from .gamma_kernels import gamma, gamma_of_positive
from .incomplete_kernels import doubles

__all__ = [
    "alternating_weights",
    "dirichlet_eta",
    "eta_reference",
    "eta_slope",
    "riemann_xi",
    "stieltjes",
    "zeta",
    "zeta_slope",
]

_TERMS = 16  # summed one by one before the correction terms
# B(2j)/(2j)!: with twelve of them the rest is below 1e-17 of the sum for s >= 0.
_BERNOULLI = tuple(float(mpmath.bernoulli(2 * j) / mpmath.factorial(2 * j)) for j in range(1, 13))
_LARGEST_ORDER = 4
_ALTERNATING_TERMS = 28  # the rest is (3 + sqrt(8))**-28


def zeta(s: Tensor, a: Tensor | None = None) -> Tensor:
    """Return the zeta function of Riemann, or of Hurwitz with a second argument."""
    a = torch.ones_like(s) if a is None else a
    if s.is_complex() or a.is_complex():
        return _host_zeta(torch.zeros_like(s), s, a)
    dtype, (s, a) = doubles(s, a)
    is_usual, is_reflected = (s >= 0) & (a > 0) & (s != 1), (s < 0) & (a == 1)
    rest = _host_zeta(torch.zeros_like(s), torch.where(is_usual | is_reflected, math.nan, s), a)
    at = torch.where(is_usual, s, torch.where(is_reflected, 1 - s, 2))
    # The distance to the pole is exact, also from the mirrored side, where 1 - s is rounded.
    inside = _hurwitz(at, torch.where(is_usual, a, 1), 0, torch.where(is_reflected, -s, at - 1))[0]
    value = torch.where(is_usual, inside, torch.where(is_reflected, _reflected(s, inside), rest))
    return torch.where(s == math.inf, _at_infinity(a), value).to(dtype)


def zeta_slope(n: Tensor, s: Tensor, a: Tensor) -> Tensor:
    """Return the n-th derivative of zeta(s, a) by s."""
    if any(v.is_complex() for v in (n, s, a)):
        return _host_zeta(n, s, a)
    dtype, (n, s, a) = doubles(n, s, a)
    n = n.clamp(min=0)
    is_usual = (s >= 0) & (a > 0) & (s != 1) & (n <= _LARGEST_ORDER)
    rest = _host_zeta(torch.where(is_usual, math.nan, n), s, a)
    at = torch.where(is_usual, s, 2)
    series = _hurwitz(at, torch.where(is_usual, a, 1), _LARGEST_ORDER, at - 1)
    return torch.where(is_usual, _derivative(series, n), rest).to(dtype)


def _zeta_reference(n: mpmath.mpf, s: mpmath.mpf, a: mpmath.mpf) -> mpmath.mpf:
    order = int(mpmath.re(n))
    if a == 1 and order == 0:
        return mpmath.zeta(s)
    return mpmath.zeta(s, a, order)


_host_zeta = elsewhere_kernel("zeta", _zeta_reference)


def _at_infinity(a: Tensor) -> Tensor:
    return torch.where(a == 1, 1.0, torch.where(a > 1, 0.0, torch.where(a > 0, math.inf, math.nan)))


def _reflected(s: Tensor, mirrored: Tensor) -> Tensor:
    """Return zeta(s) for negative s from zeta(1 - s)."""
    half = torch.where(s < 0, s, -1) / 2
    nearest = torch.round(half)
    sine = torch.sin(math.pi * (half - nearest)) * (1 - 2 * torch.remainder(nearest, 2))
    return 2 * torch.pow(2 * math.pi, 2 * half - 1) * sine * gamma(1 - 2 * half) * mirrored


def _derivative(series: list[Tensor], n: Tensor) -> Tensor:
    """Return n! times the n-th coefficient."""
    value = torch.full_like(n, math.nan)
    for order, coefficient in enumerate(series):
        value = torch.where(n == order, math.factorial(order) * coefficient, value)
    return value


def _hurwitz(s: Tensor, a: Tensor, order: int, from_pole: Tensor) -> list[Tensor]:
    """Return the Taylor coefficients of zeta(s, a) in s, for s >= 0 and not 1; ``from_pole`` is s - 1."""
    rest, base, logarithm = _regular(s, a, order)
    inverse = 1 / from_pole
    geometric = [(-1) ** k * inverse ** (k + 1) for k in range(order + 1)]
    main = _product(_exponential(torch.pow(base, -from_pole), logarithm, order), geometric)
    return [r + m for r, m in zip(rest, main, strict=True)]


def _regular(s: Tensor, a: Tensor, order: int) -> tuple[list[Tensor], Tensor, Tensor]:
    """Return the series without the term ``base**(1 - s)/(s - 1)``, the base and its logarithm."""
    base = a + _TERMS
    logarithm = torch.log(base)
    last = _exponential(torch.pow(base, -s), logarithm, order)
    total = [part / 2 for part in last]
    factor = [part * (1 / base) for part in last]
    factor = _times_linear(factor, s)
    for j, bernoulli in enumerate(_BERNOULLI):
        total = [t + bernoulli * f for t, f in zip(total, factor, strict=True)]
        factor = _times_linear(_times_linear(factor, s + 2 * j + 1), s + 2 * j + 2)
        factor = [f / (base * base) for f in factor]
    for k in range(_TERMS - 1, -1, -1):
        term = _exponential(torch.pow(a + k, -s), torch.log(a + k), order)
        total = [t + part for t, part in zip(total, term, strict=True)]
    return total, base, logarithm


def _exponential(value: Tensor, logarithm: Tensor, order: int) -> list[Tensor]:
    """Return the Taylor coefficients of ``value * exp(-e * logarithm)`` in e."""
    series = [value]
    for k in range(1, order + 1):
        series.append(series[-1] * logarithm / -k)
    return series


def _times_linear(series: list[Tensor], constant: Tensor) -> list[Tensor]:
    """Multiply by ``constant + e``."""
    return [series[0] * constant, *(low + high * constant for low, high in pairwise(series))]


def _product(first: list[Tensor], second: list[Tensor]) -> list[Tensor]:
    return [
        sum((first[i] * second[k - i] for i in range(k + 1)), torch.zeros_like(first[0]))
        for k in range(len(first))
    ]


def stieltjes(n: Tensor, a: Tensor | None = None) -> Tensor:
    """Return the Stieltjes constants: the coefficients of zeta around its pole."""
    a = torch.ones_like(n) if a is None else a
    if n.is_complex() or a.is_complex():
        return _host_stieltjes(n, a)
    dtype, (n, a) = doubles(n, a)
    is_usual = (n >= 0) & (n <= _LARGEST_ORDER) & (n == torch.floor(n)) & (a > 0)
    rest = _host_stieltjes(torch.where(is_usual, math.nan, n), a)
    series, _, logarithm = _regular(torch.ones_like(a), torch.where(is_usual, a, 1), _LARGEST_ORDER)
    pole = _exponential(torch.ones_like(a), logarithm, _LARGEST_ORDER + 1)[1:]
    sign = 1 - 2 * torch.remainder(n, 2)
    inside = sign * _derivative([r + p for r, p in zip(series, pole, strict=True)], n)
    return torch.where(is_usual, inside, rest).to(dtype)


_host_stieltjes = elsewhere_kernel("stieltjes", lambda n, a: mpmath.stieltjes(int(mpmath.re(n)), a))


def riemann_xi(s: Tensor) -> Tensor:
    """Return the entire function xi; torch differentiates it."""
    wide = s.double()
    t = torch.where(wide < 0.5, 1 - wide, wide)
    at = torch.where(t.isinf(), 2.0, t)
    rest, base, _ = _regular(at, torch.ones_like(at), 0)
    value = ((at - 1) * rest[0] + torch.pow(base, 1 - at)) * torch.pow(math.pi, -at / 2)
    value = value * gamma_of_positive(at / 2 + 1)
    return torch.where(t.isinf(), math.inf, value).to(s.dtype)


def dirichlet_eta(s: Tensor, a: Tensor | None = None) -> Tensor:
    """Return the alternating zeta function."""
    return eta_slope(torch.zeros_like(s), s, torch.ones_like(s) if a is None else a)


def eta_slope(n: Tensor, s: Tensor, a: Tensor) -> Tensor:
    """Return the n-th derivative of the alternating zeta function by s."""
    if any(v.is_complex() for v in (n, s, a)):
        return _host_eta(n, s, a)
    dtype, (n, s, a) = doubles(n, s, a)
    n = n.clamp(min=0)
    is_usual, is_reflected = (s >= 0) & (a > 0), (s < 0) & (a == 1) & (n == 0)
    rest = _host_eta(torch.where(is_usual | is_reflected, math.nan, n), s, a)
    at, start = torch.where(is_usual, s, 1), torch.where(is_usual, a, 1)
    total = torch.zeros_like(at)
    for k, weight in enumerate(alternating_weights()):
        logarithm = torch.log(start + k)
        total = total + weight * torch.exp(-at * logarithm) * torch.pow(-logarithm, n)
    below = torch.where(is_reflected, s, -1)
    reflected = -torch.expm1((1 - below) * math.log(2)) * zeta(below)
    value = torch.where(is_usual, total, torch.where(is_reflected, reflected, rest))
    return torch.where((s == math.inf) & (n == 0), _at_infinity(a), value).to(dtype)


@cache
def alternating_weights() -> tuple[float, ...]:
    """Return the weights of an alternating series that come from Chebyshev polynomials, with its signs."""
    count = _ALTERNATING_TERMS
    whole = int(((3 + mpmath.sqrt(8)) ** count + (3 - mpmath.sqrt(8)) ** count) / 2 + 0.5)
    term, rest, weights = -1, -whole, []
    for k in range(count):
        rest = term - rest
        weights.append(rest / whole)
        term = term * (k + count) * (k - count) * 2 // ((2 * k + 1) * (k + 1))
    return tuple(weights)


def eta_reference(n: mpmath.mpf, s: mpmath.mpf, a: mpmath.mpf) -> mpmath.mpf:
    """Return the n-th derivative of the alternating zeta function in mpmath's precision."""
    order = max(int(mpmath.re(n)), 0)
    if s == 1 and order:
        return mpmath.diff(lambda t: eta_reference(mpmath.mpf(0), t, a), s, order)
    if s == 1:
        return (mpmath.digamma((a + 1) / 2) - mpmath.digamma(a / 2)) / 2
    with mpmath.workprec(mpmath.mp.prec + 30 - (order + 1) * min(0, mpmath.mag(s - 1))):
        total = sum(
            mpmath.binomial(order, k)
            * (-mpmath.log(2)) ** (order - k)
            * (mpmath.zeta(s, a / 2, k) - mpmath.zeta(s, (a + 1) / 2, k))
            for k in range(order + 1)
        )
        return total / mpmath.power(2, s)


_host_eta = elsewhere_kernel("dirichlet_eta", eta_reference)
