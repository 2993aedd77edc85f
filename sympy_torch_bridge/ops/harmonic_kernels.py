"""Torch kernels for harmonic numbers of real order."""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["harmonic"]

# So many terms of the sum come before the tail; the tail is asymptotic in 1/_TERMS.
_TERMS = 12
# Bernoulli numbers B(2j)/(2j), the coefficients of the tail.
_TAIL = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)


def harmonic(n: Tensor) -> Tensor:
    """Return the sum of n/(k*(k + n)) over all k > 0: the n-th harmonic number, small where n is small."""
    if not n.is_complex():
        return _real_harmonic(n)
    left = n.real < -0.5
    value = _right_harmonic(torch.where(left, -1 - n, n))
    turn = math.pi * torch.where(left, n, 0.25)
    return torch.where(left, value - math.pi * torch.cos(turn) / torch.sin(turn), value)


def _real_harmonic(n: Tensor) -> Tensor:
    left = n < -0.5
    value = _right_harmonic(torch.where(left, -1 - n, n))
    # The cotangent has period 1 in n: the whole part is taken off before the product with pi rounds.
    turn = math.pi * torch.where(left, n - torch.round(n), 0.25)
    reflected = value - math.pi * torch.cos(turn) / torch.sin(turn)
    pole = left & (n == torch.round(n))
    return torch.where(pole, torch.nan, torch.where(left, reflected, value))


def _right_harmonic(n: Tensor) -> Tensor:
    """Sum the first terms, then take the difference of digamma at two places by its expansion."""
    total = torch.zeros_like(n)
    infinite = torch.isinf(n)
    n = torch.where(infinite, 1, n)
    for k in range(_TERMS - 1, 0, -1):
        total = total + n / (k * (k + n))
    growth = torch.log1p(n / _TERMS)
    tail = growth + n / (2 * _TERMS * (_TERMS + n))
    for j, coefficient in enumerate(_TAIL, start=1):
        tail = tail - coefficient / _TERMS ** (2 * j) * torch.expm1(-2 * j * growth)
    return torch.where(infinite, torch.inf, total + tail)
