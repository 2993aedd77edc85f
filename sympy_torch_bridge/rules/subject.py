"""The last tag of a rule: what its topic is within a part of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ._rule import Rule

__all__ = ["with_subjects"]


def with_subjects(subjects: Mapping[str, Iterable[Rule]]) -> tuple[Rule, ...]:
    """Return all rules, each with its subject as a further tag."""
    return tuple(
        replace(rule, tags=(*rule.tags, subject)) for subject, rules in subjects.items() for rule in rules
    )
