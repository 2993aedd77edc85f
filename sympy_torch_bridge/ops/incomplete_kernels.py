"""Incomplete gamma functions, the exponential integral of any order, and their derivatives by the order.

With ``t = x*exp(-v)`` below x and ``t = x*exp(v)`` above, each is an integral over v > 0 of the exponential
of a concave function, times a power of ``log(t)`` for a derivative by the order. Its peak is known, so
Gauss-Legendre nodes over the stretch where it is above exp(-40) of that peak give all digits of a double,
on any device: the terms have one sign and nothing cancels.
"""

from __future__ import annotations

import math
from functools import cache

import mpmath
import torch
from scipy.special import roots_legendre
from torch import Tensor

from ..working_precision import PRECISION_LOCK
from .gamma_kernels import gamma
from .host import mpmath_kernel

__all__ = [
    "doubles",
    "expint",
    "expint_slope",
    "lowergamma",
    "lowergamma_slope",
    "nodes",
    "uppergamma",
    "uppergamma_slope",
]

_NODE_COUNT = 96
_DROP = 40.0  # exp(-40) is below the last place


def uppergamma(s: Tensor, x: Tensor) -> Tensor:
    """Return the upper incomplete gamma function of any real order, for x >= 0 and for whole orders below."""
    if s.is_complex() or x.is_complex():
        return _complex_uppergamma(s, x)
    dtype, (s, x) = doubles(s, x)
    is_whole = (s > 0) & (s == torch.floor(s))
    is_upper = x > 0
    value = _moment(is_upper, None, torch.where(is_upper | is_whole, s, 1), x)
    below = torch.where(is_whole | ((x == 0) & (s > 0)), gamma(s) - value, math.nan)
    value = torch.where(is_upper, value, torch.where((x == 0) & (s <= 0), math.inf, below))
    return _checked(torch.where(x == math.inf, 0.0, value), s, x).to(dtype)


def lowergamma(s: Tensor, x: Tensor) -> Tensor:
    """Return the lower incomplete gamma function: real for x >= 0, and for whole orders."""
    if s.is_complex() or x.is_complex():
        return _complex_lowergamma(s, x)
    dtype, (s, x) = doubles(s, x)
    value = _moment(s <= 0, None, s, x)
    value = torch.where(s > 0, value, gamma(s) - torch.where(x > 0, value, math.nan))
    return _checked(torch.where(x == math.inf, gamma(s), value), s, x).to(dtype)


def expint(nu: Tensor, x: Tensor) -> Tensor:
    """Return the exponential integral of any real order, for x >= 0 and for orders 0, -1, -2 ... below."""
    if nu.is_complex() or x.is_complex():
        return _complex_expint(nu, x)
    dtype, (nu, x) = doubles(nu, x)
    at = torch.where(x > 0, x, 1)
    m, total, peak, _ = _integral(torch.ones_like(x, dtype=torch.bool), None, 1 - nu, at, torch.zeros_like(x))
    value = torch.where(m.isinf(), 0.0, torch.exp((1 - nu) * peak - m) * total)
    below = uppergamma(1 - nu, torch.where(x < 0, x, -1)) * torch.pow(x, nu - 1)
    value = torch.where(x > 0, value, torch.where(nu == torch.floor(nu), below, math.nan))
    value = torch.where(x == 0, torch.where(nu > 1, 1 / (nu - 1), math.inf), value)
    return _checked(value, nu, x).to(dtype)


def uppergamma_slope(n: Tensor, s: Tensor, x: Tensor) -> Tensor:
    """Return the n-th derivative of uppergamma(s, x) by s, for positive x; at 0 that of gamma."""
    dtype, (n, s, x) = doubles(n, s, x)
    is_whole_line = (x == 0) & (s > 0)
    value = _moment(~is_whole_line, n, s, torch.where(is_whole_line, 2 * s + 200, x))
    return _checked(torch.where((x > 0) | is_whole_line, value, math.nan), n, s, x).to(dtype)


def lowergamma_slope(n: Tensor, s: Tensor, x: Tensor) -> Tensor:
    """Return the n-th derivative of lowergamma(s, x) by s, for positive s and x."""
    dtype, (n, s, x) = doubles(n, s, x)
    value = _moment(torch.zeros_like(s, dtype=torch.bool), n, s, x)
    return _checked(torch.where((x >= 0) & (s > 0), value, math.nan), n, s, x).to(dtype)


def expint_slope(n: Tensor, nu: Tensor, x: Tensor) -> Tensor:
    """Return the n-th derivative of expint(nu, x) by nu, for positive x."""
    dtype, (n, nu, x) = doubles(n, nu, x)
    at = torch.where(x > 0, x, 1)
    m, total, peak, _ = _integral(torch.ones_like(x, dtype=torch.bool), n, 1 - nu, at, torch.zeros_like(x))
    value = torch.exp((1 - nu) * peak - m) * total * (1 - 2 * torch.remainder(n, 2))
    return _checked(torch.where(x > 0, value, math.nan), n, nu, x).to(dtype)


_complex_uppergamma = mpmath_kernel("uppergamma", mpmath.gammainc)
_complex_lowergamma = mpmath_kernel(
    "lowergamma", lambda s, x: mpmath.power(x, s) / s * mpmath.hyp1f1(s, s + 1, -x)
)
_complex_expint = mpmath_kernel("expint", mpmath.expint)


