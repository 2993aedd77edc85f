"""Which rules a rule is derived from and which from it, remembered between builds."""

from __future__ import annotations

from typing import Any

from ..rules import Rule
from .cache import Cache

__all__ = ["related_ids"]


def related_ids(rule: Rule, cache: Cache) -> dict[str, Any]:
    """Return ``uses`` and ``used_by`` of a rule as lists of ids."""
    from ..entry.steps.relations import is_of_catalogue, rules_in, steps_of
    from .verification import rule_record

    if is_of_catalogue(rule):
        found: dict[str, Any] = cache.get({"relations": "of the catalogue"}, _of_the_catalogue)[rule.id]
        return found
    request = {"relations": rule_record(rule)}
    return cache.get(request, lambda: {"uses": list(rules_in(steps_of(rule))), "used_by": []})


def _of_the_catalogue() -> dict[str, Any]:
    from ..entry.steps.relations import catalogue_relations

    return {
        name: {"uses": list(relations.uses), "used_by": list(relations.used_by)}
        for name, relations in catalogue_relations().items()
    }
