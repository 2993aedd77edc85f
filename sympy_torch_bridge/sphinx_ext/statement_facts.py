"""What a page shows of a rule, as text: taken from the record, with the verdict of this build."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ..render import Cell
from ..rules import Rule
from .cache import Cache
from .config import Settings
from .related_ids import related_ids
from .verdict import Verdict
from .verification import rule_verdict
from .wording import conditions, title, word

# Plain text in a record, signs on a page; Sphinx knows how LaTeX sets both of them.
_INFINITY = re.compile(r"\boo\b")

__all__ = ["StatementFacts", "facts_of"]


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A rule and its verdict.

    Parameters
    ----------
    id, title : str
    statement : Cell
        As text and as LaTeX.
    conditions, shapes, layout, source : str
        Empty where there is nothing to say.
    verdict : Verdict
    record : str
        The rule as JSON.
    """

    id: str
    title: str
    statement: Cell
    conditions: str
    shapes: str
    layout: str
    source: str
    verdict: Verdict
    record: str = "{}"


def facts_of(rule: Rule, cache: Cache, settings: Settings) -> StatementFacts:
    """Collect the facts of a rule and check it, unless an earlier build did."""
    return StatementFacts(
        id=rule.id,
        title=title(rule.title),
        statement=Cell(rule.statement_text, rule.statement_latex),
        conditions=_INFINITY.sub("∞", conditions(rule.conditions)),
        shapes=rule.shapes_text.replace(" x ", " × "),
        layout=word(rule.layout or ""),
        source=rule.source,
        verdict=rule_verdict(rule, cache, settings),
        record=json.dumps({**rule.to_dict(), **related_ids(rule, cache)}, ensure_ascii=False),
    )