def _moment(is_upper: Tensor, n: Tensor | None, s: Tensor, x: Tensor) -> Tensor:
    """Integrate ``log(t)**n * t**(s-1) * exp(-t)`` from x to infinity, or from 0 to x for positive s."""
    is_zero = (x == 0) | x.isinf()
    order = torch.where(is_upper | (s > 0), s, 1)
    at = torch.where(is_zero | (is_upper & (x < 0)), 1, x)
    log_at = torch.log(at.abs())
    m, total, _, rest = _integral(is_upper, n, order, at, log_at)
    power = torch.pow(m.abs(), order / 2)  # twice, so that it overflows only with the product
    value = total * power * torch.exp(-m) * power * _sign_of_power(m, order)
    return torch.where(is_zero, 0.0, value + rest * _sign_of_power(at, order))


def _integral(
    is_upper: Tensor, n: Tensor | None, s: Tensor, x: Tensor, log_at_one: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Integrate over the logarithm v of t/x (above x) or of x/t (below).

    Returns m = t at the peak, the integral divided by ``m**s * exp(-m)``, v at the peak, and what lies beyond
    the stretch of nodes below x.
    """
    side = torch.where(is_upper, 1.0, -1.0).to(x.dtype)
    moves = (side * (s - x) > 0) & (x > 0)
    m = torch.where(moves, s, x)
    peak = side * torch.log(torch.where(moves, s / x, 1))
    slope = side * (m - s)  # of the exponent at the peak, not 0 where the peak is an end
    lower = -torch.minimum(peak, torch.where(is_upper, _decline(m), _rise(s)))
    end = torch.where(is_upper, math.inf, torch.log(m.abs().clamp(min=1e-16)) + _DROP)
    reach = torch.where(is_upper, _rise(m), torch.where(m > 0, _decline(m), math.inf))
    upper = torch.minimum(torch.minimum(_DROP / torch.where(m > 0, slope, s).abs(), reach), end)
    total = _sum(side, n, (slope - side * m, m), (lower, upper, x < 0), log_at_one + side * peak)
    start = (s * (peak + upper - log_at_one)).clamp(min=0)
    beyond = torch.where(~is_upper & (upper >= end), _tail(n, s, start), 0.0)
    return m, total, peak, beyond


def _sum(
    side: Tensor,
    n: Tensor | None,
    exponent: tuple[Tensor, Tensor],
    stretch: tuple[Tensor, Tensor, Tensor],
    logarithm: Tensor,
) -> Tensor:
    """Sum over the nodes; they crowd at the lower end where the slopes at the two ends are far apart."""
    (linear, m), (lower, upper, is_crowded) = exponent, stretch
    total = torch.zeros_like(m)
    crowding = is_crowded.to(m.dtype)
    for part, weight in nodes():
        crowd = 1 - crowding * (1 - part**2)
        y = lower + (upper - lower) * (part * crowd)
        height = torch.exp(-linear * y - m * torch.expm1(side * y)) * (1 + 2 * crowding) * crowd
        if n is not None:
            height = height * torch.pow(logarithm + side * y, n)
        total = total + height * weight
    return total * (upper - lower)


@cache
def nodes() -> tuple[tuple[float, float], ...]:
    """Return the Gauss-Legendre nodes and weights on [0, 1].

    SciPy's lose digits at the ends, where ``1 - x**2`` is small: one step of Newton's method in more digits.
    """
    found = []
    with PRECISION_LOCK, mpmath.workdps(30):
        for start in roots_legendre(_NODE_COUNT)[0]:
            x = mpmath.mpf(float(start))
            for _ in range(2):
                value, slope = _legendre(x)
                x -= value / slope
            found.append((float((1 + x) / 2), float(1 / ((1 - x * x) * slope**2))))
    return tuple(found)


def _legendre(x: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    """Return the Legendre polynomial and its derivative."""
    before, value = mpmath.mpf(1), x
    for k in range(2, _NODE_COUNT + 1):
        before, value = value, ((2 * k - 1) * x * value - (k - 1) * before) / k
    return value, _NODE_COUNT * (before - x * value) / (1 - x * x)


def _tail(n: Tensor | None, s: Tensor, start: Tensor) -> Tensor:
    """Integrate ``(-u)**n * exp(-s*u)`` from ``start/s`` on: there exp(-t) is 1."""
    if n is None:
        return torch.exp(-start) / s
    sign = 1 - 2 * torch.remainder(n, 2)
    share: Tensor = torch.special.gammaincc(n + 1, start)
    return sign * share * gamma(n + 1) / torch.pow(s, n + 1)


def _rise(strength: Tensor) -> Tensor:
    """Bound the y at which ``strength*(expm1(y) - y)`` reaches the drop."""
    ratio = _DROP / strength.abs()
    return torch.minimum(torch.sqrt(2 * ratio), torch.log1p(ratio) + 0.7)


def _decline(strength: Tensor) -> Tensor:
    """Bound the y at which ``strength*(expm1(-y) + y)`` reaches the drop."""
    ratio = _DROP / strength.abs()
    return ratio + torch.sqrt(2 * ratio)


def doubles(*arguments: Tensor) -> tuple[torch.dtype, tuple[Tensor, ...]]:
    """Return the common dtype, and the arguments in double precision and of one shape."""
    dtype = arguments[0].dtype
    for argument in arguments[1:]:
        dtype = torch.promote_types(dtype, argument.dtype)
    return dtype, tuple(torch.broadcast_tensors(*(argument.double() for argument in arguments)))


def _checked(value: Tensor, *arguments: Tensor) -> Tensor:
    """Return nan wherever an argument is nan."""
    for argument in arguments:
        value = torch.where(argument.isnan(), math.nan, value)
    return value


def _sign_of_power(x: Tensor, s: Tensor) -> Tensor:
    """Return the sign of x**s, nan where the power is not real."""
    parity = torch.remainder(s, 2)
    below = torch.where(parity == 0, 1.0, torch.where(parity == 1, -1.0, math.nan))
    return torch.where(x < 0, below, 1.0).to(x.dtype)
