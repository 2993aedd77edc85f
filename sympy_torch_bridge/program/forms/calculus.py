"""Derivative and Subs nodes of known functions: evaluated as the rest of the library evaluates them."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from ...errors import UnsupportedFunctionError
from ...matrix import slope
from ..lowering import Form, FormFunction, Lowering, Scope
from ..traits import postorder
from .matrix_calculus import concerns_matrices, matrix_derivative

__all__ = ["FORMS"]


def _evaluated(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower the evaluated node; refuse what stays unevaluated rather than guess."""
    name = type(expr).__name__
    if any(isinstance(node, AppliedUndef) for node in postorder(expr)):
        hint = "it contains an undefined function; substitute an expression for the function and call .doit()"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    value = expr.replace(lambda node: isinstance(node, sympy.Derivative), _slopes).doit()
    if any(isinstance(node, sympy.Derivative | sympy.Subs) for node in postorder(value)):
        raise UnsupportedFunctionError(name, [name], hint="SymPy has no derivative for a function inside")
    lowering.traits.extend(value)
    return (yield value, scope)


def _slopes(node: Any) -> Any:
    """Differentiate with all symbols real: ``Abs(x)`` has the derivative ``sign(x)``, ``floor(x)`` 0."""
    value = node.expr
    if concerns_matrices(node):
        return matrix_derivative(node)
    for variable, order in node.variable_count:
        for _ in range(int(order)):
            value = slope(value, variable)
    return value


FORMS: dict[type[Any], FormFunction] = {sympy.Derivative: _evaluated, sympy.Subs: _evaluated}
