"""Derivative nodes with matrices in them, evaluated by the matrix engine in the layout of SymPy."""

from __future__ import annotations

from typing import Any

import sympy

from ... import matrix
from ...errors import MatrixDerivativeError, UnsupportedFunctionError
from ..expressions.traversal import is_matrix, postorder

__all__ = ["concerns_matrices", "matrix_derivative"]


def concerns_matrices(node: Any) -> bool:
    """Tell whether a Derivative is one of, or by, a matrix expression; entries ``A[0, 1]`` are scalars."""
    return (
        any(is_matrix(variable) for variable in node.variables)
        or any(is_matrix(part) and not isinstance(part, sympy.MatrixSymbol) for part in postorder(node.expr))
        or node.expr.has(sympy.Trace, sympy.Determinant)
        or is_matrix(node.expr)
    )


def matrix_derivative(node: Any) -> Any:
    """Differentiate as often as the node says."""
    value = node.expr
    for variable, order in node.variable_count:
        for _ in range(int(order)):
            try:
                value = _once(value, variable)
            except MatrixDerivativeError as error:
                raise UnsupportedFunctionError("Derivative", ["Derivative"], hint=str(error)) from None
    return value


def _once(value: Any, variable: Any) -> Any:
    if not is_matrix(variable):
        return matrix.differential(value, variable, sympy.S.One)
    if not is_matrix(value):
        return matrix.gradient(value, variable)
    if value.shape[1] == variable.shape[1] == 1:
        # SymPy's layout: rows over the variable, columns over the value.
        return sympy.Transpose(matrix.jacobian(value, variable)).doit()
    hint = (
        "the derivative of a matrix by a matrix has four axes; differentiate a trace or an entry, or vectors"
    )
    raise UnsupportedFunctionError("Derivative", ["Derivative"], hint=hint)
