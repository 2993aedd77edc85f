"""Sums over the roots of a polynomial, and expressions that SymPy leaves as they are."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..hints import hint_for
from ..lowering import Form, FormFunction, Lowering, Scope

__all__ = ["FORMS"]

# Formulas with radicals of higher polynomials lose digits and take complex detours.
_HIGHEST_SYMBOLIC_DEGREE = 2


def _root_sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    roots = _roots(expr.poly)
    if roots is None:
        raise UnsupportedFunctionError("RootSum", ["RootSum"], hint=hint_for(expr))
    value = sympy.Add(*(expr.fun(root) for root in roots))
    lowering.traits.extend(value)
    return (yield value, scope)


def _roots(poly: Any) -> list[Any] | None:
    """Return all roots, repeated ones repeatedly: as numbers, or by the formula of low degrees."""
    if poly.domain.is_QQ or poly.domain.is_ZZ:
        return list(poly.all_roots(radicals=False))
    if poly.degree() > _HIGHEST_SYMBOLIC_DEGREE:
        return None
    return [root for root, count in sympy.roots(poly).items() for _ in range(count)]


def _unevaluated(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return (yield expr.args[0], scope)


FORMS: dict[type[Any], FormFunction] = {
    sympy.RootSum: _root_sum,
    sympy.UnevaluatedExpr: _unevaluated,
}
