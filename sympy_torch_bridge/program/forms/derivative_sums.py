"""Sums of derivatives of one function, such as a Laplacian, as one derivative.

A forward pass through a network carries one part along for the whole sum instead of one for each of
its terms. So terms of a sum that are derivatives of one function, with numbers as their only different
factors, are joined, unless one of them is needed elsewhere as well.
"""

from __future__ import annotations

from typing import Any, Final

import sympy

from ..lowering import Form, FormFunction, Lowering, Scope, derivatives_of_supplied, guarded
from .calculus import slot_orders

__all__ = ["FORMS", "joined"]


# Far inside the range of a double, in which the factors become numbers of Python.
_LARGEST: Final = 2**256


class DerivativeSum(sympy.Expr):
    """Derivatives of one application of an undefined function, with their factors."""

    is_commutative = True

    def __new__(cls, application: Any, *terms: Any) -> DerivativeSum:
        """Hold pairs of a number and of how often to differentiate by each argument."""
        node: DerivativeSum = sympy.Expr.__new__(cls, application, *terms)
        return node


def joined(lowering: Lowering, expr: Any) -> Any:
    """Return a sum with its derivatives joined, or None where there is nothing to join."""
    groups: dict[Any, list[tuple[Any, Any, Any]]] = {}
    for term in expr.args:
        found = _derivative_in(lowering, term)
        if found is not None:
            factor, rest, derivative, orders = found
            groups.setdefault((derivative.expr, rest), []).append((term, factor, orders))
    terms = list(expr.args)
    for (application, rest), members in groups.items():
        first = members[0][1]
        if len(members) > 1 and all(
            1 < _LARGEST * abs(factor / first) < _LARGEST**2 for _, factor, _ in members
        ):
            pairs = [sympy.Tuple(factor / first, sympy.Tuple(*orders)) for _, factor, orders in members]
            gone = {id(term) for term, _, _ in members}
            terms = [term for term in terms if id(term) not in gone]
            terms.append(sympy.Mul(first, rest, DerivativeSum(application, *pairs)))
    return None if len(terms) == len(expr.args) else sympy.Add(*terms)


def _derivative_in(lowering: Lowering, term: Any) -> tuple[Any, Any, Any, tuple[int, ...]] | None:
    """Split a term into a number, other factors, and a derivative."""
    factor, product = term.as_coeff_Mul()
    parts = product.args if isinstance(product, sympy.Mul) else (product,)
    derivatives = [part for part in parts if isinstance(part, sympy.Derivative)]
    if len(derivatives) != 1 or lowering.uses.get(derivatives[0]) != 1:
        return None
    (derivative,) = derivatives
    orders = slot_orders(derivative)
    if orders is None or not lowering.vocabulary.is_supplied(type(derivative.expr)):
        return None
    rest = sympy.Mul(*(part for part in parts if part is not derivative))
    return factor, rest, derivative, orders


def _derivative_sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    application, *pairs = expr.args
    arguments = []
    for part in application.args:
        arguments.append(guarded(lowering, (yield part, scope), scope))
    if scope.entrywise:
        arguments = list(lowering.builder.aligned(tuple(arguments)))
    terms = tuple((_number(factor), tuple(map(int, orders))) for factor, orders in pairs)
    return derivatives_of_supplied(lowering, type(application), arguments, terms, scope)


def _number(factor: Any) -> int | float:
    return int(factor) if factor.is_Integer else float(factor)


FORMS: dict[type[Any], FormFunction] = {DerivativeSum: _derivative_sum}
