"""The catalog: every rule, found by id or by tag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..errors import OptionError, nearest_names
from . import (
    chain,
    combination,
    common_functions,
    definition,
    distributions,
    elementary,
    field_examples,
    fields,
    learning,
    matrix,
    operators,
    partial,
    special,
)
from ._rule import Rule
from .drawing import with_natural_domain
from .subject import with_subjects

__all__ = ["BY_ID", "RULES", "index_rules", "nearest_ids", "select"]


def index_rules(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """Return a read-only mapping from id to rule.

    Raises
    ------
    OptionError
        Two rules have one id. An id names a rule for ever, in tests, pages and on the command line.
    """
    index: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in index:
            raise OptionError("id", rule.id, accepted=("an id that no other rule has",))
        index[rule.id] = rule
    return MappingProxyType(index)


_RECORDS = (
    *definition.RULES,
    *common_functions.RULES,
    *elementary.RULES,
    *with_subjects({"combination": combination.RULES, "composition": chain.RULES}),
    *operators.RULES,
    *fields.RULES,
    *field_examples.RULES,
    *partial.RULES,
    *special.RULES,
    *learning.RULES,
    *distributions.RULES,
    *matrix.RULES,
)
RULES: tuple[Rule, ...] = tuple(map(with_natural_domain, _RECORDS))
BY_ID: Mapping[str, Rule] = index_rules(RULES)


def select(*, tags: Iterable[str] | None = None, ids: Iterable[str] | None = None) -> tuple[Rule, ...]:
    """Return the rules that have all the tags and one of the ids, in the order of the catalog.

    Parameters
    ----------
    tags : iterable of str, optional
        Groups a rule must belong to, as ``d2l``, ``hyperbolic``, ``operator``, ``matrix``.
    ids : iterable of str, optional
        Ids to choose from.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    OptionError
        No rule has that id, or no rule has that tag.

    Examples
    --------
    >>> [rule.id for rule in select(tags=["d2l", "matrix"])][:3]
    ['matrix.linear', 'matrix.row-linear', 'matrix.quadratic-form']
    >>> [rule.id for rule in select(ids=["derivative.tanh"])]
    ['derivative.tanh']
    """
    known_tags = sorted({tag for rule in RULES for tag in rule.tags})
    wanted_tags = set(tags or ())
    for tag in sorted(wanted_tags - set(known_tags)):
        close = nearest_names(tag, known_tags)
        hint = "listed are the nearest names" if close else ""
        raise OptionError("tags", tag, accepted=close or known_tags, hint=hint)
    wanted_ids = set(BY_ID if ids is None else ids)
    for name in sorted(wanted_ids - set(BY_ID)):
        raise OptionError("ids", name, **nearest_ids(name))
    return tuple(rule for rule in RULES if rule.id in wanted_ids and wanted_tags <= set(rule.tags))


def nearest_ids(name: str) -> dict[str, Any]:
    """Return what an error says of an id that no rule has: up to three others, and how to see all of them.

    A rule is looked for in a wrong group more often than it is misspelled, so that ids with the
    same last word come first.

    Examples
    --------
    >>> nearest_ids("derivative.gamma")["accepted"][0]
    'special.gamma'
    """
    last = name.rsplit(".", 1)[-1]
    alike = [known for known in BY_ID if known.rsplit(".", 1)[-1] == last]
    close = tuple(dict.fromkeys((*sorted(alike, key=len), *nearest_names(name, list(BY_ID)))))[:3]
    every = "'sympy-torch-bridge rules list' shows all"
    hint = f"listed are the nearest ids; {every}" if close else every
    return {"accepted": close or ("the id of a rule",), "hint": hint}
