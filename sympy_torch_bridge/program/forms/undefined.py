"""Conditions that may be undefined, as ``log(x) > 1`` for negative ``x``.

To torch every comparison with nan is false, so a Piecewise would silently take another branch. Here
such a condition has two nodes, where it holds and where it fails; where neither is true the
Piecewise has no value. ``And`` and ``Or`` follow three-valued logic: one false part is enough to
make a conjunction false, whatever the others are.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core import relational
from sympy.logic import boolalg

from ...ops import matrix_kernels
from ..builder import ProgramBuilder
from ..expressions.free_symbols import free_symbols
from ..lowering import Form, FormFunction, Lowering, Scope
from ..matrix_arguments import relation_of_matrices
from ..operation import AND, EQ, GE, GT, LE, LT, NE, NOT, Operation, call

__all__ = ["FORMS", "Fails", "decided"]


class Fails(boolalg.Boolean):
    """Whether a condition in negation normal form is false, rather than undefined."""

    def __new__(cls, condition: Any) -> Fails:
        """Hold the condition without evaluating it."""
        node: Fails = sympy.Basic.__new__(cls, condition)
        return node


def decided(lowering: Lowering, condition: Any, scope: Scope) -> tuple[Any, Any]:
    """Return two conditions: where the given one is true, and where it is false.

    A condition that is defined everywhere is returned as it is, with None for its opposite.
    """
    if lowering.traits.is_total(condition) and not _has_partial(lowering, condition, scope):
        return condition, None
    holds = boolalg.to_nnf(condition, simplify=False)
    fails = Fails(holds)
    lowering.traits.extend(fails)
    return holds, fails


def _has_partial(lowering: Lowering, condition: Any, scope: Scope) -> bool:
    """Whether a symbol of the condition stands for an expression that may have no value."""
    if not lowering.partial:
        return False
    symbols = free_symbols(condition)
    around: Scope | None = scope
    while around is not None:
        if any(around.bound.get(symbol) in lowering.partial for symbol in symbols):
            return True
        around = around.parent
    return False


_OPPOSITES: dict[type[Any], Operation] = {
    relational.Unequality: EQ,
    relational.StrictLessThan: GE,
    relational.LessThan: GT,
    relational.StrictGreaterThan: LE,
    relational.GreaterThan: LT,
}


def _fails(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    (condition,) = expr.args
    if isinstance(condition, boolalg.And | boolalg.Or):
        opposite = boolalg.Or if isinstance(condition, boolalg.And) else boolalg.And
        parts = opposite(*map(Fails, condition.args), evaluate=False)
        lowering.traits.extend(parts)
        return (yield parts, scope)
    if not isinstance(condition, relational.Relational):
        return lowering.builder.add(NOT, (yield condition, scope))
    left = yield condition.lhs, scope
    right = yield condition.rhs, scope
    build = lowering.builder
    are_matrices = not scope.entrywise and build.have_matrix((left, right))
    if isinstance(condition, relational.Equality):
        differ = _differ(build, left, right)
        return build.add(call(matrix_kernels.any_entry), differ) if are_matrices else differ
    opposite = _OPPOSITES[type(condition)]
    if are_matrices:
        return relation_of_matrices(build, condition, opposite, left, right)
    return build.add(opposite, left, right)


def _differ(build: ProgramBuilder, left: int, right: int) -> int:
    """Tell where two numbers are unequal and neither is nan, the one value that is unequal to itself."""
    result = build.add(NE, left, right)
    for side in (left, right):
        if not build.is_number(side):
            result = build.add(AND, result, build.add(EQ, side, side))
    return result


FORMS: dict[type[Any], FormFunction] = {Fails: _fails}
