"""Torch kernels on batches of arrays: the last axes are the array, leading axes the batch.

``rank`` is the number of array axes. Every kernel is a composition of torch operations.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from ..errors import InputShapeError

__all__ = [
    "any_entry",
    "constant",
    "dense",
    "entry",
    "extent",
    "gather",
    "inserted",
    "lift",
    "masked",
    "permuted",
    "reshaped",
    "spread",
]


def entry(position: tuple[int, ...], array: Tensor) -> Tensor:
    """Return one entry of each array, at fixed indices.

    Raises
    ------
    InputShapeError
        The array is too small; a negative index counts from nowhere.
    """
    sizes = tuple(array.shape[array.dim() - len(position) :])
    if not all(0 <= index < size for index, size in zip(position, sizes, strict=True)):
        raise InputShapeError(
            [("array", sizes)],
            why=f"the formula uses the entry {list(position)}, which an array of this shape does not have",
            hint="indices count from 0; pass a larger array",
        )
    place: tuple[Any, ...] = (..., *position)
    return array[place]


def gather(rank: int, array: Tensor, *indices: Tensor) -> Tensor:
    """Return an entry of each array, at indices that may differ over the batch.

    Where an index lies outside the array, or is no whole number, the entry is nan (-1 in an array
    of whole numbers, which is no valid index of another array). Negative indices lie outside.
    """
    batch, sizes = array.shape[: array.dim() - rank], array.shape[array.dim() - rank :]
    place, valid = _flat_place(sizes, indices)
    shape = torch.broadcast_shapes(batch, place.shape)
    missing = math.nan if array.is_floating_point() or array.is_complex() else -1
    if 0 in sizes or 0 in shape:
        return array.new_full(shape, missing)
    count = math.prod(sizes)
    offset = torch.arange(math.prod(batch), device=array.device).reshape(batch) * count
    # One index into the flat storage: expanding the arrays to the batch of the indices would cost
    # the size of an array for every entry.
    flat = (offset + torch.where(valid, place, 0)).expand(shape).reshape(-1)
    picked = array.reshape(-1).index_select(0, flat).reshape(shape)
    return torch.where(valid, picked, missing)


def _flat_place(sizes: torch.Size, indices: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
    """Return the place of an entry in row-major order, and whether the indices are valid."""
    place = valid = None
    for size, given in zip(sizes, indices, strict=True):
        index, is_whole = _whole(given)
        inside = is_whole & (index >= 0) & (index < size)
        place = index if place is None else place * size + index
        valid = inside if valid is None else valid & inside
    if place is None or valid is None:  # pragma: no cover - an array has at least one index
        raise TypeError("no index")
    return place, valid


def _whole(index: Tensor) -> tuple[Tensor, Tensor]:
    """Return an index as a whole number of 64 bits, and whether it is one."""
    if index.is_complex():
        whole, is_whole = _whole(index.real)
        return whole, is_whole & (index.imag == 0)
    if not index.is_floating_point():
        return index.to(torch.int64), torch.ones_like(index, dtype=torch.bool)
    # Beyond 2/eps neighbouring whole numbers are one number.
    is_exact = torch.abs(index) < 2 / torch.finfo(index.dtype).eps
    is_whole = is_exact & (index == torch.floor(index))
    return torch.where(is_whole, index, 0).detach().to(torch.int64), is_whole


def dense(shape: tuple[int, ...], *entries: Tensor) -> Tensor:
    """Stack scalars of broadcastable batch shapes, in row-major order, to arrays of the given shape."""
    dtype = entries[0].dtype
    for item in entries[1:]:
        dtype = torch.promote_types(dtype, item.dtype)
    stacked = torch.stack(torch.broadcast_tensors(*(item.to(dtype) for item in entries)), dim=-1)
    return stacked.reshape(*stacked.shape[:-1], *shape)


def constant(shape: tuple[int, ...], value: Tensor) -> Tensor:
    """Return arrays of one number."""
    return value.reshape(*value.shape, *(1 for _ in shape)).expand(*value.shape, *shape)


def lift(rank: int, scalar: Tensor) -> Tensor:
    """Give a batch of scalars trailing axes, so that it multiplies a batch of arrays."""
    return scalar[(..., *(None for _ in range(rank)))]


def inserted(count: int, rank: int, array: Tensor) -> Tensor:
    """Insert axes of length 1 between batch and array."""
    batch, own = array.shape[: array.dim() - rank], array.shape[array.dim() - rank :]
    return array.reshape(*batch, *(1 for _ in range(count)), *own)


def spread(rank: int, scalar: Tensor, array: Tensor) -> Tensor:
    """Repeat a scalar in every entry of arrays of the shape of ``array``."""
    lifted = lift(rank, scalar)
    return lifted.expand(torch.broadcast_shapes(lifted.shape, array.shape))


def extent(axis: int, array: Tensor) -> int:
    """Return the length of an axis."""
    return array.shape[axis]


def any_entry(rank: int, mask: Tensor) -> Tensor:
    """Tell of each array of truth values whether one is true."""
    return mask.flatten(mask.dim() - rank).any(-1)


def masked(rank: int, mask: Tensor, array: Tensor) -> Tensor:
    """Replace the arrays by ones where ``mask`` is false."""
    return torch.where(lift(rank, mask), array, 1)


def permuted(order: tuple[int, ...], array: Tensor) -> Tensor:
    """Reorder the axes of each array: axis ``k`` of the result is axis ``order[k]``."""
    batch = array.dim() - len(order)
    return array.permute(*range(batch), *(batch + axis for axis in order))


def reshaped(rank: int, shape: tuple[int, ...], array: Tensor) -> Tensor:
    """Give each array another shape, entries in row-major order."""
    return array.reshape((*array.shape[: array.dim() - rank], *shape))
