"""Polar numbers inside functions of their argument: refused, since a number has no sheet."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.functions.elementary.complexes import periodic_argument, principal_branch

from ...errors import UnsupportedFunctionError
from ..expressions.traversal import postorder
from ..lowering import Form, FormFunction, Lowering, Scope

__all__ = ["FORMS"]

_POLAR = (sympy.exp_polar, sympy.polar_lift)


def _of_the_plane(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    name = type(expr).__name__
    if any(isinstance(node, _POLAR) for node in postorder(expr.args[0])):
        hint = (
            "its argument is a polar number, whose sheet a tensor cannot hold; expr.replace(exp_polar, exp)"
            ".replace(polar_lift, lambda z: z) takes the principal one"
        )
        raise UnsupportedFunctionError(name, [name], hint=hint)
    return (yield from lowering.called(expr, scope))


FORMS: dict[type[Any], FormFunction] = {
    periodic_argument: _of_the_plane,
    principal_branch: _of_the_plane,
}
