"""The entry of a rule, described once: shown in a terminal, on a page of Sphinx, in a notebook."""

from __future__ import annotations

from .derivation_section import flaws_of
from .evidence import Evidence, evidence_of, reason_of
from .place import plot_place
from .rule_entry import RuleEntry, known_parts, rule_entry

__all__ = [
    "Evidence",
    "RuleEntry",
    "evidence_of",
    "flaws_of",
    "known_parts",
    "plot_place",
    "reason_of",
    "rule_entry",
]
