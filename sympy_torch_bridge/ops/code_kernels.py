"""Torch kernels of the functions that SymPy has for generated code: cube root, sums of exponentials."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from . import exponential_sums, powers

__all__ = ["cbrt", "cosm1", "fma", "identity", "logaddexp2", "powm1"]


def identity(x: Tensor) -> Tensor:
    """Return the argument itself."""
    return x


def cbrt(x: Tensor) -> Tensor:
    """Return x**(1/3), which is real for positive numbers."""
    return torch.pow(x, 1 / 3)


def fma(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Return x*y + z."""
    return x * y + z


def cosm1(x: Tensor) -> Tensor:
    """Return cos(x) - 1 by the sine of half the angle, which keeps the digits near 0."""
    half = torch.sin(x / 2)
    return -2 * half * half


def powm1(x: Tensor, y: Tensor) -> Tensor:
    """Return x**y - 1, by ``expm1`` where the result is small."""
    positive = x > 0
    growth = y * torch.log(torch.where(positive, x, 1))
    near = positive & (torch.abs(growth) < 1)
    far = powers.power(torch.where(near, 1, x), torch.where(near, 1, y)) - 1
    return torch.where(near, torch.expm1(torch.where(near, growth, 0)), far)


def logaddexp2(x: Tensor, y: Tensor) -> Tensor:
    """Return the logarithm to base 2 of 2**x + 2**y."""
    scale = math.log(2)
    return exponential_sums.log_sum_exp(x * scale, y * scale) / scale
