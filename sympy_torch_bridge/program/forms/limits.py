"""Limit, which SymPy evaluates, and Lambda, which is no value."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..closed_form import closed_form
from ..lowering import Form, FormFunction, Lowering, Scope

__all__ = ["FORMS"]

_SECONDS = 60.0  # there is no other way


def _limit(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    closed = closed_form(expr, seconds=_SECONDS)
    if closed is None or closed.has(sympy.Limit):
        hint = (
            "SymPy does not find this limit; it may with assumptions, Symbol('x', positive=True), and "
            "limit_table(f, x, at=...) shows it in numbers"
        )
        raise UnsupportedFunctionError("Limit", ["Limit"], hint=hint)
    lowering.traits.extend(closed)
    return (yield closed, scope)


def _lambda(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    yield from ()
    hint = "a function has no value; apply it, f(x), or compile it by itself: compile(Lambda(x, expr))"
    raise UnsupportedFunctionError("Lambda", ["Lambda"], hint=hint)


FORMS: dict[type[Any], FormFunction] = {sympy.Limit: _limit, sympy.Lambda: _lambda}
