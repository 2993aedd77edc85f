"""Angles near 0."""

from __future__ import annotations

import torch
from torch import Tensor

from .branches import any_complex

__all__ = ["acos1m", "x_minus_sin"]

# Below 1, ten terms of a series in x**2/((2k)(2k+1)) reach 1/21! = 2e-20 relative.
_SERIES_TERMS = 10


def acos1m(x: Tensor) -> Tensor:
    """Return acos(1 - x), real for 0 <= x <= 2."""
    if any_complex(x):
        return torch.acos(1 - x)
    near = x < 1
    root = torch.asin(torch.sqrt(torch.where(near, x, 1) / 2))
    return torch.where(near, 2 * root, torch.acos(1 - torch.where(near, 1, x)))


def x_minus_sin(x: Tensor) -> Tensor:
    """Return x - sin(x), by its series below 1."""
    if any_complex(x):
        return x - torch.sin(x)
    small = torch.abs(x) < 1
    inner = torch.where(small, x, 0)
    square = inner * inner
    series = torch.ones_like(square)
    for k in range(_SERIES_TERMS, 1, -1):
        series = 1 - square * series / ((2 * k) * (2 * k + 1))
    return torch.where(small, inner * square * series / 6, x - torch.sin(x))
