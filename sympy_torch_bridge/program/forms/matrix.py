"""Matrix expressions on batches: the last two axes are the matrix, leading axes the batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.matrices.expressions.determinant import Permanent
from sympy.matrices.expressions.factorizations import LofCholesky, QofQR, RofQR, UofCholesky
from sympy.matrices.expressions.special import GenericZeroMatrix

from ...matrix.exponential import ExponentialDerivative, MatrixExponential
from ...matrix.sine import CosineDerivative, MatrixCosine, MatrixSine, SineDerivative
from ...ops import matrix_functions, matrix_kernels, matrix_solving
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import ADD, MUL, NEG, POW, SUB, call
from .arithmetic import power_of

__all__ = ["FORMS"]


def _sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    total = -1
    for term in expr.args:
        if isinstance(term, GenericZeroMatrix):
            continue
        node = yield term, scope
        if total < 0:
            total = node
        elif build.nodes[node].operation is NEG:
            total = build.add(SUB, total, build.nodes[node].args[0])
        else:
            total = build.add(ADD, total, node)
    return total


def _elementwise_product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    product = -1
    for factor in expr.args:
        node = yield factor, scope
        product = node if product < 0 else lowering.builder.add(MUL, product, node)
    return product


def _elementwise_power(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Raise entries to entries; a scalar base or exponent is the same for all of them."""
    base, exponent = expr.args
    node = yield base, scope
    if isinstance(exponent, sympy.Rational):
        return power_of(lowering.builder, node, exponent)
    return lowering.builder.add(POW, node, (yield exponent, scope))


def _applied(*functions: Callable[..., Any]) -> FormFunction:
    """Apply kernels, the last one first, to the one operand."""
    operations = [call(function) for function in reversed(functions)]

    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        node = yield expr.args[0], scope
        for operation in operations:
            node = lowering.builder.add(operation, node)
        return node

    return form


def _function_derivative(function: Callable[..., Any]) -> FormFunction:
    operation = call(function)

    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        matrix = yield expr.arg, scope
        direction = yield expr.direction, scope
        return lowering.builder.add(operation, matrix, direction)

    return form


FORMS: dict[type[Any], FormFunction] = {
    sympy.MatAdd: _sum,
    sympy.HadamardProduct: _elementwise_product,
    sympy.HadamardPower: _elementwise_power,
    sympy.Transpose: _applied(matrix_kernels.transpose),
    sympy.Adjoint: _applied(matrix_kernels.adjoint),
    sympy.Determinant: _applied(matrix_solving.det),
    MatrixExponential: _applied(matrix_functions.exp),
    MatrixSine: _applied(matrix_functions.sin),
    MatrixCosine: _applied(matrix_functions.cos),
    ExponentialDerivative: _function_derivative(matrix_functions.exp_derivative),
    SineDerivative: _function_derivative(matrix_functions.sin_derivative),
    CosineDerivative: _function_derivative(matrix_functions.cos_derivative),
    Permanent: _applied(matrix_kernels.permanent),
    LofCholesky: _applied(matrix_solving.cholesky),
    UofCholesky: _applied(matrix_kernels.adjoint, matrix_solving.cholesky),
    QofQR: _applied(matrix_solving.qr_q),
    RofQR: _applied(matrix_solving.qr_r),
}
