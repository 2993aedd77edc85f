"""Matrices that emitted source builds: constants of a given shape, and matrices of given entries.

They have no batch axes of their own; ``like`` lists the inputs, which give dtype and device.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .assemble import scalar

__all__ = ["column_numbers", "count", "dense", "filled", "identity", "permutation", "row_numbers"]

Number = bool | int | float | complex


def count(size: int, *, like: Sequence[Tensor]) -> Tensor:
    """Return a size as a number to compute with, in double precision where the dtype has no such number."""
    value = scalar(size, *like)
    is_exact = not value.is_floating_point() or size * torch.finfo(value.dtype).eps <= 2
    return value if is_exact else value.new_full((), size, dtype=torch.float64)


def identity(rows: int, columns: int, *, like: Sequence[Tensor]) -> Tensor:
    """Return ones on the diagonal and zeros elsewhere."""
    model = scalar(1, *like)
    return torch.eye(rows, columns, dtype=model.dtype, device=model.device)


def filled(rows: int, columns: int, value: Number, *, like: Sequence[Tensor]) -> Tensor:
    """Return one number in every entry."""
    return scalar(value, *like).expand(rows, columns)


def permutation(*order: int, like: Sequence[Tensor]) -> Tensor:
    """Return the matrix with ones at (i, order[i])."""
    return identity(len(order), len(order), like=like)[list(order)]


def row_numbers(rows: int, columns: int, *, like: Sequence[Tensor]) -> Tensor:
    """Return the row number, from 0, of every entry."""
    model = scalar(1, *like)
    return torch.arange(rows, dtype=model.dtype, device=model.device)[:, None].expand(rows, columns)


def column_numbers(rows: int, columns: int, *, like: Sequence[Tensor]) -> Tensor:
    """Return the column number, from 0, of every entry."""
    model = scalar(1, *like)
    return torch.arange(columns, dtype=model.dtype, device=model.device).expand(rows, columns)


def dense(rows: int, columns: int, *entries: Tensor | Number, like: Sequence[Tensor]) -> Tensor:
    """Return the matrix of the entries, given row by row; batch axes of entries become its own."""
    if not entries:
        return scalar(0, *like).expand(rows, columns)
    tensors = [entry if isinstance(entry, Tensor) else scalar(entry, *like) for entry in entries]
    dtype = tensors[0].dtype
    for tensor in tensors[1:]:
        dtype = torch.promote_types(dtype, tensor.dtype)
    flat = torch.stack(torch.broadcast_tensors(*(tensor.to(dtype) for tensor in tensors)), dim=-1)
    return flat.reshape(*flat.shape[:-1], rows, columns)
