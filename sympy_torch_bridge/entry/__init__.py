"""The entry of a rule, described once: shown in a terminal, on a page of Sphinx, in a notebook."""

from __future__ import annotations

from .evidence import Evidence, evidence_of
from .place import place_of
from .rule_entry import MARKS, PARTS, WORDS, RuleEntry, known_parts, rule_entry

__all__ = [
    "MARKS",
    "PARTS",
    "WORDS",
    "Evidence",
    "RuleEntry",
    "evidence_of",
    "known_parts",
    "place_of",
    "rule_entry",
]
