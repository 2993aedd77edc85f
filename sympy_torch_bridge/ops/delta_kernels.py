"""Torch kernels of deltas, permutation symbols and singularity functions."""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["dirac_delta", "kronecker", "kronecker_within", "levi_civita", "singularity"]


def dirac_delta(x: Tensor, order: Tensor | None = None) -> Tensor:
    """Return the delta function or a derivative: 0 away from 0, at 0 infinite, the derivatives undefined."""
    at_zero: Tensor | float = math.inf
    if order is not None:
        at_zero = torch.where(order == 0, math.inf, math.nan).to(x.dtype)
    return torch.where(x == 0, at_zero, _nothing(x))


def _nothing(x: Tensor) -> Tensor:
    """Return 0, connected to ``x`` with gradient 0; nan for nan."""
    if not x.is_floating_point():
        return x * 0
    return torch.where(torch.isnan(x), x, torch.sgn(x) * 0)


def kronecker(i: Tensor, j: Tensor) -> Tensor:
    """Return 1 where both are equal, else 0."""
    return (i == j).to(torch.promote_types(i.dtype, j.dtype)) + _nothing(i) + _nothing(j)


def kronecker_within(i: Tensor, j: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Return 1 where both are equal and lie between two bounds, else 0."""
    within = (first <= i) & (i <= last) & (first <= j) & (j <= last)
    return torch.where(within | torch.isnan(i) | torch.isnan(j), kronecker(i, j), _nothing(i) + _nothing(j))


def levi_civita(*indices: Tensor) -> Tensor:
    """Return the product of all differences, scaled to 1 for indices in a row; nan for a fraction."""
    value = torch.ones_like(indices[0])
    whole = torch.ones_like(value, dtype=torch.bool)
    for place, index in enumerate(indices):
        whole = whole & (index == torch.round(index))
        for later in indices[place + 1 :]:
            value = value * (later - index)
        value = value / math.factorial(place)
    total = indices[0]
    for index in indices[1:]:
        total = total + index
    return torch.where(whole, value, math.nan).detach() + _nothing(total)


def singularity(x: Tensor, offset: Tensor, order: Tensor) -> Tensor:
    """Return the power of ``x - offset`` on the right side; of orders -1 to -4 the delta and its derivatives.

    At the offset these are infinite, and 0 elsewhere.
    """
    distance = x - offset
    ramp = (distance >= 0) & (order >= 0)
    power = torch.pow(torch.where(ramp, distance, 1), torch.where(ramp, order, 1))
    delta = torch.where(distance == 0, math.inf, _nothing(distance))
    known = (order >= 0) | ((order >= -4) & (order == torch.round(order)))
    beside = torch.where(order >= 0, _nothing(distance), torch.where(known, delta, math.nan))
    return torch.where(ramp, power, beside)
