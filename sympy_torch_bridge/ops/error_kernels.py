"""Error functions of two arguments and inverses, in torch operations."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from .host import scipy_kernel

__all__ = ["complex_erf", "complex_erfc", "erf2", "erf2inv", "erfcinv"]

complex_erf = scipy_kernel("erf")
complex_erfc = scipy_kernel("erfc")

# Gauss-Legendre rule on [-1, 1]: right to 1e-17 where the exponent of exp(-t**2) changes by less than 1.
_NODES, _WEIGHTS = (tuple(map(float, part)) for part in np.polynomial.legendre.leggauss(12))


def erf2(x: Tensor, y: Tensor) -> Tensor:
    """Return erf(y) - erf(x) without cancellation: by erfc in the tails, by quadrature if close."""
    dtype = torch.promote_types(x.dtype, y.dtype)
    x, y = torch.broadcast_tensors(x.double(), y.double())
    is_right, is_left = (x > 0.5) & (y > 0.5), (x < -0.5) & (y < -0.5)
    # One of the three differences is wanted; the others get arguments at which they are harmless.
    mirror = torch.where(is_left, -1.0, 1.0)
    tail = mirror * (torch.erfc(mirror * x) - torch.erfc(mirror * y))
    far = torch.where(is_right | is_left, tail, torch.erf(y) - torch.erf(x))
    is_near = (y - x).abs() * torch.maximum(x.abs(), y.abs()).clamp(min=1) < 0.5
    near = _integral(torch.where(is_near, x, 0), torch.where(is_near, y, 0))
    return torch.where(is_near, near, far).to(dtype)


def _integral(x: Tensor, y: Tensor) -> Tensor:
    center, half = (x + y) / 2, (y - x) / 2
    total = torch.zeros_like(x)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        at = center + node * half
        total = total + weight * torch.exp(-at * at)
    return total * half * (2 / math.sqrt(math.pi))


def erfcinv(x: Tensor) -> Tensor:
    """Return the inverse of erfc, from the inverse of the normal distribution function."""
    quantile: Tensor = torch.special.ndtri(x.double() / 2)
    return (-quantile / math.sqrt(2)).to(x.dtype)


def erf2inv(x: Tensor, y: Tensor) -> Tensor:
    """Return the z with erf2(x, z) = y; near the ends of the range by the inverse of erfc."""
    dtype = torch.promote_types(x.dtype, y.dtype)
    x, y = torch.broadcast_tensors(x.double(), y.double())
    total = torch.erf(x) + y
    side = torch.where(total < 0, -1.0, 1.0)
    tail = side * erfcinv(torch.erfc(side * x) - side * y)
    return torch.where(total.abs() > 0.5, tail, torch.erfinv(total)).to(dtype)
