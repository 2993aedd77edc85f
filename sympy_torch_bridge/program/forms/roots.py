"""Sums over the roots of a polynomial, and expressions that SymPy leaves as they are."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..hints import hint_for
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import ADD

__all__ = ["FORMS"]

# Formulas with radicals of higher polynomials lose digits and take complex detours.
_HIGHEST_SYMBOLIC_DEGREE = 2


def _root_sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    roots = _roots(expr.poly)
    if roots is None:
        raise UnsupportedFunctionError("RootSum", ["RootSum"], hint=hint_for(expr))
    # Added as numbers: SymPy takes minutes to find that a sum of roots is exactly 0.
    total = -1
    for root in roots:
        term = expr.fun(root)
        lowering.traits.extend(term)
        node = yield term, scope
        total = node if total < 0 else lowering.builder.add(ADD, total, node)
    return total


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
