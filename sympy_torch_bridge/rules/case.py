"""Rules with their unknown functions, sizes and integers replaced: what a numerical check can run on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Integral, Lambda

from ._rule import Instance, Rule
from .statement import text_of

__all__ = ["cases", "with_instance"]


def cases(rule: Rule) -> tuple[Rule, ...]:
    """Return the concrete rules that a rule speaks of, one for each of its instances.

    In an operator rule the unknown functions are replaced and the derivatives on the right
    evaluated; in a matrix rule the symbolic sizes become numbers. A rule without instances is its
    own only case.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> print(cases(BY_ID["rule.product"])[0])
    rule.product.case-1: d/dx (exp(x)*sin(x)) = exp(x)*sin(x) + exp(x)*cos(x)
    """
    if not rule.instances:
        return (rule,)
    return tuple(_case(rule, number, instance) for number, instance in enumerate(rule.instances, start=1))


def _case(rule: Rule, number: int, instance: Instance) -> Rule:
    lhs, rhs = (with_instance(side, instance) for side in (rule.lhs, rule.rhs))
    if rule.kind != "matrix":
        lhs, rhs = lhs.doit(), rhs.doit()
    wrt = rule.wrt if isinstance(rule.wrt, tuple) else with_instance(rule.wrt, instance)
    kept = {s for part in (lhs, rhs, *(wrt if isinstance(wrt, tuple) else (wrt,))) for s in part.free_symbols}
    return replace(
        rule,
        id=f"{rule.id}.case-{number}",
        title=f"{rule.title} ({', '.join(_assignment(key, value) for key, value in instance.items())})",
        lhs=lhs,
        rhs=rhs,
        wrt=wrt,
        domain={s: i for s, i in rule.bounds.items() if s in kept},
        drawn={s: i for s, i in rule.intervals.items() if s in kept},
        given=None if rule.given is None else with_instance(rule.given, instance).doit(),
        structure=tuple((with_instance(symbol, instance), name) for symbol, name in rule.structure),
        shapes=(),
        instances=(),
    )


def with_instance(expr: Any, instance: Instance) -> Any:
    """Put in what the unknown functions, sizes and integers of an instance stand for."""
    # One key after the other: SymPy's simultaneous substitution leaves nested unknown functions alone.
    for key, value in instance.items():
        if isinstance(value, Lambda) and expr.has(Integral):
            expr = expr.replace(key, value)  # substitution below an integral knows nothing of functions
        else:
            expr = expr.subs(key, value)
    return expr


def _assignment(key: Any, value: Any) -> str:
    if isinstance(value, Lambda):
        return f"{key.__name__} = {text_of(value.expr)}"
    return f"{text_of(key)} = {text_of(value)}"
