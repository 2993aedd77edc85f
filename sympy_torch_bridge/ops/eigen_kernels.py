"""Torch kernels of eigenvalues and eigenvectors of batches of real symmetric matrices.

nan stands where there is no answer: for a matrix that is not symmetric, and for the vector of an eigenvalue
that equals another one up to rounding.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from ..errors import InputTypeError
from .matrix_solving import inverse, widened

__all__ = ["column", "eigenvalues", "eigenvectors", "shifted_pseudoinverse", "value_at"]

# In units of the rounding of the matrix times its size: the vectors of closer ones have no right digit.
_CLOSEST = 16


class _Spectrum(NamedTuple):
    values: Tensor
    vectors: Tensor
    simple: Tensor
    valid: Tensor


def _spectrum(matrix: Tensor) -> _Spectrum:
    if matrix.is_complex():
        raise InputTypeError(
            "the matrix of an eigenvalue", "complex", expected="real and symmetric: it has real eigenvalues"
        )
    size = matrix.shape[-1]
    valid = _is_symmetric(matrix.detach())
    # LAPACK stops at nan; eigenvalues apart from each other keep the gradient of the others finite.
    apart = torch.diag(torch.arange(size, dtype=matrix.dtype, device=matrix.device))
    # LAPACK reads one triangle; the mean of both has derivatives that are symmetric in every mode.
    mean = (matrix + matrix.mT) / 2
    values, vectors = torch.linalg.eigh(torch.where(valid[..., None, None], mean, apart))
    return _Spectrum(values, vectors, _simple(values.detach()), valid[..., None])


def _is_symmetric(matrix: Tensor) -> Tensor:
    """Say of each matrix whether it differs from its transpose by rounding alone, the square root of eps."""
    skew = (matrix - matrix.mT).abs().amax((-2, -1))
    largest = matrix.abs().amax((-2, -1))
    return skew <= math.sqrt(torch.finfo(matrix.dtype).eps) * largest


def _simple(values: Tensor) -> Tensor:
    """Say of each eigenvalue, in ascending order, whether its neighbours are other ones."""
    size = values.shape[-1]
    rounding = _CLOSEST * size * torch.finfo(values.dtype).eps * values.abs().amax(-1, keepdim=True)
    is_apart = values.diff(dim=-1) > rounding
    end = torch.ones_like(values[..., :1], dtype=torch.bool)
    return torch.cat([end, is_apart], -1) & torch.cat([is_apart, end], -1)


@widened
def eigenvalues(matrix: Tensor) -> Tensor:
    """Return the eigenvalues of each matrix in ascending order, each beside 1, or 0 for a repeated one."""
    values, _, simple, valid = _spectrum(matrix)
    both = torch.stack([values, simple.to(values.dtype)], -1)
    return torch.where(valid[..., None], both, math.nan)


def value_at(spectrum: Tensor, index: Tensor | int) -> Tensor:
    """Return one of the eigenvalues; a repeated one has a value, and a gradient of nan."""
    value, mark = column(spectrum.mT, index)[..., 0].unbind(-1)
    simple = mark > 0.5
    change = torch.where(simple, 1, value - value.detach())
    # The root of a square has no derivative at 0, where a repeated eigenvalue puts it.
    without_slope = value.detach() + torch.sqrt(change * change)
    return torch.where(simple, value, without_slope)


@widened
def eigenvectors(matrix: Tensor) -> Tensor:
    """Return the eigenvectors of each matrix as columns; of the largest entries the first is positive."""
    _, vectors, simple, valid = _spectrum(matrix)
    sizes = vectors.detach().abs()
    slack = 1 - math.sqrt(torch.finfo(vectors.dtype).eps)
    first = (sizes >= slack * sizes.amax(-2, keepdim=True)).to(torch.uint8).argmax(-2, keepdim=True)
    signs = torch.sgn(vectors.detach().gather(-2, first))
    return torch.where((simple & valid)[..., None, :], vectors * signs, math.nan)


def column(matrix: Tensor, index: Tensor | int) -> Tensor:
    """Return one column of each matrix; -1 is the last one, and one that does not exist is nan."""
    size = matrix.shape[-1]
    places = torch.arange(size, device=matrix.device)
    wanted = torch.as_tensor(index, device=matrix.device).detach()[..., None, None]
    is_wanted = (places == wanted) | (places - size == wanted)
    # Other columns may be nan, and nan times 0 is no 0.
    found = torch.where(is_wanted, matrix, 0).sum(-1, keepdim=True)
    return torch.where(is_wanted.any(-1, keepdim=True), found, math.nan)


@widened
def shifted_pseudoinverse(matrix: Tensor, value: Tensor, vector: Tensor) -> Tensor:
    """Return the pseudoinverse of ``value*I - matrix``, of an eigenvalue and its vector.

    With the square of the vector added the matrix is regular; the inverse has it too.
    """
    square = vector @ vector.mT
    neutral = torch.eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)
    return inverse(value[..., None, None] * neutral - matrix + square) - square
