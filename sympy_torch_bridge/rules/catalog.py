"""The catalog: every rule, found by id or by tag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

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

__all__ = ["BY_ID", "RULES", "index_rules", "select"]


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
    wanted_tags = _known(tags or (), sorted({tag for rule in RULES for tag in rule.tags}), "tags")
    wanted_ids = _known(BY_ID if ids is None else ids, list(BY_ID), "ids")
    return tuple(rule for rule in RULES if rule.id in wanted_ids and wanted_tags <= set(rule.tags))


def _known(names: Iterable[str], known: list[str], option: str) -> set[str]:
    wanted = set(names)
    for name in sorted(wanted - set(known)):
        close = nearest_names(name, known)
        raise OptionError(
            option, name, accepted=close or known, hint="listed are the nearest names" if close else ""
        )
    return wanted
