"""Torch kernels for single entries and for the sizes of batches of matrices."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..errors import InputShapeError

__all__ = ["columns", "element", "entries", "entry", "extent", "rows", "spread"]


def element(matrix: Tensor, row: int, column: int) -> Tensor:
    """Return one entry of each matrix; shape (..., n, m) -> (...)."""
    return matrix[..., row, column]


def entry(matrix: Tensor, row: Tensor | int, column: Tensor | int) -> Tensor:
    """Return the entry at a position that may differ over the batch.

    As in Python -1 is the last row or column. A position outside the matrix, between two entries,
    or beyond the integers that its dtype can tell apart gives nan.
    """
    return _found(matrix, row, column, trailing=0)


def entries(matrix: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Return a matrix of entries, at the positions that two matrices give."""
    return _found(matrix, row, column, trailing=2)


def _found(matrix: Tensor, row: Tensor | int, column: Tensor | int, *, trailing: int) -> Tensor:
    row_at, row_exists = _position(row, matrix, -2)
    column_at, column_exists = _position(column, matrix, -1)
    batch = matrix.shape[:-2]
    places = torch.arange(math.prod(batch), device=matrix.device).reshape(batch + (1,) * trailing)
    shape = torch.broadcast_shapes(row_at.shape, column_at.shape, places.shape)
    flat = matrix.reshape(-1, *matrix.shape[-2:])
    found = flat[places.expand(shape), row_at.expand(shape), column_at.expand(shape)]
    return torch.where(row_exists & column_exists, found, math.nan)


def _position(index: Tensor | int, matrix: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Return an index that exists, and whether it is the one that was asked for."""
    size = matrix.shape[axis]
    value = torch.as_tensor(index, device=matrix.device).detach()
    value = value.real if value.is_complex() else value
    exists = (value >= -size) & (value < size)
    if value.is_floating_point():
        exists = exists & (value == value.round()) & (value.abs() < 2 / torch.finfo(value.dtype).eps)
    whole = torch.where(exists, value, 0).to(torch.int64)
    return torch.where(whole < 0, whole + size, whole), exists


def rows(matrix: Tensor) -> int:
    """Return the number of rows."""
    return matrix.shape[-2]


def columns(matrix: Tensor) -> int:
    """Return the number of columns."""
    return matrix.shape[-1]


def extent(size: int, offset: int, factor: int) -> int:
    """Return the n for which ``factor*n + offset`` is the size.

    Raises
    ------
    InputShapeError
        There is no such integer.
    """
    count, remainder = divmod(size - offset, factor)
    if remainder:
        raise InputShapeError([], why=f"no integer n makes {factor}*n + {offset} the size {size}")
    return count


def spread(value: Tensor, matrix: Tensor) -> Tensor:
    """Repeat a scalar in every entry of a matrix of the shape of ``matrix``; its gradient by that is 0."""
    lifted = value[..., None, None] if value.dim() else value
    return torch.where(torch.ones_like(matrix, dtype=torch.bool), lifted, matrix)
