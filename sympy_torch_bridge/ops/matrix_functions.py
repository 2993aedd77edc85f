"""Torch kernels of functions of whole matrices, by their power series, and of their derivatives."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .matrix_solving import widened

__all__ = ["cos", "cos_derivative", "exp", "exp_derivative", "sin", "sin_derivative"]


@widened
def exp(matrix: Tensor) -> Tensor:
    """Return the exponential series of each matrix."""
    result: Tensor = torch.linalg.matrix_exp(matrix)
    return result


@widened
def sin(matrix: Tensor) -> Tensor:
    """Return the sine series of each matrix."""
    size = matrix.shape[-1]
    return _rotation(matrix)[..., size:, :size]


@widened
def cos(matrix: Tensor) -> Tensor:
    """Return the cosine series of each matrix."""
    size = matrix.shape[-1]
    return _rotation(matrix)[..., :size, :size]


def _rotation(matrix: Tensor) -> Tensor:
    """Return ``exp([[0, -A], [A, 0]]) = [[cos A, -sin A], [sin A, cos A]]``, without complex numbers."""
    zero = torch.zeros_like(matrix)
    result: Tensor = torch.linalg.matrix_exp(_blocks(zero, -matrix, matrix, zero))
    return result


@widened
def exp_derivative(matrix: Tensor, direction: Tensor) -> Tensor:
    """Return the change of each exponential to first order."""
    return _derivative(exp, matrix, direction)


@widened
def sin_derivative(matrix: Tensor, direction: Tensor) -> Tensor:
    """Return the change of each sine to first order."""
    return _derivative(sin, matrix, direction)


@widened
def cos_derivative(matrix: Tensor, direction: Tensor) -> Tensor:
    """Return the change of each cosine to first order."""
    return _derivative(cos, matrix, direction)


def _derivative(function: Callable[[Tensor], Tensor], matrix: Tensor, direction: Tensor) -> Tensor:
    """Return the upper right block of the function of ``[[matrix, direction], [0, matrix]]``."""
    size = matrix.shape[-1]
    batch = torch.broadcast_shapes(matrix.shape[:-2], direction.shape[:-2])
    dtype = torch.promote_types(matrix.dtype, direction.dtype)
    diagonal, corner = (part.to(dtype).expand(*batch, size, size) for part in (matrix, direction))
    return function(_blocks(diagonal, corner, torch.zeros_like(diagonal), diagonal))[..., :size, size:]


def _blocks(top_left: Tensor, top_right: Tensor, low_left: Tensor, low_right: Tensor) -> Tensor:
    return torch.cat([torch.cat([top_left, top_right], -1), torch.cat([low_left, low_right], -1)], -2)
