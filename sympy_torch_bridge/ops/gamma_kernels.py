"""Gamma function and its logarithmic derivatives in torch operations, good to a few units in the last place.

``exp(lgamma(x))`` loses a digit for every decade of ``log(gamma(x))``, ``torch.special.polygamma`` of
order 1 is wrong by 5e-10, and ``torch.digamma`` loses all digits at its roots. These kernels compute
in double precision, on the device of their arguments, and round the result to their dtype.
"""

from __future__ import annotations

import math
from functools import cache

import mpmath
import torch
from torch import Tensor

from ..working_precision import PRECISION_LOCK
from .fallback import elsewhere_kernel
from .host import scipy_kernel

__all__ = [
    "digamma",
    "gamma",
    "gamma_of_positive",
    "loggamma",
    "polygamma",
    "polygamma_reference",
    "stirling_rest",
    "trigamma",
]

_FACTORIALS = [float(math.factorial(n)) for n in range(171)]
_LARGEST = 171.625  # gamma overflows beyond
# Arguments are shifted up by this number to where the asymptotic series below reach 1e-17.
_SHIFT = 10
# B(2k)/(2k(2k-1)): log gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + sum of these over x**(2k-1).
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)
# B(2k)/(2k): psi(x) = log x - 1/(2x) - sum of these over x**(2k).
_DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160)
# Above this order the factorial overflows where the value may not.
_LARGEST_ORDER = 100.0


def gamma(x: Tensor) -> Tensor:
    """Gamma function; exact for whole numbers, nan at the poles."""
    if x.is_complex():
        return _scipy_gamma(x)
    wide = x.double()
    is_whole = (wide == torch.floor(wide)) & (wide >= 1) & (wide <= 171)
    table = torch.tensor(_FACTORIALS, dtype=torch.float64, device=x.device)
    whole = table[torch.where(is_whole, wide - 1, 0).long()]
    above = torch.where(wide > 0, wide, 1)
    below = torch.where(wide < 0, wide, -0.5)
    value = torch.where(wide > 0, gamma_of_positive(above), _gamma_below(below))
    value = torch.where(wide == 0, math.nan, torch.where(wide.isnan(), wide, value))
    return torch.where(is_whole, whole, value).to(x.dtype)


_scipy_gamma = scipy_kernel("gamma", keeps_real=True)


def gamma_of_positive(x: Tensor) -> Tensor:
    """Return gamma of positive numbers; torch differentiates it."""
    outer, inner = _factors(x, torch.zeros_like(x))
    return torch.where(x > _LARGEST, math.inf, outer * inner)


def _gamma_below(x: Tensor) -> Tensor:
    """Return gamma of negative numbers by reflection; two divisions, as the product may overflow."""
    mirrored = 1 - x
    outer, inner = _factors(mirrored, (1 - mirrored) - x)
    nearest = torch.round(x)
    sine = torch.sin(math.pi * (x - nearest)) * (1 - 2 * torch.remainder(nearest, 2))
    return torch.where(sine == 0, math.nan, math.pi / sine / outer / inner)


def _factors(x: Tensor, rest: Tensor) -> tuple[Tensor, Tensor]:
    """Return two factors of gamma(x + rest): each stays finite where their product does."""
    is_small = x < _SHIFT
    shifted = torch.where(is_small, x + _SHIFT, x)
    # What the shift rounded away moves the value by its logarithmic derivative, psi(x) = log(x) - 1/(2x).
    rest = rest + torch.where(is_small, x - (shifted - _SHIFT), 0)
    correction = 1 + rest * (torch.log(shifted) - 1 / (2 * shifted))
    product = torch.ones_like(x)
    for k in range(_SHIFT):
        product = product * torch.where(is_small, x + k, 1)
    power = torch.pow(shifted, shifted / 2 - 0.25)
    rise = math.sqrt(2 * math.pi) * torch.exp(-shifted) * torch.exp(stirling_rest(shifted)) * correction
    return rise * power / product, power


def stirling_rest(x: Tensor) -> Tensor:
    """Return log(gamma(x)) without ``(x - 1/2)*log(x) - x + log(2*pi)/2``, for x of 10 and more."""
    return _horner(_STIRLING, 1 / (x * x)) / x


def _horner(coefficients: tuple[float, ...], x: Tensor) -> Tensor:
    total = torch.zeros_like(x)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def loggamma(x: Tensor) -> Tensor:
    """Logarithm of gamma, real for positive numbers; at the poles infinite, nan between them."""
    if x.is_complex():
        return _scipy_loggamma(torch.complex(x.real, x.imag + 0.0))  # above the cut, also for -0.0
    is_pole = (x <= 0) & (x == torch.floor(x))
    return torch.where((x > 0) | is_pole, torch.lgamma(x), math.nan)


_scipy_loggamma = scipy_kernel("loggamma")


