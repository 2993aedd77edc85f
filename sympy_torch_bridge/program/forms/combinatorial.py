"""Combinatorial functions with arguments for which torch has an expression of its own."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ...ops import BY_HEAD, harmonic_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import DIV, MUL, SUB, call

__all__ = ["FORMS"]

# A product of more factors is no shorter than the function.
_FACTORS = 24


def _binomial(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Multiply ``n*(n - 1)/2*(n - 2)/3 ...`` for a whole number below; for whole ``n`` each step is whole."""
    upper, lower = expr.args
    if not (lower.is_Integer and 0 < lower <= _FACTORS):
        return (yield from lowering.called(expr, scope, BY_HEAD[sympy.binomial]))
    build = lowering.builder
    n = yield upper, scope
    product = n
    for i in range(1, int(lower)):
        factor = build.add(SUB, n, build.number(i))
        product = build.add(DIV, build.add(MUL, product, factor), build.number(i + 1))
    return product


def _harmonic(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    if len(expr.args) == 2:
        return (yield from lowering.called(expr, scope, BY_HEAD[sympy.harmonic]))
    return lowering.builder.add(call(harmonic_kernels.harmonic), (yield expr.args[0], scope))


def _bell(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    if len(expr.args) < 3:
        return (yield from lowering.called(expr, scope, BY_HEAD[sympy.bell]))
    hint = "SymPy writes bell(n, k, symbols) out as a polynomial once n and k are numbers"
    raise UnsupportedFunctionError("bell", ["bell"], hint=hint)


FORMS: dict[type[Any], FormFunction] = {
    sympy.binomial: _binomial,
    sympy.harmonic: _harmonic,
    sympy.bell: _bell,
}
