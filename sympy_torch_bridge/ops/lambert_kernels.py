"""The Lambert W function: its two real branches in torch operations, the complex ones by SciPy."""

from __future__ import annotations

import math

import numpy as np
import scipy.special
import torch
from torch import Tensor

from .host import Array, HostKernel

__all__ = ["lambert_w"]

_INVERSE_E = math.exp(-1)
_INVERSE_E_REST = -1.2428753672788364e-17  # what the double above lacks of 1/e
# Around the branch point -1/e the function is a power series in p = sqrt(2*(e*x + 1)).
_SERIES_REACH = 0.4
_SERIES_TERMS = 26
_STEPS = 3


def lambert_w(x: Tensor, k: Tensor | None = None) -> Tensor:
    """Return the branch k of W; real values exist for k = 0 and, of negative numbers, for k = -1."""
    k = torch.zeros_like(x) if k is None else k
    if x.is_complex() or k.is_complex():
        return _complex_lambert_w(x, k)
    dtype = torch.promote_types(x.dtype, k.dtype)
    x, k = torch.broadcast_tensors(x.double(), k.double())
    distance = (x + _INVERSE_E) + _INVERSE_E_REST
    is_principal = k == 0
    is_real = (distance >= 0) & (is_principal | ((k == -1) & (x < 0)))
    p = torch.sqrt(2 * math.e * distance.clamp(min=0)) * torch.where(is_principal, 1.0, -1.0)
    near = p.abs() < _SERIES_REACH
    series = _series(torch.where(near, p, 0))
    at = torch.where(near | ~is_real | (x == 0) | x.isinf(), torch.where(is_principal, 1.0, -0.1), x)
    value = torch.where(near, series, _iterated(at, is_principal))
    value = torch.where((x == 0) | (x == math.inf), x, value)
    return torch.where(is_real, value, math.nan).to(dtype)


def _coefficients() -> list[float]:
    """Return the coefficients of W as a series in p, from its differential equation."""
    mu, alpha = [-1.0, 1.0], [2.0, -1.0]
    for k in range(2, _SERIES_TERMS):
        alpha.append(sum(mu[j] * mu[k + 1 - j] for j in range(2, k)))
        step = (k - 1) / (k + 1) * (mu[k - 2] / 2 + alpha[k - 2] / 4) - alpha[k] / 2 - mu[k - 1] / (k + 1)
        mu.append(step)
    return mu


_COEFFICIENTS = _coefficients()


def _series(p: Tensor) -> Tensor:
    total = torch.zeros_like(p)
    for coefficient in reversed(_COEFFICIENTS):
        total = total * p + coefficient
    return total


def _iterated(x: Tensor, is_principal: Tensor) -> Tensor:
    """Solve w + log(w/x) = 0 by steps of fourth order."""
    above = torch.log1p(torch.where(is_principal, x, 1))
    first = above * (1 - torch.log1p(above) / (2 + above))
    log_x = torch.log(-torch.where(is_principal, -0.1, x))
    second = log_x - torch.log(-log_x) * (1 - 1 / log_x)
    w = torch.where(is_principal, first, second)
    for _ in range(_STEPS):
        gap = torch.log(x / w) - w
        slope = 2 * (1 + w) * (1 + w + 2 * gap / 3)
        w = w * (1 + gap / (1 + w) * (slope - gap) / (slope - 2 * gap))
    return w


def _complex(x: Array, k: Array) -> Array:
    z = x.real + 1j * (x.imag + 0.0)
    return np.asarray(scipy.special.lambertw(z, np.rint(k.real).astype(np.int64)))


_complex_lambert_w = HostKernel("scipy.lambertw", "scipy", _complex)
