"""The catalog of derivative rules: data with conditions and sources, and their falsified twins."""

from __future__ import annotations

from ._rule import Instance, Layout, Rule, RuleDomain
from .case import cases
from .catalog import BY_ID, RULES, index_rules, nearest_ids, select
from .falsify import falsified
from .table import COLUMNS, RuleTable
from .title import title_in, title_of

__all__ = [
    "BY_ID",
    "COLUMNS",
    "RULES",
    "Instance",
    "Layout",
    "Rule",
    "RuleDomain",
    "RuleTable",
    "cases",
    "falsified",
    "index_rules",
    "nearest_ids",
    "select",
    "title_in",
    "title_of",
]
