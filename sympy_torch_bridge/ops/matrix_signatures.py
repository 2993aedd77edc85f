"""What the program has to know of matrix kernels: axes of the result, kind of arguments, integers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import eigen_kernels, matrix_entries, matrix_kernels, matrix_solving, matrix_structure

__all__ = ["INTEGRAL", "OF_SHAPES", "RANKS", "TAKES_NUMBERS"]

# Kernels whose result has another number of trailing axes than their arguments.
RANKS: Final[dict[Callable[..., Any], int]] = {
    matrix_kernels.trace: 0,
    matrix_kernels.trace_of_product: 0,
    matrix_kernels.sum_of_squares: 0,
    matrix_kernels.frobenius: 0,
    matrix_kernels.dot: 0,
    matrix_kernels.log_sum_exp: 0,
    matrix_kernels.permanent: 0,
    matrix_kernels.all_equal: 0,
    matrix_kernels.any_entry: 0,
    matrix_kernels.any_unequal: 0,
    matrix_kernels.lift: 2,
    matrix_solving.det: 0,
    matrix_solving.log_det: 0,
    matrix_solving.log_abs_det: 0,
    matrix_solving.det_sign: 0,
    eigen_kernels.value_at: 0,
    matrix_entries.element: 0,
    matrix_entries.entry: 0,
    matrix_entries.entries: 2,
    matrix_entries.rows: 0,
    matrix_entries.columns: 0,
    matrix_entries.extent: 0,
    matrix_entries.spread: 2,
}

# Kernels that keep integers exact.
INTEGRAL: Final[frozenset[Callable[..., Any]]] = frozenset(
    {
        matrix_kernels.transpose,
        matrix_kernels.adjoint,
        matrix_kernels.trace,
        matrix_kernels.trace_of_product,
        matrix_kernels.sum_of_squares,
        matrix_kernels.dot,
        matrix_kernels.kronecker,
        matrix_kernels.lift,
        matrix_kernels.all_equal,
        matrix_kernels.any_entry,
        matrix_kernels.any_unequal,
        matrix_kernels.mask_matrix,
        matrix_entries.element,
        matrix_entries.rows,
        matrix_entries.columns,
        matrix_entries.extent,
        matrix_entries.spread,
        matrix_structure.block,
        matrix_structure.block_diagonal,
        matrix_structure.diagonal_matrix,
        matrix_structure.diagonal_part,
        matrix_structure.diagonal_of,
        matrix_structure.partial_trace,
        matrix_structure.submatrix,
        matrix_structure.permute_rows,
        matrix_structure.permute_columns,
        matrix_structure.vectorized,
    }
)

# Kernels among whose arguments are sizes, positions or exponents, which stay Python integers.
TAKES_NUMBERS: Final[frozenset[Callable[..., Any]]] = frozenset(
    {
        matrix_kernels.power,
        matrix_entries.element,
        matrix_entries.entry,
        matrix_entries.extent,
        eigen_kernels.column,
        eigen_kernels.value_at,
        matrix_structure.block,
        matrix_structure.partial_trace,
        matrix_structure.submatrix,
        matrix_structure.permute_rows,
        matrix_structure.permute_columns,
    }
)

# Kernels that read shapes alone: their result is the same for every batch entry.
OF_SHAPES: Final[frozenset[Callable[..., Any]]] = frozenset({matrix_entries.rows, matrix_entries.columns})
