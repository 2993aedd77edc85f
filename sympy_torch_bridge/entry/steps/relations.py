"""Which rules a rule is derived from, and which are derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ...rules import BY_ID, RULES, Rule
from .matrix_steps import matrix_rules, matrix_steps
from .rule_steps import rule_steps
from .step import Step

__all__ = ["Relations", "catalogue_relations", "is_of_catalogue", "relations_of", "rules_in", "steps_of"]


@dataclass(frozen=True, slots=True)
class Relations:
    """Ids of rules of the catalogue.

    Parameters
    ----------
    uses : tuple of str
        In the order of the steps.
    used_by : tuple of str
        In the order of the catalogue.
    """

    uses: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()


def steps_of(rule: Rule) -> tuple[Step, ...]:
    """Return the steps of a derivation, whatever the rule is about."""
    return matrix_steps(rule) if rule.kind == "matrix" else rule_steps(rule)


def rules_in(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the rules that steps apply, each once."""
    return tuple(dict.fromkeys(name for step in steps for name in step.rules))


def relations_of(rule: Rule, steps: Sequence[Step] | None = None) -> Relations:
    """Return what a rule is derived from, and what of the catalogue is derived from it.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> found = relations_of(BY_ID["rule.quotient"])
    >>> found.uses, "derivative.tan" in found.used_by
    (('rule.product', 'rule.reciprocal'), True)
    """
    known = catalogue_relations()[rule.id] if is_of_catalogue(rule) else Relations()
    return Relations(rules_in(steps_of(rule) if steps is None else steps), known.used_by)


def is_of_catalogue(rule: Rule) -> bool:
    """Tell whether a rule is one of the catalogue, whatever its title: a page may give its id to another."""
    known = BY_ID.get(rule.id)
    return known is not None and (known.lhs, known.rhs, known.wrt) == (rule.lhs, rule.rhs, rule.wrt)


@cache
def catalogue_relations() -> Mapping[str, Relations]:
    """Return the relations of all rules of the catalogue, which takes seconds the first time."""
    uses = {rule.id: _applied(rule) for rule in RULES}
    users: dict[str, list[str]] = {}
    for name, used in uses.items():
        for other in used:
            users.setdefault(other, []).append(name)
    return {name: Relations(used, tuple(users.get(name, ()))) for name, used in uses.items()}


def _applied(rule: Rule) -> tuple[str, ...]:
    return matrix_rules(rule) if rule.kind == "matrix" else rules_in(rule_steps(rule))
