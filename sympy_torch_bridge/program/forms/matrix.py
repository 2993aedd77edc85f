"""Matrix expressions on batches: the last two axes are the matrix, leading axes the batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
import torch
from sympy.matrices.expressions.matexpr import MatrixElement

from ...errors import UnsupportedFunctionError
from ...ops import matrix_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import ADD, MATMUL, MUL, NEG, call

__all__ = ["FORMS"]

_LIFT = call(matrix_kernels.lift)


def _sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    total = -1
    for term in expr.args:
        node = yield term, scope
        total = node if total < 0 else lowering.builder.add(ADD, total, node)
    return total


def _product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Multiply the scalar factors once, lift them to the matrix axes, and apply ``@`` in order."""
    build = lowering.builder
    scalars, matrices = expr.as_coeff_matrices()
    product = -1
    for matrix in matrices:
        node = yield matrix, scope
        product = node if product < 0 else build.add(MATMUL, product, node)
    if scalars == 1:
        return product
    if scalars == -1:
        return build.add(NEG, product)
    lowering.traits.extend(scalars)
    factor = yield scalars, scope
    return build.add(MUL, factor if build.is_number(factor) else build.add(_LIFT, factor), product)


def _elementwise_product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    product = -1
    for factor in expr.args:
        node = yield factor, scope
        product = node if product < 0 else lowering.builder.add(MUL, product, node)
    return product


def _power(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    base, exponent = expr.args
    if not exponent.is_Integer:
        raise UnsupportedFunctionError("MatPow", ["MatPow"], hint="only integer matrix powers are lowered")
    node = yield base, scope
    return lowering.builder.add(call(torch.linalg.matrix_power), node, lowering.builder.number(int(exponent)))


def _applied(function: Callable[..., Any]) -> FormFunction:
    operation = call(function)

    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        return lowering.builder.add(operation, (yield expr.args[0], scope))

    return form


def _element(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    matrix, row, column = expr.args
    if not (row.is_Integer and column.is_Integer):
        raise UnsupportedFunctionError(
            "MatrixElement", ["MatrixElement"], hint="only integer indices are lowered"
        )
    build = lowering.builder
    node = yield matrix, scope
    return build.add(call(matrix_kernels.element), node, build.number(int(row)), build.number(int(column)))


FORMS: dict[type[Any], FormFunction] = {
    sympy.MatAdd: _sum,
    sympy.MatMul: _product,
    sympy.HadamardProduct: _elementwise_product,
    sympy.MatPow: _power,
    sympy.Transpose: _applied(matrix_kernels.transpose),
    sympy.Inverse: _applied(torch.linalg.inv),
    sympy.Trace: _applied(matrix_kernels.trace),
    sympy.Determinant: _applied(torch.linalg.det),
    MatrixElement: _element,
}
