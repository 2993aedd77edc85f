"""What operations do to matrices that are read as a whole; anything else goes to the entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from ..constants import is_constant
from ..entries import array_of, filled
from ..reading import Call, reads_matrix
from .relations import chosen

__all__ = ["is_matrix", "matrix_of"]


def is_matrix(value: Any) -> bool:
    """Tell whether a value is read as a whole."""
    return isinstance(value, sympy.MatrixExpr)


def _scalar(call: Call, value: Any) -> Any:
    """Return the number or expression by which every entry is multiplied, or None."""
    if isinstance(value, np.ndarray):
        same = value.size > 0 and all(entry == value.flat[0] for entry in value.flat)
        return value.flat[0] if same else None
    return None if isinstance(value, sympy.MatrixExpr) else call.number(value)


def matrix_of(value: Any) -> Any:
    """Return a matrix for entries that are constant or a multiple of the identity, or None."""
    if is_matrix(value):
        return value
    if not isinstance(value, np.ndarray) or value.ndim != 2:
        return None
    rows, columns = value.shape
    if all(entry == 0 for entry in value.flat):
        return sympy.ZeroMatrix(rows, columns)
    if rows == columns:
        diagonal = np.diagonal(value)
        is_multiple = all(d == diagonal[0] for d in diagonal)
        if is_multiple and all(value[i, j] == 0 for i in range(rows) for j in range(rows) if i != j):
            return diagonal[0] * sympy.Identity(rows)
    if all(entry == value.flat[0] for entry in value.flat):
        return value.flat[0] * sympy.OneMatrix(rows, columns)
    return sympy.ImmutableMatrix(value.tolist()) if is_constant(value) else None


def _product(left: Any, right: Any) -> Any:
    first, second = matrix_of(left), matrix_of(right)
    return NotImplemented if first is None or second is None else (first * second).doit()


@reads_matrix("mm", "matmul")
def _mm(call: Call, left: Any, right: Any) -> Any:
    return _product(left, right)


@reads_matrix("addmm")
def _addmm(call: Call, added: Any, left: Any, right: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    term, result = matrix_of(added), _product(left, right)
    if term is None or result is NotImplemented or term.shape != result.shape:
        return NotImplemented
    return call.number(beta) * term + call.number(alpha) * result


@reads_matrix("add", "sub", "rsub")
def _add(call: Call, left: Any, right: Any, alpha: Any = 1) -> Any:
    first, second = matrix_of(left), matrix_of(right)
    if first is None or second is None or first.shape != second.shape:
        return NotImplemented
    scale = call.number(alpha)
    if ".rsub" in call.operation:
        return second - scale * first
    return first + scale * second if ".add" in call.operation else first - scale * second


@reads_matrix("mul")
def _mul(call: Call, left: Any, right: Any) -> Any:
    for factor, matrix in ((left, right), (right, left)):
        scale = _scalar(call, factor)
        if scale is not None and is_matrix(matrix) and tuple(call.results[0].shape) == tuple(matrix.shape):
            return scale * matrix
    if is_matrix(left) and is_matrix(right) and left.shape == right.shape:
        return HadamardPower(left, 2) if left == right else HadamardProduct(left, right)
    return NotImplemented


@reads_matrix("div")
def _div(call: Call, left: Any, right: Any, rounding_mode: Any = None) -> Any:
    scale = _scalar(call, right)
    if scale is None or rounding_mode is not None or tuple(call.results[0].shape) != tuple(left.shape):
        return NotImplemented
    return left / scale


@reads_matrix("neg")
def _neg(call: Call, matrix: Any) -> Any:
    return -matrix


@reads_matrix("pow")
def _pow(call: Call, matrix: Any, exponent: Any) -> Any:
    power = _scalar(call, exponent)
    if power is None or not is_matrix(matrix):
        return NotImplemented
    return matrix if power == 1 else HadamardPower(matrix, power)


@reads_matrix("square")
def _square(call: Call, matrix: Any) -> Any:
    return HadamardPower(matrix, 2)


@reads_matrix("detach", "alias", "clone", "contiguous")
def _same(call: Call, matrix: Any, memory_format: Any = None) -> Any:
    return matrix


@reads_matrix("t", "numpy_T", "mT")
def _t(call: Call, matrix: Any) -> Any:
    return matrix.T


@reads_matrix("transpose")
def _transpose(call: Call, matrix: Any, first: int, second: int) -> Any:
    return matrix if (first - second) % 2 == 0 else matrix.T


@reads_matrix("permute")
def _permute(call: Call, matrix: Any, dims: Sequence[int]) -> Any:
    return matrix if dims[0] % 2 == 0 else matrix.T


@reads_matrix("view", "_unsafe_view", "squeeze", "expand")
def _reshaped(call: Call, matrix: Any, *rest: Any, **options: Any) -> Any:
    shape = tuple(call.results[0].shape)
    if shape == tuple(matrix.shape):
        return matrix
    # The one entry of a matrix of one row and one column is its trace, which matrix calculus knows.
    if matrix.shape == (1, 1) and all(size == 1 for size in shape):
        result = filled(shape, sympy.Trace(matrix))
        result.flags.writeable = False
        return result
    return NotImplemented


@reads_matrix("trace")
def _trace(call: Call, matrix: Any) -> Any:
    return array_of(sympy.Trace(matrix))


def _total(matrix: Any) -> Any:
    """Return the sum of all entries as a trace: of a product entry by entry, the trace of a product."""
    if isinstance(matrix, sympy.MatMul):
        scale, product = matrix.as_coeff_matrices()[0], sympy.MatMul(*matrix.as_coeff_matrices()[1]).doit()
        if scale != 1:
            return scale * _total(product)
    if isinstance(matrix, HadamardPower) and matrix.exp == 2:
        return sympy.Trace(matrix.base.T * matrix.base)
    if isinstance(matrix, HadamardProduct) and len(matrix.args) == 2:
        return sympy.Trace(matrix.args[0].T * matrix.args[1])
    rows, columns = matrix.shape
    return sympy.Trace(matrix if rows == columns == 1 else sympy.OneMatrix(columns, rows) * matrix)


@reads_matrix("sum", "mean")
def _sum(call: Call, matrix: Any, dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Any:
    if len(call.results[0].shape):
        return NotImplemented
    rows, columns = matrix.shape
    return array_of(_total(matrix) / (rows * columns if ".mean" in call.operation else 1))


@reads_matrix("mse_loss")
def _mse(call: Call, given: Any, target: Any, reduction: int = 1) -> Any:
    first, second = matrix_of(given), matrix_of(target)
    if reduction == 0 or first is None or second is None or first.shape != second.shape:
        return NotImplemented
    rows, columns = first.shape
    return array_of(_total(HadamardPower(first - second, 2)) / (rows * columns if reduction == 1 else 1))


@reads_matrix("mse_loss_backward")
def _mse_backward(call: Call, cotangent: Any, given: Any, target: Any, reduction: int = 1) -> Any:
    scale, first, second = _scalar(call, cotangent), matrix_of(given), matrix_of(target)
    if scale is None or first is None or second is None or first.shape != second.shape:
        return NotImplemented
    rows, columns = first.shape
    return 2 * scale * (first - second) / (rows * columns if reduction == 1 else 1)


@reads_matrix("masked_fill")
def _masked_fill(call: Call, matrix: Any, mask: Any, value: Any) -> Any:
    condition, filling = _scalar(call, mask), _scalar(call, value)
    if condition is None or filling != 0 or not is_matrix(matrix):
        return NotImplemented
    return chosen(condition, sympy.Integer(0), sympy.Integer(1)) * matrix


@reads_matrix("linalg_vector_norm")
def _norm(call: Call, matrix: Any, ord: Any = 2, dim: Any = None, *rest: Any, **options: Any) -> Any:
    if ord != 2 or len(call.results[0].shape):
        return NotImplemented
    return array_of(sympy.sqrt(sympy.Trace(matrix.T * matrix)))
