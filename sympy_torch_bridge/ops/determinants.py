"""Determinants whose derivatives of every mode are right, at singular matrices too.

The determinant is a polynomial of the entries and its derivative the matrix of cofactors. torch
computes the cofactors through an inverse that does not exist for a singular matrix, and through
singular values, whose own derivatives do not exist where two of them are equal.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["cofactors", "determinant"]

# Up to this size the polynomial itself is the best formula.
_SMALL = 4
# A pivot above this power of the rounding error, beside the largest one, leaves most digits of an inverse.
_REGULAR = 0.4
# The size of the block that may be singular: derivatives up to order 3 of a determinant whose matrix
# lacks more ranks vanish.
_BLOCK = 3


def determinant(matrix: Tensor) -> Tensor:
    """Return the determinants of square matrices; shape (..., n, n) -> (...).

    Examples
    --------
    >>> singular = torch.tensor([[1.0, 2.0], [2.0, 4.0]], requires_grad=True)
    >>> torch.autograd.grad(determinant(singular), singular)[0]
    tensor([[ 4., -2.],
            [-2.,  1.]])
    """
    size = matrix.shape[-1]
    if size <= _SMALL:
        return _polynomial(matrix, size)
    if _are_known_regular(matrix.detach()):
        return _regular(matrix)
    value = torch.linalg.det(matrix.detach())
    path = _differentiable(matrix)
    # The derivatives of the path on the value of the elimination, which is the more accurate one.
    finite = torch.isfinite(value) & torch.isfinite(path.detach())
    return torch.where(finite, value + (path - path.detach()), value)


def cofactors(matrix: Tensor) -> Tensor:
    """Return the signed determinants of all minors; shape (..., n, n) -> (..., n, n)."""
    size = matrix.shape[-1]
    places = torch.arange(size, device=matrix.device)
    # Row i lists the numbers without i.
    others = places[None, 1:] - (places[None, 1:] <= places[:, None]).to(places.dtype)
    minors = matrix[..., others[:, None, :, None], others[None, :, None, :]]
    signs = 1 - 2 * ((places[:, None] + places[None, :]) % 2)
    return determinant(minors) * signs.to(matrix.dtype)


def _polynomial(m: Tensor, size: int) -> Tensor:
    if size == 0:
        return m.new_ones(m.shape[:-2])
    if size == 1:
        return m[..., 0, 0]
    if size == 2:
        return _minor(m, 0, 0, 1)
    if size == 3:
        upper = [_minor(m, 0, 1, 2), _minor(m, 0, 0, 2), _minor(m, 0, 0, 1)]
        return m[..., 2, 0] * upper[0] - m[..., 2, 1] * upper[1] + m[..., 2, 2] * upper[2]
    return (
        _minor(m, 0, 0, 1) * _minor(m, 2, 2, 3)
        - _minor(m, 0, 0, 2) * _minor(m, 2, 1, 3)
        + _minor(m, 0, 0, 3) * _minor(m, 2, 1, 2)
        + _minor(m, 0, 1, 2) * _minor(m, 2, 0, 3)
        - _minor(m, 0, 1, 3) * _minor(m, 2, 0, 2)
        + _minor(m, 0, 2, 3) * _minor(m, 2, 0, 1)
    )


def _minor(m: Tensor, row: int, i: int, j: int) -> Tensor:
    """Return the 2x2 determinant of two successive rows and the columns i and j."""
    return m[..., row, i] * m[..., row + 1, j] - m[..., row, j] * m[..., row + 1, i]


def _are_known_regular(matrix: Tensor) -> bool:
    """Tell whether all matrices are so far from singular that the inverse gives good cofactors.

    Where numbers cannot be asked for, inside vmap and in a graph in the making, the answer is no:
    the general path is right for every matrix, only slower.
    """
    if torch.compiler.is_compiling():
        return False
    pivots = torch.linalg.lu_factor_ex(matrix).LU.diagonal(dim1=-2, dim2=-1).abs()
    threshold = torch.finfo(pivots.dtype).eps ** _REGULAR * pivots.amax(-1)
    try:
        return bool((pivots.amin(-1) > threshold).all())
    except RuntimeError:
        return False


def _differentiable(matrix: Tensor) -> Tensor:
    """Return the determinant in coordinates in which the small singular values are the last ones.

    The coordinates are constants; in them the matrix is diagonal, but not its changes. What may be
    singular is a Schur complement of three rows.
    """
    across = _scale(matrix.detach(), -1)
    down = _scale(matrix.detach() / across, -2)
    matrix = matrix / across / down
    left, values, right = torch.linalg.svd(matrix.detach())
    turned = left.mH @ matrix @ right.mH
    large = turned[..., :-_BLOCK, :-_BLOCK]
    smallest = values[..., -_BLOCK - 1]
    is_deficient = smallest <= values[..., 0] * torch.finfo(values.dtype).eps
    neutral = torch.eye(large.shape[-1], dtype=large.dtype, device=large.device)
    large = torch.where(is_deficient[..., None, None], neutral, large)
    rest = turned[..., -_BLOCK:, -_BLOCK:] - turned[..., -_BLOCK:, :-_BLOCK] @ _solved(
        large, turned[..., :-_BLOCK, -_BLOCK:]
    )
    orientation = (torch.linalg.det(left) * torch.linalg.det(right)).detach()
    value = orientation * _regular(large) * _polynomial(rest, _BLOCK)
    return torch.where(is_deficient, 0, value) * across.flatten(-2).prod(-1) * down.flatten(-2).prod(-1)


def _scale(matrix: Tensor, axis: int) -> Tensor:
    """Return the largest size along rows or columns: graded matrices have no singular values to trust."""
    largest = matrix.abs().amax(axis, keepdim=True)
    return torch.where(largest > 0, largest, 1)


def _solved(matrix: Tensor, right: Tensor) -> Tensor:
    solution: Tensor = torch.linalg.solve_ex(matrix, right).result
    return solution


def _regular(matrix: Tensor) -> Tensor:
    """Return the determinant of regular matrices, differentiated through its logarithm."""
    value = torch.linalg.det(matrix.detach())
    sign, logarithm = torch.linalg.slogdet(matrix)
    changed = torch.exp(logarithm - logarithm.detach())
    if matrix.is_complex():
        changed = changed * (sign / sign.detach())
    result: Tensor = value * changed
    return result
