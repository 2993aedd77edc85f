"""Eigenvalues and eigenvectors: one decomposition for all places of one matrix."""

from __future__ import annotations

from typing import Any

from ...matrix.eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from ...ops import eigen_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call

__all__ = ["FORMS"]

_VALUES, _VECTORS = call(eigen_kernels.eigenvalues), call(eigen_kernels.eigenvectors)
_COLUMN, _PSEUDOINVERSE = call(eigen_kernels.column), call(eigen_kernels.shifted_pseudoinverse)
_VALUE_AT = call(eigen_kernels.value_at)


def _value(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    values = build.add(_VALUES, (yield expr.arg, scope))
    return build.add(_VALUE_AT, values, (yield from _place(lowering, expr, scope)))


def _vector(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    vectors = build.add(_VECTORS, (yield expr.arg, scope))
    return build.add(_COLUMN, vectors, (yield from _place(lowering, expr, scope)))


def _place(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    if expr.index.is_Integer:
        return lowering.builder.number(int(expr.index))
    return (yield expr.index, lowering.index_scope(scope))


def _pseudoinverse(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    value, vector = Eigenvalue(*expr.args), Eigenvector(*expr.args)
    lowering.traits.extend(value)
    lowering.traits.extend(vector)
    matrix = yield expr.arg, scope
    value_node = yield value, scope
    vector_node = yield vector, scope
    return lowering.builder.add(_PSEUDOINVERSE, matrix, value_node, vector_node)


FORMS: dict[type[Any], FormFunction] = {
    Eigenvalue: _value,
    Eigenvector: _vector,
    ShiftedPseudoinverse: _pseudoinverse,
}
