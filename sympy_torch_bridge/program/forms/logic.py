"""Truth values: relations, Boolean connectives and Piecewise."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import sympy
from sympy.core import relational
from sympy.logic import boolalg

from ...errors import UnsupportedFunctionError
from ..builder import ProgramBuilder
from ..expressions.free_symbols import free_symbols
from ..lowering import Form, FormFunction, Lowering, Scope
from ..lowering.sharing import scope_of
from ..matrix_arguments import relation_of_matrices, require_matrices
from ..operation import AND, EQ, GE, GT, LE, LT, NE, NOT, OR, WHERE, XOR, Operation
from .undefined import decided

__all__ = ["FORMS"]


def _relation(operation: Operation) -> FormFunction:
    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        build = lowering.builder
        left = yield expr.args[0], scope
        right = yield expr.args[1], scope
        if not scope.entrywise and (build.rank(left) or build.rank(right)):
            if any(map(lowering.traits.is_array, expr.args)):
                name = type(expr).__name__
                raise UnsupportedFunctionError(f"{name} of arrays", [name], hint="compare their entries")
            return relation_of_matrices(build, expr, operation, left, right)
        return build.add(operation, left, right)

    return form


def _connective(operation: Operation, *, negated: bool = False) -> FormFunction:
    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        result = yield expr.args[0], scope
        for part in expr.args[1:]:
            result = lowering.builder.add(operation, result, (yield part, scope))
        return lowering.builder.add(NOT, result) if negated else result

    return form


def _not(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(NOT, (yield expr.args[0], scope))


def _implies(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    premise = yield expr.args[0], scope
    conclusion = yield expr.args[1], scope
    return lowering.builder.add(OR, lowering.builder.add(NOT, premise), conclusion)


def _equivalent(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    first = yield expr.args[0], scope
    result = -1
    for part in expr.args[1:]:
        same = build.add(NOT, build.add(XOR, first, (yield part, scope)))
        result = same if result < 0 else build.add(AND, result, same)
    return result


def _if_then_else(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    condition = yield expr.args[0], scope
    chosen = yield expr.args[1], scope
    other = yield expr.args[2], scope
    return build.add(OR, build.add(AND, condition, chosen), build.add(AND, build.add(NOT, condition), other))


def _piecewise(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Choose by nested ``where``; each branch sees inputs that are masked where it is not taken."""
    build = lowering.builder
    branches: list[tuple[int, int, int]] = []  # where the condition holds and fails, the value; in order
    earlier = -1  # an earlier branch has been taken
    otherwise = build.number(math.nan)
    outside = lowering.free if lowering.sharing.is_known(scope) else scope
    for position, (value, condition) in enumerate(pair.args for pair in expr.args):
        if condition is sympy.true:
            mask = build.add(NOT, earlier) if earlier >= 0 else -1
            otherwise = yield value, (yield from _branch_scope(lowering, expr, position, scope, mask))
            break
        condition, opposite = decided(lowering, condition, scope)
        holds = yield condition, outside
        fails = -1 if opposite is None else (yield opposite, outside)
        mask = holds if earlier < 0 else build.add(AND, holds, build.add(NOT, earlier))
        inner = yield from _branch_scope(lowering, expr, position, scope, mask)
        branches.append((holds, fails, (yield value, inner)))
        earlier = holds if earlier < 0 else build.add(OR, earlier, holds)
    values = [otherwise, *(value_node for *_, value_node in branches)]
    if not scope.entrywise and build.have_matrix(values):
        require_matrices(build, expr, [v for v in values if not _is_blank(build, v)])
    for holds, fails, value_node in reversed(branches):
        if fails >= 0:
            otherwise = build.add(WHERE, fails, otherwise, build.number(math.nan))
        otherwise = build.add(WHERE, holds, value_node, otherwise)
    return otherwise


def _is_blank(build: ProgramBuilder, index: int) -> bool:
    """Tell whether a literal means the same for a number and for a matrix: 0 and nan."""
    value = build.nodes[index].value
    return build.is_number(index) and (value == 0 or value != value)


def _branch_scope(
    lowering: Lowering, expr: Any, position: int, scope: Scope, mask: int
) -> Generator[tuple[Any, Scope], int, Scope]:
    value = expr.args[position].args[0]
    if mask < 0 or scope is lowering.free:
        return scope
    if lowering.traits.is_tame(value) and not _has_point(value, scope):
        return scope
    region = lowering.sharing.branch(expr, position, scope)
    if region is not None:
        return (yield from scope_of(lowering, region))
    return lowering.keep(Scope(scope, mask, entrywise=scope.entrywise))


def _has_point(value: Any, scope: Scope) -> bool:
    """Whether a symbol of a branch stands for an expression that would poison its gradient."""
    around: Scope | None = scope
    while around is not None:
        if around.points and not around.points.keys().isdisjoint(free_symbols(value)):
            return True
        around = around.parent
    return False


FORMS: dict[type[Any], FormFunction] = {
    relational.Equality: _relation(EQ),
    relational.Unequality: _relation(NE),
    relational.StrictLessThan: _relation(LT),
    relational.LessThan: _relation(LE),
    relational.StrictGreaterThan: _relation(GT),
    relational.GreaterThan: _relation(GE),
    boolalg.And: _connective(AND),
    boolalg.Or: _connective(OR),
    boolalg.Xor: _connective(XOR),
    boolalg.Nand: _connective(AND, negated=True),
    boolalg.Nor: _connective(OR, negated=True),
    boolalg.Not: _not,
    boolalg.Implies: _implies,
    boolalg.Equivalent: _equivalent,
    boolalg.ITE: _if_then_else,
    sympy.Piecewise: _piecewise,
}
