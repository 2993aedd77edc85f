"""Membership in sets: ``Contains(x, S)`` becomes relations, set by set.

A set operation yields ``Contains`` of its operands, so that nested sets need no recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
import torch
from sympy.sets import sets
from sympy.sets.contains import Contains
from sympy.sets.fancysets import Complexes, Integers, Naturals, Naturals0, Range, Reals

from ...errors import UnsupportedFunctionError
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import AND, EQ, GE, GT, LE, LT, OR, SUB, XOR, Operation, call

__all__ = ["FORMS"]

_FLOOR = call(torch.floor)
_ISFINITE = call(torch.isfinite)
_REMAINDER = call(torch.remainder)


def _contains(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    element, container = expr.args
    form = _MEMBERSHIP.get(type(container))
    if form is None:
        name = f"Contains in {type(container).__name__}"
        raise UnsupportedFunctionError(name, ["Contains"], hint=_hint(container))
    node: int = yield from form(lowering, element, container, scope)
    return node


def _hint(container: Any) -> str:
    if isinstance(container, sympy.Set) and container is sympy.S.Rationals:
        return "every floating number is rational; leave the condition out, or use Reals"
    return "write the set as a condition on its elements: ConditionSet(x, condition, base), or a relation"


def _in_interval(lowering: Lowering, element: Any, interval: Any, scope: Scope) -> Form:
    build = lowering.builder
    lowering.traits.extend(sympy.Tuple(interval.start, interval.end))  # those of Reals are no part of it
    place = yield element, scope
    start = yield interval.start, scope
    end = yield interval.end, scope
    above = build.add(GT if interval.left_open else GE, place, start)
    below = build.add(LT if interval.right_open else LE, place, end)
    return build.add(AND, above, below)


def _in_finite_set(lowering: Lowering, element: Any, finite: Any, scope: Scope) -> Form:
    build = lowering.builder
    if isinstance(element, sympy.Tuple):
        parts = [_same(element, member) for member in finite.args]
        return (yield from _combined(lowering, OR, parts, scope))
    place = yield element, scope
    result = -1
    for member in finite.args:
        same = build.add(EQ, place, (yield member, scope))
        result = same if result < 0 else build.add(OR, result, same)
    return result


def _same(element: Any, member: Any) -> Any:
    if not isinstance(member, sympy.Tuple) or len(member) != len(element):
        return sympy.false
    return sympy.And(*(sympy.Eq(a, b, evaluate=False) for a, b in zip(element, member, strict=True)))


def _combined(lowering: Lowering, operation: Operation, conditions: Sequence[Any], scope: Scope) -> Form:
    result = -1
    for condition in conditions:
        lowering.traits.extend(condition)
        node = yield condition, scope
        result = node if result < 0 else lowering.builder.add(operation, result, node)
    return result


def _in_each(operation: Operation) -> Any:
    """Combine the memberships in the operands of a set operation."""

    def form(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
        parts = [Contains(element, part, evaluate=False) for part in container.args]
        return (yield from _combined(lowering, operation, parts, scope))

    return form


def _in_complement(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
    whole, removed = (Contains(element, part, evaluate=False) for part in container.args)
    return (yield from _combined(lowering, AND, [whole, sympy.Not(removed, evaluate=False)], scope))


def _in_product(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
    if not isinstance(element, sympy.Tuple) or len(element) != len(container.args):
        hint = f"pass a Tuple of {len(container.args)} elements"
        raise UnsupportedFunctionError("Contains in ProductSet", ["Contains"], hint=hint)
    parts = [Contains(a, s, evaluate=False) for a, s in zip(element, container.args, strict=True)]
    return (yield from _combined(lowering, AND, parts, scope))


def _in_condition_set(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
    symbol, condition, base = container.args
    replaced = (
        dict(zip(symbol, element, strict=True)) if isinstance(symbol, sympy.Tuple) else {symbol: element}
    )
    parts = [Contains(element, base, evaluate=False), condition.xreplace(replaced)]
    return (yield from _combined(lowering, AND, parts, scope))


def _in_complexes(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
    return lowering.builder.add(_ISFINITE, (yield element, scope))


def _in_integers(least: int | None) -> Any:
    def form(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
        build = lowering.builder
        place = yield element, scope
        # The difference of an infinite number from its floor is nan.
        fraction = build.add(SUB, place, build.add(_FLOOR, place))
        whole = build.add(EQ, fraction, build.number(0))
        if least is None:
            return whole
        return build.add(AND, whole, build.add(GE, place, build.number(least)))

    return form


def _in_range(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
    """Count from an end that is finite, in steps."""
    build = lowering.builder
    if not all(part.is_number for part in container.args):
        hint = "write a condition instead: And(x >= a, x <= b, Eq(Mod(x - a, step), 0))"
        raise UnsupportedFunctionError("Contains in a symbolic Range", ["Contains"], hint=hint)
    start = container.inf if container.inf.is_finite else container.sup
    place = yield element, scope
    step, origin = build.number(abs(int(container.step))), build.number(int(start))
    rest = build.add(_REMAINDER, build.add(SUB, place, origin), step)
    result = build.add(EQ, rest, build.number(0))
    for operation, bound in ((GE, container.inf), (LE, container.sup)):
        if bound.is_finite:
            result = build.add(AND, result, build.add(operation, place, build.number(int(bound))))
    return result


def _truth(value: bool) -> Any:
    def form(lowering: Lowering, element: Any, container: Any, scope: Scope) -> Form:
        yield from ()
        return lowering.builder.number(value)

    return form


_MEMBERSHIP: dict[type[Any], Any] = {
    sets.Interval: _in_interval,
    Reals: _in_interval,
    sets.FiniteSet: _in_finite_set,
    sets.Union: _in_each(OR),
    sets.Intersection: _in_each(AND),
    sets.SymmetricDifference: _in_each(XOR),
    sets.Complement: _in_complement,
    sets.ProductSet: _in_product,
    sympy.ConditionSet: _in_condition_set,
    Complexes: _in_complexes,
    Integers: _in_integers(None),
    Naturals: _in_integers(1),
    Naturals0: _in_integers(0),
    Range: _in_range,
    sets.EmptySet: _truth(False),
    sets.UniversalSet: _truth(True),
}

FORMS: dict[type[Any], FormFunction] = {Contains: _contains}
