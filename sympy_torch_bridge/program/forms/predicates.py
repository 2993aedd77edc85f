"""Predicates of SymPy's assumptions, such as ``Q.positive(x)``, as conditions on the numbers at hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from sympy import Q
from sympy.assumptions import AppliedPredicate
from sympy.assumptions.relation.binrel import AppliedBinaryRelation

from ...errors import UnsupportedFunctionError
from ...ops import kernels
from ..builder import ProgramBuilder
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import AND, EQ, GE, GT, LE, LT, NE, NOT, SUB, Operation, call

__all__ = ["FORMS"]

Condition = Callable[[ProgramBuilder, int], int]

_ISFINITE = call(torch.isfinite)
_ISNAN = call(torch.isnan)
_FLOOR = call(torch.floor)
_REMAINDER = call(torch.remainder)
_REAL = call(torch.real)
_IMAG = call(kernels.imag)


def _than(operation: Operation, bound: float) -> Condition:
    return lambda build, x: build.add(operation, x, build.number(bound))


def _is_real(build: ProgramBuilder, x: int) -> int:
    return build.add(EQ, build.add(_IMAG, x), build.number(0))


def _is_finite(build: ProgramBuilder, x: int) -> int:
    return build.add(_ISFINITE, x)


def _is_number(build: ProgramBuilder, x: int) -> int:
    return build.add(NOT, build.add(_ISNAN, x))


def _is_integer(build: ProgramBuilder, x: int) -> int:
    # The difference of an infinite number from its floor is nan.
    return build.add(EQ, build.add(SUB, x, build.add(_FLOOR, x)), build.number(0))


def _modulo_two(rest: int) -> Condition:
    return lambda build, x: build.add(EQ, build.add(_REMAINDER, x, build.number(2)), build.number(rest))


def _has_no_real_part(build: ProgramBuilder, x: int) -> int:
    return build.add(EQ, build.add(_REAL, x), build.number(0))


def _not(condition: Condition) -> Condition:
    return lambda build, x: build.add(NOT, condition(build, x))


def _all(*conditions: Condition) -> Condition:
    def condition(build: ProgramBuilder, x: int) -> int:
        result = conditions[0](build, x)
        for part in conditions[1:]:
            result = build.add(AND, result, part(build, x))
        return result

    return condition


_REAL_NUMBER = _all(_is_finite, _is_real)
_UNARY: dict[Any, Condition] = {
    Q.positive: _all(_than(GT, 0), _is_finite),
    Q.negative: _all(_than(LT, 0), _is_finite),
    Q.nonnegative: _all(_than(GE, 0), _is_finite),
    Q.nonpositive: _all(_than(LE, 0), _is_finite),
    Q.zero: _than(EQ, 0),
    Q.nonzero: _all(_than(NE, 0), _REAL_NUMBER),
    Q.extended_positive: _than(GT, 0),
    Q.extended_negative: _than(LT, 0),
    Q.extended_nonnegative: _than(GE, 0),
    Q.extended_nonpositive: _than(LE, 0),
    Q.extended_nonzero: _all(_than(NE, 0), _is_number, _is_real),
    Q.positive_infinite: _than(EQ, math.inf),
    Q.negative_infinite: _than(EQ, -math.inf),
    Q.finite: _is_finite,
    Q.infinite: _all(_is_number, _not(_is_finite)),
    Q.complex: _is_finite,
    Q.real: _REAL_NUMBER,
    Q.extended_real: _all(_is_number, _is_real),
    Q.imaginary: _all(_is_finite, _has_no_real_part, _not(_is_real)),
    Q.integer: _is_integer,
    Q.noninteger: _all(_is_number, _is_real, _not(_is_integer)),
    Q.even: _modulo_two(0),
    Q.odd: _modulo_two(1),
}
_BINARY: dict[Any, Operation] = {Q.eq: EQ, Q.ne: NE, Q.lt: LT, Q.le: LE, Q.gt: GT, Q.ge: GE}


def _applied(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    predicate, *arguments = expr.args
    nodes = []
    for argument in arguments:
        nodes.append((yield argument, scope))
    if predicate in _BINARY:
        return lowering.builder.add(_BINARY[predicate], *nodes)
    if predicate == Q.is_true:
        return nodes[0]
    if predicate not in _UNARY:
        hint = "no condition on floating numbers decides it; leave it out, or write the relation you mean"
        raise UnsupportedFunctionError(str(predicate), ["AppliedPredicate"], hint=hint)
    return _UNARY[predicate](lowering.builder, nodes[0])


FORMS: dict[type[Any], FormFunction] = {AppliedPredicate: _applied, AppliedBinaryRelation: _applied}
