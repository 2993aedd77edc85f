"""Beta function, incomplete beta functions and their derivatives by the parameters.

With ``t = 1/(1 + exp(-u))`` the integrand of the incomplete beta function is the exponential of a concave
function of u, times powers of ``log(t)`` and ``log(1 - t)`` for the derivatives. Gauss-Legendre nodes over
the stretch where it is above exp(-40) of its peak give all digits; the long exponential tails are added
in closed form.
"""

from __future__ import annotations

import math

import mpmath
import torch
from torch import Tensor

from .fallback import elsewhere_kernel
from .gamma_kernels import gamma, stirling_rest
from .host import mpmath_kernel
from .incomplete_kernels import doubles, nodes

__all__ = ["beta", "betainc", "betainc_regularized", "betainc_slope"]

_DROP = 40.0
_BISECTIONS = 12
# Gamma is finite up to here; larger arguments go by logarithms.
_LARGEST = 170.0


def beta(x: Tensor, y: Tensor | None = None) -> Tensor:
    """Return the beta function; one argument stands for two equal ones."""
    other = x if y is None else y
    if x.is_complex() or other.is_complex():
        return _complex_beta(x, other)
    dtype = torch.promote_types(x.dtype, other.dtype)
    x, other = torch.broadcast_tensors(x.double(), other.double())
    large, small = torch.maximum(x, other), torch.minimum(x, other)
    total = x + other
    is_pole = (total <= 0) & (total == torch.floor(total))
    # What the sum rounded away moves gamma(total) by its logarithmic derivative.
    rounded = torch.where(is_pole, 0.0, ((total - large) - small) * torch.digamma(total))
    direct = gamma(large) / torch.where(is_pole, math.inf, gamma(total)) * gamma(small) * (1 + rounded)
    value = torch.where(torch.maximum(large, total) > _LARGEST, _beta_of_large(large, small), direct)
    return torch.where(x.isnan() | other.isnan(), math.nan, value).to(dtype)


_complex_beta = mpmath_kernel("beta", mpmath.beta)


def _beta_of_large(large: Tensor, small: Tensor) -> Tensor:
    """Return beta through Stirling's series, whose leading terms are combined before they are rounded."""
    ratio, total = small / large, small + large
    rests = stirling_rest(large) - stirling_rest(total)
    leading = (small - 0.5) * (torch.log(ratio) - torch.log1p(ratio)) - large * torch.log1p(ratio)
    both = torch.exp(leading - torch.log(large) / 2 + stirling_rest(small) + rests) * math.sqrt(2 * math.pi)
    quotient = torch.exp((0.5 - large) * torch.log1p(ratio) - small * torch.log(total) + small + rests)
    one = gamma(small.clamp(max=_LARGEST)) * quotient
    logarithm = torch.lgamma(large) + torch.lgamma(small) - torch.lgamma(total)
    sign = _sign_of_gamma(large) * _sign_of_gamma(small) * _sign_of_gamma(total)
    return torch.where(
        small > 10, both, torch.where((total > 10) & (small > -100), one, sign * torch.exp(logarithm))
    )


def _sign_of_gamma(x: Tensor) -> Tensor:
    return torch.where(x > 0, 1.0, 1 - 2 * torch.remainder(torch.floor(x), 2))


