"""Torch kernels on the last two axes of a batch of matrices."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["element", "lift", "mask_matrix", "trace", "transpose"]


def transpose(matrix: Tensor) -> Tensor:
    """Swap the last two axes."""
    return matrix.mT


def trace(matrix: Tensor) -> Tensor:
    """Sum the diagonal of the last two axes; shape (..., n, n) -> (...)."""
    return matrix.diagonal(dim1=-2, dim2=-1).sum(-1)


def element(matrix: Tensor, row: int, column: int) -> Tensor:
    """Return one entry of each matrix; shape (..., n, m) -> (...)."""
    return matrix[..., row, column]


def lift(scalar: Tensor) -> Tensor:
    """Give a batch of scalars two trailing axes, so that it multiplies a batch of matrices."""
    return scalar[..., None, None]


def mask_matrix(mask: Tensor, matrix: Tensor) -> Tensor:
    """Replace the matrices where ``mask`` is false by the identity, which every matrix function can take."""
    rows, columns = matrix.shape[-2:]
    neutral = torch.eye(rows, columns, dtype=matrix.dtype, device=matrix.device)
    return torch.where(mask[..., None, None], matrix, neutral)
