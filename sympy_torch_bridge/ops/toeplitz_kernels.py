"""Torch kernels of Toeplitz matrices: constant along each diagonal."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["diagonal_means", "diagonal_sums", "toeplitz"]


def toeplitz(values: Tensor) -> Tensor:
    """Return the matrix with these values on its diagonals; shape (..., 2n-1, 1) -> (..., n, n)."""
    return values[..., _diagonals((values.shape[-2] + 1) // 2, values.device), 0]


def diagonal_sums(matrix: Tensor) -> Tensor:
    """Return the sums of all diagonals as a column; shape (..., n, n) -> (..., 2n-1, 1)."""
    size = matrix.shape[-1]
    zeros = matrix.new_zeros(*matrix.shape[:-2], 2 * size - 1)
    places = _diagonals(size, matrix.device).flatten()
    return torch.index_add(zeros, -1, places, matrix.flatten(-2))[..., None]


def diagonal_means(matrix: Tensor) -> Tensor:
    """Return each matrix with every entry replaced by the mean of its diagonal."""
    size = matrix.shape[-1]
    lengths = size - torch.arange(1 - size, size, device=matrix.device).abs()
    return toeplitz(diagonal_sums(matrix) / lengths[:, None])


def _diagonals(size: int, device: torch.device) -> Tensor:
    """Return the number of the diagonal of each entry, counted from the upper right corner."""
    places = torch.arange(size, device=device)
    return places[:, None] - places + size - 1
