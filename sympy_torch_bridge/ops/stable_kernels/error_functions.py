"""The complementary error function and its logarithm far out."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["log_erfc", "log_half_erfc", "scaled_erfc"]

_SQRT_PI = 1.7724538509055159
# From 10 on, the terms of the asymptotic series of erfc fall to 1e-17 before they grow.
_ERFC_TERMS = 16
_ERFC_FAR = 10.0


def scaled_erfc(x: Tensor) -> Tensor:
    """Return exp(x**2)*erfc(x); far out by its asymptotic series, whose gradient keeps its digits."""
    far = x > _ERFC_FAR
    outer = torch.where(far, x, _ERFC_FAR)
    inverse = 1 / outer
    ratio = inverse * inverse / 2
    series = torch.ones_like(ratio)
    for k in range(_ERFC_TERMS, 0, -1):
        series = 1 - (2 * k - 1) * ratio * series
    inner = torch.where(far, 0, x)
    # Torch has it in single and double precision.
    near = torch.special.erfcx(inner.float() if torch.finfo(x.dtype).bits == 16 else inner).to(x.dtype)
    return torch.where(far, series * inverse / _SQRT_PI, near)


def log_erfc(x: Tensor) -> Tensor:
    """Return log(erfc(x))."""
    far = x > 0.5
    outer = torch.where(far, x, 1)
    tail = torch.log(scaled_erfc(outer)) - outer * outer
    return torch.where(far, tail, torch.log1p(-torch.erf(torch.where(far, 0, x))))


def log_half_erfc(x: Tensor) -> Tensor:
    """Return log(erfc(x)/2), with ``x = -y/sqrt(2)`` the logarithm of the normal distribution function."""
    far = x > -0.5
    outer = torch.where(far, x, 1)
    tail = torch.log(scaled_erfc(outer) / 2) - outer * outer
    return torch.where(far, tail, torch.log1p(-torch.erfc(-torch.where(far, -1, x)) / 2))
