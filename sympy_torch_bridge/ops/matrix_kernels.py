"""Torch kernels on the last two axes of a batch of matrices: products, traces, transposes, powers."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import InputShapeError

__all__ = [
    "adjoint",
    "all_equal",
    "any_entry",
    "any_unequal",
    "dot",
    "frobenius",
    "kronecker",
    "lift",
    "log_sum_exp",
    "mask_matrix",
    "permanent",
    "power",
    "softmax",
    "sum_of_squares",
    "trace",
    "trace_of_product",
    "transpose",
]

# 2**(n - 1) sums of rows; beyond this size the tables take gigabytes.
_LARGEST_PERMANENT = 16


def transpose(matrix: Tensor) -> Tensor:
    """Swap the last two axes."""
    return matrix.mT


def adjoint(matrix: Tensor) -> Tensor:
    """Swap the last two axes and conjugate."""
    return matrix.mH


def trace(matrix: Tensor) -> Tensor:
    """Sum the diagonal of the last two axes; shape (..., n, n) -> (...)."""
    return matrix.diagonal(dim1=-2, dim2=-1).sum(-1)


def trace_of_product(left: Tensor, right: Tensor) -> Tensor:
    """Return the trace of ``left @ right`` without the product: n*n multiplications instead of n**3."""
    return (left * right.mT).sum((-2, -1))


def sum_of_squares(matrix: Tensor) -> Tensor:
    """Return the trace of ``matrix.T @ matrix``; shape (..., n, m) -> (...)."""
    return (matrix * matrix).sum((-2, -1))


def frobenius(matrix: Tensor) -> Tensor:
    """Return the square root of the sum of squares; at the zero matrix, a kink, the gradient is 0."""
    if matrix.is_complex():  # the square root of trace(A.T*A) is no norm there
        return torch.sqrt(sum_of_squares(matrix))
    norm: Tensor = torch.linalg.vector_norm(matrix, dim=(-2, -1))
    return norm


def log_sum_exp(exponents: Tensor) -> Tensor:
    """Return the logarithm of the sum of the exponentials of all entries."""
    shift = _largest(exponents)
    return torch.log(torch.exp(exponents - shift).sum((-2, -1))) + shift[..., 0, 0]


def softmax(exponents: Tensor) -> Tensor:
    """Return the exponentials of all entries, divided by their sum."""
    exponentials = torch.exp(exponents - _largest(exponents))
    return exponentials / exponentials.sum((-2, -1), keepdim=True)


def _largest(exponents: Tensor) -> Tensor:
    """Return the largest real part, as a constant: it is taken out and put back."""
    real = exponents.detach().real if exponents.is_complex() else exponents.detach()
    largest = real.amax((-2, -1), keepdim=True)
    return torch.where(largest.isfinite(), largest, 0)


def dot(left: Tensor, right: Tensor) -> Tensor:
    """Multiply two vectors, each a row or a column, and sum; shape (..., n, 1) -> (...)."""
    return (left.flatten(-2) * right.flatten(-2)).sum(-1)


def power(matrix: Tensor, exponent: int) -> Tensor:
    """Multiply each matrix with itself; exponent 0 gives the identity."""
    result: Tensor = torch.linalg.matrix_power(matrix, exponent)
    return result


def kronecker(left: Tensor, right: Tensor) -> Tensor:
    """Return the Kronecker product of the last two axes, batch by batch."""
    product = left[..., :, None, :, None] * right[..., None, :, None, :]
    rows, columns = left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1]
    return product.reshape(*product.shape[:-4], rows, columns)


def permanent(matrix: Tensor) -> Tensor:
    """Return the permanent by Glynn's formula, exact up to rounding, for up to 16 rows.

    Raises
    ------
    InputShapeError
        The matrices are larger: the work doubles with every row.
    """
    size = matrix.shape[-1]
    if size > _LARGEST_PERMANENT:
        raise InputShapeError(
            [("the matrix", (size, size))], why=f"a permanent takes up to {_LARGEST_PERMANENT} rows"
        )
    if size == 0:
        return matrix.new_ones(matrix.shape[:-2])
    numbers = torch.arange(2 ** (size - 1), device=matrix.device)[:, None]
    bits = (numbers >> torch.arange(size, device=matrix.device)) & 1
    signs = (1 - 2 * bits).to(matrix.dtype)
    terms = (signs @ matrix).prod(-1) * signs.prod(-1)
    total: Tensor = terms.sum(-1) / 2 ** (size - 1)
    return total


def lift(scalar: Tensor) -> Tensor:
    """Give a batch of scalars two trailing axes, so that it multiplies a batch of matrices."""
    return scalar[..., None, None]


def mask_matrix(mask: Tensor, matrix: Tensor) -> Tensor:
    """Replace the matrices where ``mask`` is false by the identity, which every matrix function can take."""
    rows, columns = matrix.shape[-2:]
    neutral = torch.eye(rows, columns, dtype=matrix.dtype, device=matrix.device)
    return torch.where(mask[..., None, None], matrix, neutral)


def any_entry(mask: Tensor) -> Tensor:
    """Tell of each matrix of truth values whether one is true; shape (..., n, m) -> (...)."""
    return mask.flatten(-2).any(-1)


def all_equal(left: Tensor, right: Tensor) -> Tensor:
    """Tell of each pair of matrices whether all entries are equal; shape (..., n, m) -> (...)."""
    return (left == right).flatten(-2).all(-1)


def any_unequal(left: Tensor, right: Tensor) -> Tensor:
    """Tell of each pair of matrices whether some entries differ; shape (..., n, m) -> (...)."""
    return (left != right).flatten(-2).any(-1)
