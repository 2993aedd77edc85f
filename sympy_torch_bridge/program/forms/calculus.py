"""Nodes that SymPy evaluates itself: derivatives and substitutions of known functions."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..lower import Form, FormFunction, Lowering, Scope
from ..traits import postorder

__all__ = ["FORMS"]


def _evaluated(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower ``expr.doit()``; refuse what stays unevaluated rather than guess."""
    value = expr.doit()
    if any(isinstance(node, sympy.Derivative | sympy.Subs) for node in postorder(value)):
        name = type(expr).__name__
        hint = "it contains an undefined function; substitute an expression for the function and call .doit()"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    lowering.traits.extend(value)
    return (yield value, scope)


FORMS: dict[type[Any], FormFunction] = {sympy.Derivative: _evaluated, sympy.Subs: _evaluated}