def betainc(a: Tensor, b: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Integrate ``t**(a-1) * (1-t)**(b-1)`` from ``start`` to ``end``; outside [0, 1] by mpmath."""
    if any(v.is_complex() for v in (a, b, start, end)):
        return _host_betainc(a, b, start, end)
    dtype, arguments = doubles(a, b, start, end)
    is_usual = _is_usual(*arguments)
    rest = _host_betainc(torch.where(is_usual, math.nan, arguments[0]), *arguments[1:])
    rest = torch.where(_diverges(*arguments), torch.sign(arguments[3] - arguments[2]) * math.inf, rest)
    inside = _integral(None, _inside(is_usual, arguments), torch.zeros_like(rest))
    return torch.where(is_usual, inside, rest).to(dtype)


def betainc_regularized(a: Tensor, b: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Return the incomplete beta function as a share of the whole one."""
    if any(v.is_complex() for v in (a, b, start, end)):
        return _host_betainc(a, b, start, end) / beta(a, b)
    dtype, arguments = doubles(a, b, start, end)
    is_usual = _is_usual(*arguments)
    first, second = arguments[:2]
    # Large parameters: the whole one is divided by under the exponential, where neither underflows.
    is_large = is_usual & (first + second > _LARGEST)
    logarithm = torch.lgamma(first) + torch.lgamma(second) - torch.lgamma(first + second)
    rest = _host_betainc(torch.where(is_usual, math.nan, first), *arguments[1:])
    inside = _integral(None, _inside(is_usual, arguments), torch.where(is_large, logarithm, 0.0))
    value = torch.where(is_usual, inside, rest)
    return torch.where(is_large, value, value / beta(first, second)).to(dtype)


_host_betainc = elsewhere_kernel("betainc", mpmath.betainc)


def betainc_slope(i: Tensor, j: Tensor, a: Tensor, b: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Differentiate betainc i times by a and j times by b; arguments in the usual domain alone."""
    dtype, (i, j, *arguments) = doubles(i, j, a, b, start, end)
    is_usual = _is_usual(*arguments) & ~i.isnan() & ~j.isnan()
    value = _integral((i, j), _inside(is_usual, tuple(arguments)), torch.zeros_like(i))
    return torch.where(is_usual, value, math.nan).to(dtype)


def _is_usual(a: Tensor, b: Tensor, start: Tensor, end: Tensor) -> Tensor:
    return (a > 0) & (b > 0) & (start >= 0) & (start <= 1) & (end >= 0) & (end <= 1)


def _diverges(a: Tensor, b: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Whether a pole 1/t ends the range, where mpmath moves the limit by a rounding error."""
    return (a == 0) & ~b.isnan() & ((start == 0) ^ (end == 0))


def _inside(is_usual: Tensor, arguments: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return tuple(torch.where(is_usual, argument, 0.5) for argument in arguments)


def _integral(
    orders: tuple[Tensor, Tensor] | None, arguments: tuple[Tensor, ...], logarithm: Tensor
) -> Tensor:
    """Integrate, with the exponential of ``logarithm`` divided out."""
    a, b, start, end = arguments
    left, right = torch.logit(torch.minimum(start, end)), torch.logit(torch.maximum(start, end))
    peak = torch.minimum(torch.maximum(torch.log(a / b), left), right)
    first, last = right.clamp(max=-_DROP), left.clamp(min=_DROP)  # beyond, only a tail is left
    lower = torch.maximum(torch.maximum(peak - _reach(a, b, peak, -1.0), left), first)
    upper = torch.minimum(torch.minimum(peak + _reach(a, b, peak, 1.0), right), last)
    upper = torch.maximum(lower, upper)
    # The nodes are dense at the ends alone: one of them is the peak, far from which both slopes may reach.
    middle = torch.minimum(torch.maximum(peak, lower), upper)
    total = torch.zeros_like(a)
    for part, weight in nodes():
        below = _integrand(orders, a, b, lower + (middle - lower) * part, logarithm)
        above = _integrand(orders, a, b, middle + (upper - middle) * part, logarithm)
        total = total + weight * ((middle - lower) * below + (upper - middle) * above)
    i, j = orders if orders is not None else (torch.zeros_like(a), torch.zeros_like(a))
    tails = torch.where(lower <= first, _tail(i, j, a, left, first), 0.0)
    tails = tails + torch.where(upper >= last, _tail(j, i, b, -right, -last), 0.0)
    total = total + tails * torch.exp(-logarithm)
    return torch.where(start == end, 0.0, torch.where(end < start, -total, total))


def _logarithms(u: Tensor) -> tuple[Tensor, Tensor]:
    """Return log(t) and log(1 - t)."""
    return torch.nn.functional.logsigmoid(u), torch.nn.functional.logsigmoid(-u)


def _integrand(
    orders: tuple[Tensor, Tensor] | None, a: Tensor, b: Tensor, u: Tensor, logarithm: Tensor
) -> Tensor:
    log_t, log_rest = _logarithms(u)
    value = torch.exp(a * log_t + b * log_rest - logarithm)
    if orders is None:
        return value
    return value * torch.pow(log_t, orders[0]) * torch.pow(log_rest, orders[1])


def _reach(a: Tensor, b: Tensor, peak: Tensor, side: float) -> Tensor:
    """Find by bisection of its logarithm how far from its peak the integrand has fallen by exp(-40)."""

    def height(u: Tensor) -> Tensor:
        log_t, log_rest = _logarithms(u)
        return a * log_t + b * log_rest

    top = height(peak)
    low, high = torch.full_like(a, -25.0), torch.full_like(a, 7.0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        is_above = height(peak + side * torch.exp(middle)) > top - _DROP
        low, high = torch.where(is_above, middle, low), torch.where(is_above, high, middle)
    return torch.exp(high)


def _tail(i: Tensor, j: Tensor, a: Tensor, limit: Tensor, first: Tensor) -> Tensor:
    """Integrate ``u**i * (-exp(u))**j * exp(a*u)`` from ``limit`` to ``first``, both far below 0."""
    power = a + j
    factor = (1 - 2 * torch.remainder(i + j, 2)) * gamma(i + 1) / torch.pow(power, i + 1)
    near, far = power * -first, power * -torch.minimum(limit, first)
    share = torch.special.gammaincc(i + 1, near) - torch.special.gammaincc(i + 1, far)
    plain = torch.exp(-near) * -torch.expm1(near - far) * (1 - 2 * torch.remainder(j, 2)) / power
    return torch.where(i == 0, plain, factor * share)
