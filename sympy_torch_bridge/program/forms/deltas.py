"""Kronecker's delta with a range of its indices."""

from __future__ import annotations

from typing import Any

import sympy

from ...ops import BY_HEAD, delta_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call

__all__ = ["FORMS"]


def _kronecker(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    if len(expr.args) == 2:
        return (yield from lowering.called(expr, scope, BY_HEAD[sympy.KroneckerDelta]))
    arguments = []
    for part in (*expr.args[:2], *expr.args[2]):
        arguments.append((yield part, scope))
    return lowering.builder.add(call(delta_kernels.kronecker_within), *arguments)


FORMS: dict[type[Any], FormFunction] = {sympy.KroneckerDelta: _kronecker}
