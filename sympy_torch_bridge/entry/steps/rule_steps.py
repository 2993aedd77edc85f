"""The derivation of one rule: from the left side to the formula that the rule states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sympy import Derivative, Limit, MatrixBase, Symbol

from ...matrix.scalars import SYMPY_FAILURES
from ...rules import RULES, Rule, coordinates
from .slope_table import slope_table
from .step import Step
from .traversal import differentiated
from .words import MEANING, REWRITTEN, TOGETHER

__all__ = ["rule_steps"]

_SHOWN_OPERATIONS = 150


def rule_steps(rule: Rule) -> tuple[Step, ...]:
    """Return the steps that lead to a rule; none for a rule to begin with, and for those on matrices.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> for step in rule_steps(BY_ID["derivative.cot"]):
    ...     print(step.rules or step.word, step.after)
    definition cos(x)/sin(x)
    ('rule.quotient',) (sin(x)*Derivative(cos(x), x) - cos(x)*Derivative(sin(x), x))/sin(x)**2
    ('derivative.sin',) cos(x)
    ('derivative.cos',) -sin(x)
    put together (-sin(x)**2 - cos(x)**2)/sin(x)**2
    rewritten -csc(x)**2
    >>> rule_steps(BY_ID["rule.product"])
    ()
    """
    if rule.kind == "matrix" or rule.given is not None or rule.rhs.has(Limit):
        return ()
    try:
        return _steps(rule)
    except SYMPY_FAILURES:
        return ()


def _steps(rule: Rule) -> tuple[Step, ...]:
    asked = _asked(rule)
    derivatives = _wanted(asked)
    steps: list[Step] = []
    found: dict[Any, Any] = {}
    for derivative in derivatives:
        more, slope = _along(derivative, rule)
        if slope is None:
            return ()
        steps += [step for step in more if step not in steps]
        found[derivative] = slope
    if not steps:
        return ()
    total = asked.xreplace(found)
    if asked != derivatives[0]:
        steps.insert(0, Step("meaning", rule.lhs, asked, rule.wrt, word=MEANING))
    if total == rule.rhs or not _is_short(total):
        return tuple(steps)
    return (*steps, Step("equal", total, rule.rhs, word=REWRITTEN))


def _asked(rule: Rule) -> Any:
    """Return the derivative that a rule is about, written out in derivatives of numbers."""
    if rule.operator != "derivative":
        return getattr(coordinates, rule.operator)(rule.lhs, rule.wrt)
    if not isinstance(rule.wrt, tuple):
        return Derivative(rule.lhs, (rule.wrt, rule.order))
    return (coordinates.gradient if rule.order == 1 else coordinates.hessian)(rule.lhs, rule.wrt)


def _wanted(asked: Any) -> list[Derivative]:
    """Return the derivatives to be found, in the order in which they stand."""
    entries = list(asked) if isinstance(asked, MatrixBase) else [asked]
    found = [d for entry in entries for d in sorted(entry.atoms(Derivative), key=lambda d: d.sort_key())]
    inside = {inner for d in found for inner in d.expr.atoms(Derivative)}
    return [d for d in dict.fromkeys(found) if d not in inside]


def _along(derivative: Derivative, rule: Rule) -> tuple[list[Step], Any]:
    """Differentiate by one variable after the other."""
    expr: Any = derivative.expr
    steps: list[Step] = []
    for variable in derivative.variables:
        if not expr.has(variable):
            return steps, expr * 0
        found = differentiated(
            expr,
            variable,
            slope_table(),
            avoided={rule.id},
            later=_later(rule) if expr == rule.lhs else set(),
        )
        if found is None:
            is_known = isinstance(expr, Derivative) or expr.is_Function
            return [], (Derivative(expr, variable) if is_known and rule.kind == "operator" else None)
        steps += found.steps
        if isinstance(rule.wrt, Symbol) and len(found.steps) > 1 and _is_short(found.slope):
            steps.append(Step("slope", expr, found.slope, variable, word=TOGETHER))
        expr = found.slope
    return steps, expr


def _is_short(total: Any) -> bool:
    entries = list(total) if isinstance(total, MatrixBase) else [total]
    return sum(int(entry.count_ops()) for entry in entries) <= _SHOWN_OPERATIONS


@cache
def _order() -> Mapping[str, int]:
    return {rule.id: number for number, rule in enumerate(RULES)}


def _later(rule: Rule) -> set[str]:
    """Return the rules that may be derived from this one: those that come after it."""
    place = _order().get(rule.id, len(RULES))
    return {name for name, number in _order().items() if number >= place}
