"""Zeta functions by Euler-Maclaurin summation, alternating ones by an accelerated series, on any device.

Both are carried as Taylor series in s, so that the derivatives by s come from the same sums as the value.
"""

from __future__ import annotations

import math
from functools import cache

import mpmath
import torch
from torch import Tensor

from .fallback import elsewhere_kernel
from .gamma_kernels import gamma, gamma_of_positive
from .incomplete_kernels import doubles
from .zeta_series import LARGEST_ORDER, derivative_of, exponential, hurwitz, regular_part, times_linear

__all__ = [
    "alternating_weights",
    "dirichlet_eta",
    "eta_reference",
    "eta_slope",
    "riemann_xi",
    "stieltjes",
    "zeta",
    "zeta_slope",
    "zeta_times_s",
    "zeta_times_s_reference",
]

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
    inside = hurwitz(at, torch.where(is_usual, a, 1), 0, torch.where(is_reflected, -s, at - 1))[0]
    value = torch.where(is_usual, inside, torch.where(is_reflected, _reflected(s, inside), rest))
    return torch.where(s == math.inf, _at_infinity(a), value).to(dtype)


def zeta_slope(n: Tensor, s: Tensor, a: Tensor) -> Tensor:
    """Return the n-th derivative of zeta(s, a) by s."""
    if any(v.is_complex() for v in (n, s, a)):
        return _host_zeta(n, s, a)
    dtype, (n, s, a) = doubles(n, s, a)
    n = n.clamp(min=0)
    is_usual = (s >= 0) & (a > 0) & (s != 1) & (n <= LARGEST_ORDER)
    rest = _host_zeta(torch.where(is_usual, math.nan, n), s, a)
    at = torch.where(is_usual, s, 2)
    series = hurwitz(at, torch.where(is_usual, a, 1), LARGEST_ORDER, at - 1)
    return torch.where(is_usual, derivative_of(series, n), rest).to(dtype)


def _zeta_reference(n: mpmath.mpf, s: mpmath.mpf, a: mpmath.mpf) -> mpmath.mpf:
    order = int(mpmath.re(n))
    if a == 1 and order == 0:
        return mpmath.zeta(s)
    if a == 0 and mpmath.re(s) < 0:  # the power of 0 vanishes with all its derivatives by s
        return mpmath.zeta(s, 1, order)
    return mpmath.zeta(s, a, order)


_host_zeta = elsewhere_kernel("zeta", _zeta_reference)


def zeta_times_s(n: Tensor, s: Tensor, a: Tensor) -> Tensor:
    """Return the n-th derivative by s of ``s*zeta(s + 1, a)``, which has no pole."""
    if any(v.is_complex() for v in (n, s, a)):
        return _host_zeta_times_s(n, s, a)
    dtype, (n, s, a) = doubles(n, s, a)
    n = n.clamp(min=0)
    is_usual = (s >= -1) & (a > 0) & (n <= LARGEST_ORDER)
    rest = _host_zeta_times_s(torch.where(is_usual, math.nan, n), s, a)
    at = torch.where(is_usual, s, 1)
    regular, base, logarithm = regular_part(at + 1, torch.where(is_usual, a, 1), LARGEST_ORDER)
    pole = exponential(torch.pow(base, -at), logarithm, LARGEST_ORDER)
    series = [r + p for r, p in zip(times_linear(regular, at), pole, strict=True)]
    return torch.where(is_usual, derivative_of(series, n), rest).to(dtype)


def zeta_times_s_reference(n: mpmath.mpf, s: mpmath.mpf, a: mpmath.mpf) -> mpmath.mpf:
    """Return the n-th derivative of ``s*zeta(s + 1, a)`` in mpmath's precision."""
    order = max(int(mpmath.re(n)), 0)
    if s == 0:
        return order * (-1) ** (order - 1) * mpmath.stieltjes(order - 1, a) if order else mpmath.mpf(1)
    lower = order * _zeta_reference(mpmath.mpf(order - 1), s + 1, a) if order else 0
    with mpmath.workprec(mpmath.mp.prec + 30 - (order + 1) * min(0, mpmath.mag(s))):
        return s * _zeta_reference(mpmath.mpf(order), s + 1, a) + lower


_host_zeta_times_s = elsewhere_kernel("zeta_times_s", zeta_times_s_reference)


def _at_infinity(a: Tensor) -> Tensor:
    return torch.where(a == 1, 1.0, torch.where(a > 1, 0.0, torch.where(a > 0, math.inf, math.nan)))


def _reflected(s: Tensor, mirrored: Tensor) -> Tensor:
    """Return zeta(s) for negative s from zeta(1 - s)."""
    half = torch.where(s < 0, s, -1) / 2
    nearest = torch.round(half)
    sine = torch.sin(math.pi * (half - nearest)) * (1 - 2 * torch.remainder(nearest, 2))
    return 2 * torch.pow(2 * math.pi, 2 * half - 1) * sine * gamma(1 - 2 * half) * mirrored


def stieltjes(n: Tensor, a: Tensor | None = None) -> Tensor:
    """Return the Stieltjes constants: the coefficients of zeta around its pole."""
    a = torch.ones_like(n) if a is None else a
    if n.is_complex() or a.is_complex():
        return _host_stieltjes(n, a)
    dtype, (n, a) = doubles(n, a)
    is_usual = (n >= 0) & (n <= LARGEST_ORDER) & (n == torch.floor(n)) & (a > 0)
    rest = _host_stieltjes(torch.where(is_usual, math.nan, n), a)
    series, _, logarithm = regular_part(torch.ones_like(a), torch.where(is_usual, a, 1), LARGEST_ORDER)
    pole = exponential(torch.ones_like(a), logarithm, LARGEST_ORDER + 1)[1:]
    sign = 1 - 2 * torch.remainder(n, 2)
    inside = sign * derivative_of([r + p for r, p in zip(series, pole, strict=True)], n)
    return torch.where(is_usual, inside, rest).to(dtype)


_host_stieltjes = elsewhere_kernel("stieltjes", lambda n, a: mpmath.stieltjes(int(mpmath.re(n)), a))


def riemann_xi(s: Tensor) -> Tensor:
    """Return the entire function xi; torch differentiates it."""
    wide = s.double()
    t = torch.where(wide < 0.5, 1 - wide, wide)
    at = torch.where(t.isinf(), 2.0, t)
    rest, base, _ = regular_part(at, torch.ones_like(at), 0)
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