def digamma(x: Tensor) -> Tensor:
    """Logarithmic derivative of gamma."""
    if x.is_complex():
        return _scipy_digamma(x)
    wide = x.double()
    nearest = torch.round(wide)
    is_pole = (wide <= 0) & (wide == nearest)
    above = _digamma_above(torch.where(wide > 0, wide, 1 - wide))
    cotangent = math.pi / torch.tan(math.pi * torch.where(wide < 0, wide - nearest, 0.25))
    value = torch.where(wide > 0, above, above - cotangent)
    return torch.where(is_pole, math.nan, value).to(x.dtype)


_scipy_digamma = scipy_kernel("digamma")


def _digamma_above(x: Tensor) -> Tensor:
    is_small = x < _SHIFT
    shifted = torch.where(is_small, x + _SHIFT, x)
    total = torch.zeros_like(x)
    for k in range(_SHIFT - 1, -1, -1):  # the smallest terms first
        total = total + torch.where(is_small, 1 / (x + k), 0)
    square = 1 / (shifted * shifted)
    series = 1 / (2 * shifted) + _horner(_DIGAMMA, square) * square
    value = torch.log(shifted) - series - total
    root, rest, coefficients = _digamma_at_its_root()
    near = (x - root) - rest
    return torch.where(near.abs() < 0.25, near * _horner(coefficients, near), value)


@cache
def _digamma_at_its_root() -> tuple[float, float, tuple[float, ...]]:
    """Return the positive root of psi as two doubles, and the Taylor series of psi(x)/(x - root) there."""
    with PRECISION_LOCK, mpmath.workdps(40):
        root = mpmath.findroot(mpmath.digamma, 1.4616)
        coefficients = tuple(float(mpmath.polygamma(k, root) / mpmath.factorial(k)) for k in range(1, 24))
        return float(root), float(root - float(root)), coefficients


def trigamma(x: Tensor) -> Tensor:
    """Second derivative of the logarithm of gamma."""
    return polygamma(torch.ones_like(x), x)


def polygamma(n: Tensor, x: Tensor) -> Tensor:
    """Polygamma function: whole orders by the Hurwitz zeta function, others by mpmath number by number."""
    n, x = torch.broadcast_tensors(n, x)
    if n.is_complex() or x.is_complex():
        return _host_polygamma(n, x)
    order, wide = n.double(), x.double()
    is_regular = (order == torch.floor(order)) & (order >= 0) & (order <= _LARGEST_ORDER)
    rest = _host_polygamma(torch.where(is_regular, math.nan, order), wide)
    value = _whole_order(torch.where(is_regular, order, 1), wide)
    dtype = torch.promote_types(n.dtype, x.dtype)
    return torch.where(is_regular, value, rest).to(dtype)


def _whole_order(n: Tensor, x: Tensor) -> Tensor:
    """Return polygamma for orders from 0 up to the largest whose factorial is known.

    Below 0 the reflection formula is used with its periodic part taken from the distance to the nearest
    pole, which is exact: psi(n, 1-x) - s psi(n, x) depends on x modulo 1 only, with s = (-1)**n.
    """
    sign = 1 - 2 * torch.remainder(n, 2)
    nearest = torch.round(x)
    distance = (x - nearest).abs()
    is_pole = (x <= 0) & (distance == 0)
    inside = torch.where((x < 0) & ~is_pole, distance, 0.5)
    near, far = _by_zeta(n, inside), _by_zeta(n, 1 - inside)
    # x lies above its nearest pole, or below it
    periodic = torch.where(x > nearest, far - sign * near, near - sign * far)
    mirrored = _by_zeta(n, torch.where(x > 0, x, 1 - x))
    value = torch.where(x > 0, mirrored, sign * (mirrored - periodic))
    value = torch.where(n == 0, digamma(x), value)
    return torch.where(is_pole, math.nan, torch.where(n.isnan() | x.isnan(), math.nan, value))


def _by_zeta(n: Tensor, x: Tensor) -> Tensor:
    """Return (-1)**(n+1) n! zeta(n+1, x), for positive x and n."""
    order = torch.where(n == 0, 1, n)
    sign = 2 * torch.remainder(order, 2) - 1
    value = sign * gamma(order + 1) * torch.special.zeta(order + 1, x)
    return torch.where(x == math.inf, 0.0, value)


def polygamma_reference(n: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    """Return polygamma of any order in mpmath's precision, as SymPy continues it to real orders."""
    if mpmath.isint(n) and mpmath.re(n) >= 0:
        return mpmath.polygamma(int(mpmath.re(n)), x)
    with mpmath.extradps(10):
        zeta, slope = mpmath.zeta(n + 1, x), mpmath.zeta(n + 1, x, 1)
        return (slope + (mpmath.euler + mpmath.digamma(-n)) * zeta) * mpmath.rgamma(-n)


_host_polygamma = elsewhere_kernel("polygamma", polygamma_reference)
