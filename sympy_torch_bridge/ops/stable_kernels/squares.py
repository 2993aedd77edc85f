"""Squares and their roots, which cancel, overflow and underflow."""

from __future__ import annotations

import torch
from torch import Tensor

from .. import kernels
from .branches import any_complex

__all__ = ["difference_of_squares", "hypot", "log_sum_squares", "sqrt_difference", "sqrt_square"]


def difference_of_squares(a: Tensor, b: Tensor) -> Tensor:
    """Return a**2 - b**2, factored only where the squares cancel: elsewhere the factors cost digits."""
    minus, plus = a - b, a + b
    if any_complex(a, b) or not minus.is_floating_point():
        return minus * plus
    smaller, larger = torch.abs(minus), torch.abs(plus)
    near = (3 * smaller < larger) | (3 * larger < smaller)
    return torch.where(near, minus * plus, a * a - b * b)


def sqrt_difference(root_a: Tensor, root_b: Tensor, difference: Tensor) -> Tensor:
    """Return sqrt(a) - sqrt(b) from both roots and ``difference = a - b``."""
    if any_complex(root_a, root_b, difference):
        return root_a - root_b
    # A difference that has underflowed or overflowed on its way says nothing about the roots.
    size = torch.abs(difference)
    near = (root_a < 2 * root_b) & (root_b < 2 * root_a)
    near = near & (size >= torch.finfo(root_a.dtype).tiny) & (size < float("inf"))
    total = torch.where(near, root_a + root_b, 1)
    return torch.where(near, torch.where(near, difference, 1) / total, root_a - root_b)


def hypot(*values: Tensor) -> Tensor:
    """Return the square root of the sum of squares; the gradient at the origin is 0."""
    if any_complex(*values):
        return torch.sqrt(_sum_squares(values))
    scale = _square_scale(values)
    total = _sum_squares([value / scale for value in values])
    zero = total == 0
    return torch.where(zero, 0, torch.sqrt(torch.where(zero, 1, total)) * scale)


def sqrt_square(x: Tensor) -> Tensor:
    """Return sqrt(x**2), the absolute value of a real number; the gradient at 0 is 0."""
    return torch.sqrt(x * x) if any_complex(x) else torch.abs(x)


def log_sum_squares(*values: Tensor) -> Tensor:
    """Return log(a**2 + b**2 + ...)."""
    if any_complex(*values):
        return torch.log(_sum_squares(values))
    scale = _square_scale(values)
    return torch.log(_sum_squares([value / scale for value in values])) + 2 * torch.log(scale)


def _sum_squares(values: tuple[Tensor, ...] | list[Tensor]) -> Tensor:
    total = values[0] * values[0]
    for value in values[1:]:
        total = total + value * value
    return total


def _square_scale(values: tuple[Tensor, ...]) -> Tensor:
    """Return 1 where all squares are in range, else the largest absolute value, without a gradient.

    A homogeneous function of the scaled values has the same derivatives whatever the scale.
    """
    largest = kernels.maximum(*(torch.abs(value) for value in values)).detach()
    limits = torch.finfo(largest.dtype)
    upper = (limits.max / (4 * len(values))) ** 0.5
    lower = (limits.tiny / limits.eps) ** 0.5
    beyond = ((largest > upper) & (largest <= limits.max)) | ((largest < lower) & (largest > 0))
    return torch.where(beyond, largest, 1)
