"""Determinants, inverses and solutions of matrices that are read as a whole."""

from __future__ import annotations

from typing import Any

import sympy

from ..entries import Factors, array_of, filled
from ..reading import Call, reads_matrix
from .linear_algebra import factors_of_determinant
from .whole_matrices import is_matrix, matrix_of


def _zero(call: Call) -> Any:
    return filled(call.results[-1].shape, sympy.Integer(0))


@reads_matrix("linalg_inv_ex")
def _inv(call: Call, matrix: Any, *, check_errors: bool = False) -> Any:
    return matrix.I, _zero(call)


@reads_matrix("_linalg_det")
def _det(call: Call, matrix: Any) -> Any:
    return (
        array_of(sympy.Determinant(matrix)),
        factors_of_determinant(call, matrix),
        factors_of_determinant(call, matrix),
    )


@reads_matrix("_linalg_slogdet")
def _slogdet(call: Call, matrix: Any) -> Any:
    value = sympy.Determinant(matrix)
    parts = array_of(sympy.sign(value)), array_of(sympy.log(sympy.Abs(value)))
    return *parts, factors_of_determinant(call, matrix), factors_of_determinant(call, matrix)


def _solution(matrix: Any, right: Any, left: bool) -> Any:
    given = matrix_of(right)
    if not is_matrix(matrix) or given is None:
        return NotImplemented
    return (matrix.I * given if left else given * matrix.I).doit()


@reads_matrix("_linalg_solve_ex")
def _solve(call: Call, matrix: Any, right: Any, *, left: bool = True, check_errors: bool = False) -> Any:
    value = _solution(matrix, right, left)
    return value if value is NotImplemented else (value, Factors(matrix), Factors(matrix), _zero(call))


@reads_matrix("linalg_lu_solve")
def _lu_solve(
    call: Call, factors: Any, pivots: Any, right: Any, *, left: bool = True, adjoint: bool = False
) -> Any:
    if not isinstance(factors, Factors) or not is_matrix(factors.matrix):
        return NotImplemented
    matrix = factors.matrix
    return _solution(matrix.T if adjoint else matrix, right, left)
