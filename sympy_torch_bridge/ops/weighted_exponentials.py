"""Torch kernels for the logarithm of one exponential times, or over, something: densities, mostly.

The value comes from the formula as written while that is in range, because it has all digits near 1. The
derivatives come from the sum of logarithms, which is what the formula is: by the exponent it is linear.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor

from .stable_kernels import log_quotient

__all__ = ["WEIGHTS_FROM", "log_quotient_weighted_exp", "log_weighted_exp"]

Weight = Tensor | float


def log_weighted_exp(weight: Weight, exponent: Tensor) -> Tensor:
    """Return log(w*exp(a))."""
    if _any_complex(weight, exponent):
        return torch.log(weight * torch.exp(exponent))
    term = _detached(weight) * torch.exp(exponent.detach())
    return _corrected(exponent + _log(weight), torch.log(term), term)


def log_quotient_weighted_exp(below: Tensor, weight: Weight, exponent: Tensor) -> Tensor:
    """Return log(w*exp(a)/b)."""
    if _any_complex(below, weight, exponent):
        return torch.log(weight * torch.exp(exponent) / below)
    term = _detached(weight) * torch.exp(exponent.detach())
    if isinstance(weight, int | float):
        apart = exponent + (_log(abs(weight)) - torch.log(below if weight >= 0 else -below))
    else:
        apart = exponent + log_quotient(weight, below)
    return _corrected(apart, log_quotient(term, below.detach()), term)


# The first argument of a kernel that is a weight, as every second one after it is.
WEIGHTS_FROM: Final = {log_weighted_exp: 0, log_quotient_weighted_exp: 1}


def _corrected(apart: Tensor, written: Tensor, term: Tensor) -> Tensor:
    """Return ``written`` where the term in it is a normal number, with the derivatives of ``apart``."""
    limits = torch.finfo(apart.dtype)
    size = torch.abs(term)
    rest = written - apart.detach()
    in_range = (size >= limits.tiny) & (size <= limits.max) & torch.isfinite(rest)
    return apart + torch.where(in_range, rest, 0)


def _log(weight: Weight) -> Weight:
    if not isinstance(weight, int | float):
        return torch.log(weight)
    return math.log(weight) if weight > 0 else -math.inf if weight == 0 else math.nan


def _detached(weight: Weight) -> Weight:
    return weight if isinstance(weight, int | float) else weight.detach()


def _any_complex(*values: Weight) -> bool:
    return any(isinstance(value, Tensor) and value.is_complex() for value in values)
