"""Determinants, inverses and solutions of linear systems, written out in the entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, Factors, array_of, elementwise, filled
from ..reading import Call, reads
from .products import product

__all__ = ["factors_of_determinant", "inverse"]

# Of a larger matrix of symbols the formula of the inverse fills pages.
_LARGEST = 4


def _over_matrices(function: Callable[[Any], Any], entries: Entries) -> Entries:
    """Apply a function of one matrix to each matrix of a batch."""
    batch = entries.shape[:-2]
    values = [function(sympy.Matrix(entries[place])) for place in np.ndindex(*batch)]
    first = values[0]
    inner = tuple(first.shape) if isinstance(first, sympy.MatrixBase) else ()
    result = np.empty((len(values), *inner), object)
    for place, value in enumerate(values):
        result[place] = np.array(value.tolist(), object).reshape(inner) if inner else value
    return result.reshape(batch + inner)


def _checked(call: Call, entries: Entries) -> Entries:
    has_symbols = any(not getattr(entry, "is_number", False) for entry in entries.flat)
    if has_symbols and entries.shape[-1] > _LARGEST:
        call.refuse(
            f"a matrix of {entries.shape[-1]} rows of symbols has no formula one can read",
            "give the matrix as a MatrixSymbol, so that it is read as a whole",
        )
    return entries


def inverse(call: Call, entries: Entries) -> Entries:
    """Return the inverse of each matrix: the adjugate over the determinant."""
    return _over_matrices(lambda m: m.adjugate() / m.det(method="berkowitz"), _checked(call, entries))


def _determinant(call: Call, entries: Entries) -> Entries:
    return _over_matrices(lambda m: m.det(method="berkowitz"), _checked(call, entries))


def _no_error(call: Call, place: int = -1) -> Entries:
    return filled(call.results[place].shape, sympy.Integer(0))


@reads("linalg_inv_ex")
def _inv(call: Call, entries: Entries, *, check_errors: bool = False) -> tuple[Entries, Entries]:
    return inverse(call, entries), _no_error(call)


@reads("inverse")
def _inverse(call: Call, entries: Entries) -> Entries:
    return inverse(call, entries)


@reads("_linalg_check_errors")
def _no_check(call: Call, *arguments: Any, **options: Any) -> None:
    """Nothing is singular while it is symbolic."""


def factors_of_determinant(call: Call, matrix: Any) -> Factors:
    """Return the factors that torch keeps of a determinant: for a real matrix in rows, of its transpose."""
    tensor = call.tensors[0]
    if not tensor.is_contiguous() or tensor.dtype.is_complex:
        return Factors(matrix)
    return Factors(np.swapaxes(matrix, -1, -2) if isinstance(matrix, np.ndarray) else matrix.T)


@reads("_linalg_det")
def _det(call: Call, entries: Entries) -> tuple[Any, ...]:
    factors = factors_of_determinant(call, entries)
    return _determinant(call, entries), factors, factors


@reads("_linalg_slogdet")
def _slogdet(call: Call, entries: Entries) -> tuple[Any, ...]:
    value = _determinant(call, entries)
    logarithm = elementwise(lambda d: sympy.log(sympy.Abs(d)), value)
    factors = factors_of_determinant(call, entries)
    return elementwise(sympy.sign, value), logarithm, factors, factors


def _solution(call: Call, matrix: Entries, right: Entries, left: bool = True) -> Entries:
    if not left:
        return product(right, inverse(call, matrix))
    is_vector = right.ndim == matrix.ndim - 1
    solution = product(inverse(call, matrix), right[..., None] if is_vector else right)
    return solution[..., 0] if is_vector else solution


@reads("_linalg_solve_ex")
def _solve(
    call: Call, matrix: Entries, right: Entries, *, left: bool = True, check_errors: bool = False
) -> tuple[Any, ...]:
    return _solution(call, matrix, right, left), Factors(matrix), Factors(matrix), _no_error(call)


@reads("linalg_lu_solve")
def _lu_solve(
    call: Call, factors: Any, pivots: Any, right: Entries, *, left: bool = True, adjoint: bool = False
) -> Entries:
    if not isinstance(factors, Factors):
        call.refuse("the factors of the matrix are not those of a determinant or of a solution")
    matrix = (
        factors.matrix if isinstance(factors.matrix, np.ndarray) else np.array(factors.matrix.as_explicit())
    )
    return _solution(call, np.swapaxes(matrix, -1, -2) if adjoint else matrix, right, left)


@reads("linalg_solve_triangular", "triangular_solve")
def _triangular(call: Call, first: Entries, second: Entries, **options: Any) -> Any:
    upper, unitriangular = options.get("upper", True), options.get("unitriangular", False)
    if ".triangular_solve" in call.operation:
        call.refuse("this solution is deprecated in torch", "use torch.linalg.solve_triangular")
    keep = np.triu if upper else np.tril
    mask = keep(np.ones(first.shape[-2:], bool))
    matrix = np.where(mask, first, sympy.Integer(0))
    if unitriangular:
        matrix = np.where(np.eye(first.shape[-1], dtype=bool), sympy.Integer(1), matrix)
    return _solution(call, matrix, second, options.get("left", True))


@reads("linalg_cholesky_ex")
def _cholesky(
    call: Call, entries: Entries, *, upper: bool = False, check_errors: bool = False
) -> tuple[Entries, Entries]:
    """Read the lower half: torch looks at no other, and the matrix is symmetric by promise."""

    def factor(matrix: Any) -> Any:
        lower = sympy.Matrix(*matrix.shape, lambda i, j: matrix[max(i, j), min(i, j)])
        result = lower.cholesky(hermitian=False)
        return result.T if upper else result

    return _over_matrices(factor, _checked(call, entries)), _no_error(call)


@reads("trace")
def _trace(call: Call, entries: Entries) -> Entries:
    return array_of(sympy.Add(*np.diagonal(entries)))
