"""Torch kernels that solve: inverses, quotients and determinants of batches of matrices.

A singular matrix has the inverse nan, as 1/0 has no number: an error would spoil the whole batch.
Half precision, which LAPACK does not know, is computed in single precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps

import torch
from torch import Tensor

from .determinants import cofactors, determinant

__all__ = [
    "adjugate",
    "cholesky",
    "det",
    "det_sign",
    "inverse",
    "left_quotient",
    "log_abs_det",
    "log_det",
    "qr_q",
    "qr_r",
    "right_quotient",
    "whole_power",
    "widened",
]

_HALF = (torch.float16, torch.bfloat16)
# Cofactors take the memory of n**4 numbers and the time of n**2 determinants.
_LARGEST_COFACTORS = 8


def widened(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Compute half precision in single precision."""

    @wraps(function)
    def widened(*matrices: Tensor) -> Tensor:
        dtype = matrices[0].dtype
        if dtype not in _HALF:
            return function(*matrices)
        return function(*(matrix.float() for matrix in matrices)).to(dtype)

    return widened


@widened
def inverse(matrix: Tensor) -> Tensor:
    """Invert each matrix; a singular one gives nan."""
    inverted, info = torch.linalg.inv_ex(matrix)
    result: Tensor = inverted * _defined(info, matrix)
    return result


@widened
def left_quotient(matrix: Tensor, right: Tensor) -> Tensor:
    """Return ``matrix**-1 @ right`` by solving; a singular matrix gives nan."""
    solution, info = torch.linalg.solve_ex(*_same_rank(matrix, right))
    result: Tensor = solution * _defined(info, matrix)
    return result


@widened
def right_quotient(left: Tensor, matrix: Tensor) -> Tensor:
    """Return ``left @ matrix**-1`` by solving; a singular matrix gives nan."""
    square, rows = _same_rank(matrix, left)
    solution, info = torch.linalg.solve_ex(square.mT, rows.mT)
    result: Tensor = solution.mT * _defined(info, matrix)
    return result


def _same_rank(matrix: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Give both the same number of axes: torch takes a right side with one axis less for vectors."""
    rank = max(matrix.dim(), other.dim())
    return (
        matrix.reshape((1,) * (rank - matrix.dim()) + matrix.shape),
        other.reshape((1,) * (rank - other.dim()) + other.shape),
    )


def _defined(info: Tensor, like: Tensor) -> Tensor:
    """Return 1 where LAPACK has succeeded and nan elsewhere, to multiply matrices with."""
    one = torch.ones_like(info, dtype=like.dtype)
    return torch.where(info == 0, one, math.nan)[..., None, None]


@widened
def det(matrix: Tensor) -> Tensor:
    """Return each determinant; derivatives are right at singular matrices too."""
    return determinant(matrix)


@widened
def adjugate(matrix: Tensor) -> Tensor:
    """Return ``det(matrix) * matrix**-1``, which a singular matrix has too, by cofactors."""
    size = matrix.shape[-1]
    if size > _LARGEST_COFACTORS:
        return determinant(matrix)[..., None, None] * inverse(matrix)
    return cofactors(matrix).mT


@widened
def log_det(matrix: Tensor) -> Tensor:
    """Return the logarithm of each determinant, which itself may leave the range of numbers.

    A negative determinant has no real logarithm: nan, for real matrices. A singular matrix gives
    -inf, and a gradient of nan.
    """
    sign, logarithm = _sign_and_logarithm(matrix)
    if matrix.is_complex():
        return logarithm + torch.log(sign)
    return logarithm + torch.where(sign >= 0, 0.0, math.nan).to(matrix.dtype)


@widened
def log_abs_det(matrix: Tensor) -> Tensor:
    """Return the logarithm of the absolute value of each determinant; singular ones as in ``log_det``."""
    return _sign_and_logarithm(matrix)[1]


@widened
def det_sign(matrix: Tensor) -> Tensor:
    """Return the determinants divided by their absolute values, 0 for singular matrices."""
    return _sign_and_logarithm(matrix)[0]


def _sign_and_logarithm(matrix: Tensor) -> tuple[Tensor, Tensor]:
    is_singular = torch.linalg.slogdet(matrix.detach())[0] == 0
    neutral = torch.eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)
    sign, logarithm = torch.linalg.slogdet(torch.where(is_singular[..., None, None], neutral, matrix))
    total = matrix.sum((-2, -1))
    zero = torch.where(is_singular, 0 * (total.real if total.is_complex() else total), 1)
    return torch.where(is_singular, 0, sign), logarithm + torch.log(zero)


def whole_power(matrix: Tensor, exponent: Tensor) -> Tensor:
    """Raise each matrix to an integer of its own by repeated squaring; nan for other exponents."""
    places = exponent.detach()
    is_real = places.imag == 0 if places.is_complex() else torch.ones_like(places, dtype=torch.bool)
    places = places.real if places.is_complex() else places
    is_whole = is_real & (places == torch.floor(places)) if places.is_floating_point() else is_real
    count = torch.where(is_whole, places, 0).to(torch.int64)[..., None, None]
    neutral = torch.eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)
    factor = matrix
    if bool((count < 0).any()):
        # Elsewhere the matrix may be singular, whose inverse would spoil the gradient.
        inverted = inverse(torch.where(count < 0, matrix, neutral))
        factor = torch.where(count < 0, inverted, matrix)
    result, rest = neutral.expand(torch.broadcast_shapes(factor.shape, count.shape)), count.abs()
    while bool((rest > 0).any()):
        result = torch.where(rest % 2 == 1, result @ factor, result)
        rest = rest // 2
        if bool((rest > 0).any()):
            factor = torch.where(rest > 0, factor @ factor, factor)
    return torch.where(is_whole[..., None, None], result, math.nan)


@widened
def cholesky(matrix: Tensor) -> Tensor:
    """Return the lower factor L of ``L @ L.mH``; nan where a matrix is not positive definite."""
    factor, info = torch.linalg.cholesky_ex(matrix)
    result: Tensor = factor * _defined(info, matrix)
    return result


@widened
def qr_q(matrix: Tensor) -> Tensor:
    """Return the orthogonal factor whose triangular partner has a positive diagonal."""
    q, r = torch.linalg.qr(matrix)
    result: Tensor = q * _phases(r)[..., None, :]
    return result


@widened
def qr_r(matrix: Tensor) -> Tensor:
    """Return the triangular factor with a positive diagonal."""
    r: Tensor = torch.linalg.qr(matrix).R
    return r * _phases(r).conj()[..., :, None]


def _phases(r: Tensor) -> Tensor:
    return torch.sgn(r.diagonal(dim1=-2, dim2=-1)).detach()
