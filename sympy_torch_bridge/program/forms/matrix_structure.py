"""Matrices that are arranged from others: blocks, Kronecker products, diagonals, slices, permutations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.permutation import MatrixPermute, PermutationMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from ...errors import UnsupportedFunctionError
from ...matrix.partial_trace import PartialTrace
from ...matrix.toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from ...matrix.vectorization import Vec
from ...ops import matrix_kernels, matrix_structure, toeplitz_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..matrix_constants import permutation
from ..operation import call, matrix_constant
from .matrix_sizes import integers

__all__ = ["FORMS"]

_BLOCK, _BLOCK_DIAGONAL = call(matrix_structure.block), call(matrix_structure.block_diagonal)
_UNEVEN = (
    "the step does not divide the length of the slice: SymPy drops the last row or column, Python keeps it; "
    "choose an end such as A[:2:2], or join single rows with BlockMatrix([[A[0, :]], [A[2, :]]])"
)


def _block(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    blocks = expr.blocks
    nodes = []
    for part in blocks.flat():
        nodes.append((yield part, scope))
    build = lowering.builder
    return build.add(_BLOCK, build.number(blocks.shape[0]), build.number(blocks.shape[1]), *nodes)


def _block_diagonal(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    nodes = []
    for part in expr.args:
        nodes.append((yield part, scope))
    return lowering.builder.add(_BLOCK_DIAGONAL, *nodes)


def _kronecker(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    operation = call(matrix_kernels.kronecker)
    product = -1
    for factor in expr.args:
        node = yield factor, scope
        product = node if product < 0 else lowering.builder.add(operation, product, node)
    return product


def _of_one(function: Callable[..., Any]) -> FormFunction:
    """Apply a kernel to the one matrix of a node."""
    operation = call(function)

    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        return lowering.builder.add(operation, (yield expr.args[0], scope))

    return form


def _slice(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    for start, stop, step in (expr.rowslice, expr.colslice):
        if step.is_Integer and step != 1 and (stop - start) % step != 0:
            raise UnsupportedFunctionError("MatrixSlice", ["MatrixSlice"], hint=_UNEVEN)
    matrix = yield expr.parent, scope
    bounds = integers(lowering, expr, (*expr.rowslice, *expr.colslice))
    return lowering.builder.add(call(matrix_structure.submatrix), matrix, *bounds)


def _partial_trace(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    matrix = yield expr.arg, scope
    return lowering.builder.add(
        call(matrix_structure.partial_trace), matrix, *integers(lowering, expr, expr.traced)
    )


def _permutation(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    yield from ()
    order = [build.number(place) for place in _order(expr.args[0], expr.shape[0])]
    return build.add(matrix_constant(permutation), *order)


def _permuted(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Take row (or column) ``p(i)`` for the row i."""
    build = lowering.builder
    inner, mapping, axis = expr.args
    matrix = yield inner, scope
    kernel = matrix_structure.permute_columns if axis == 1 else matrix_structure.permute_rows
    order = [build.number(place) for place in _order(mapping, mapping.size)]
    return build.add(call(kernel), matrix, *order)


def _order(mapping: Any, size: Any) -> list[int]:
    return [int(mapping.apply(place)) for place in range(int(size))]


FORMS: dict[type[Any], FormFunction] = {
    sympy.BlockMatrix: _block,
    sympy.BlockDiagMatrix: _block_diagonal,
    sympy.KroneckerProduct: _kronecker,
    sympy.DiagMatrix: _of_one(matrix_structure.diagonal_matrix),
    DiagonalMatrix: _of_one(matrix_structure.diagonal_part),
    DiagonalOf: _of_one(matrix_structure.diagonal_of),
    MatrixSlice: _slice,
    Vec: _of_one(matrix_structure.vectorized),
    PartialTrace: _partial_trace,
    DiagonalMeans: _of_one(toeplitz_kernels.diagonal_means),
    DiagonalSums: _of_one(toeplitz_kernels.diagonal_sums),
    ToeplitzMatrix: _of_one(toeplitz_kernels.toeplitz),
    PermutationMatrix: _permutation,
    MatrixPermute: _permuted,
}
