"""Torch kernels that arrange entries: blocks, diagonals, slices and permutations of batches of matrices."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import InputShapeError

__all__ = [
    "block",
    "block_diagonal",
    "diagonal_matrix",
    "diagonal_of",
    "diagonal_part",
    "partial_trace",
    "permute_columns",
    "permute_rows",
    "submatrix",
    "vectorized",
]


def block(rows: int, columns: int, *blocks: Tensor) -> Tensor:
    """Join blocks, given row by row, to one matrix per batch entry."""
    joined = _same_batch(blocks)
    bands = [torch.cat(joined[i * columns : (i + 1) * columns], dim=-1) for i in range(rows)]
    return torch.cat(bands, dim=-2)


def block_diagonal(*blocks: Tensor) -> Tensor:
    """Put blocks on the diagonal and zeros beside them."""
    joined = _same_batch(blocks)
    height, width = (sum(b.shape[axis] for b in joined) for axis in (-2, -1))
    bands, start = [], 0
    for part in joined:
        left = part.new_zeros((*part.shape[:-1], start))
        start += part.shape[-1]
        bands.append(torch.cat([left, part, part.new_zeros((*part.shape[:-1], width - start))], dim=-1))
    return torch.cat(bands, dim=-2).reshape(*joined[0].shape[:-2], height, width)


def _same_batch(blocks: tuple[Tensor, ...]) -> list[Tensor]:
    """Expand the batch axes of all blocks to one shape, and their dtype to one."""
    batch = torch.broadcast_shapes(*(b.shape[:-2] for b in blocks))
    dtype = blocks[0].dtype
    for other in blocks[1:]:
        dtype = torch.promote_types(dtype, other.dtype)
    return [b.to(dtype).expand(*batch, *b.shape[-2:]) for b in blocks]


def diagonal_matrix(vector: Tensor) -> Tensor:
    """Put the entries of a row or column on a diagonal; shape (..., n, 1) -> (..., n, n)."""
    return torch.diag_embed(vector.flatten(-2))


def diagonal_part(matrix: Tensor) -> Tensor:
    """Replace the entries beside the diagonal by zeros."""
    rows, columns = matrix.shape[-2:]
    mask = torch.eye(rows, columns, dtype=torch.bool, device=matrix.device)
    return torch.where(mask, matrix, torch.zeros_like(matrix))


def diagonal_of(matrix: Tensor) -> Tensor:
    """Return the diagonal as a column; shape (..., n, m) -> (..., min(n, m), 1)."""
    return matrix.diagonal(dim1=-2, dim2=-1)[..., None]


def submatrix(
    matrix: Tensor, top: int, bottom: int, row_step: int, left: int, right: int, column_step: int
) -> Tensor:
    """Return every so many rows and columns within bounds.

    Raises
    ------
    InputShapeError
        The bounds leave the matrix.
    """
    rows, columns = matrix.shape[-2:]
    if not (0 <= top <= bottom <= rows and 0 <= left <= right <= columns):
        raise InputShapeError(
            [("the matrix", (rows, columns))], why=f"the slice [{top}:{bottom}, {left}:{right}] leaves it"
        )
    return matrix[..., top:bottom:row_step, left:right:column_step]


def permute_rows(matrix: Tensor, *order: int) -> Tensor:
    """Put the rows in another order."""
    return matrix[..., list(order), :]


def permute_columns(matrix: Tensor, *order: int) -> Tensor:
    """Put the columns in another order."""
    return matrix[..., list(order)]


def vectorized(matrix: Tensor) -> Tensor:
    """Stack the columns; shape (..., n, m) -> (..., n*m, 1)."""
    return matrix.mT.flatten(-2)[..., None]


def partial_trace(matrix: Tensor, left: int, right: int) -> Tensor:
    """Trace out the outer two of three indices; (..., left*n*right, left*m*right) -> (..., n, m).

    Raises
    ------
    InputShapeError
        The sizes do not divide those of the matrix.
    """
    rows, columns = matrix.shape[-2:]
    traced = left * right
    if rows % traced or columns % traced:
        raise InputShapeError(
            [("the matrix", (rows, columns))], why=f"{left}*{right} does not divide its size: a partial trace"
        )
    split = matrix.reshape(*matrix.shape[:-2], left, rows // traced, right, left, columns // traced, right)
    return torch.einsum("...aibajb->...ij", split)
