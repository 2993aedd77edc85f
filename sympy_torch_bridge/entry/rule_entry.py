"""The entry of one rule: everything that is known of it, as one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import OptionError
from ..languages import ENGLISH
from ..render import (
    MARKS,
    PARTS,
    WORDS,
    Block,
    Cell,
    Code,
    Document,
    Fact,
    Formula,
    Section,
    write_document,
)
from ..rules import Rule, title_in
from .checks import checks_table
from .derivation import derivation_of
from .derivation_section import derivation_section
from .evidence import Evidence, evidence_of
from .limit_part import limit_blocks
from .steps.blocks import relation_blocks
from .steps.relations import Relations, relations_of
from .sympy_code import sympy_code
from .torch_code import torch_code
from .translation import document_in

__all__ = ["RuleEntry", "known_parts", "rule_entry"]

# Plain text in a record, signs on a page.
_INFINITY = re.compile(r"\boo\b")


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """The entry of a rule.

    Parameters
    ----------
    id, title : str
    verdict : {"consistent", "refuted", "inconclusive"}
    reason : str
        Why it is not consistent, in one line; else empty.
    document : Document
        Its sections are named as :data:`PARTS`, without those that have nothing to say.
    data : mapping
        The record of the rule and the numbers of its checks, for programs.
    flaws : tuple of str
        Steps of the derivation that do not hold, each as a sentence.
    """

    id: str
    title: str
    verdict: str
    reason: str
    document: Document
    data: Mapping[str, Any]
    flaws: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return the entry as plain text."""
        return write_document(self.document, "text")

    def to_markdown(self) -> str:
        """Return the entry as GitHub's Markdown."""
        return write_document(self.document, "markdown")

    def to_html(self) -> str:
        r"""Return the entry as an HTML fragment with formulas as ``\(...\)``."""
        return write_document(self.document, "html")

    def to_latex(self) -> str:
        """Return the entry as LaTeX."""
        return write_document(self.document, "latex")

    def to_rst(self) -> str:
        """Return the entry as reStructuredText."""
        return write_document(self.document, "rst")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "verdict": self.verdict,
            "reason": self.reason,
            "document": self.document.to_dict(),
            "data": dict(self.data),
            "flaws": list(self.flaws),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RuleEntry:
        """Return the entry that :meth:`to_dict` was written of."""
        document, flaws = Document.from_dict(data["document"]), tuple(data["flaws"])
        return cls(**{**data, "document": document, "flaws": flaws})

    def __str__(self) -> str:
        return self.to_text()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def rule_entry(
    rule: Rule,
    *,
    parts: Sequence[str] = PARTS,
    evidence: Evidence | None = None,
    n_points: int = 24,
    seed: int = 0,
    language: str = ENGLISH,
) -> RuleEntry:
    """Collect the entry of a rule: statement, conditions, derivation, checks, limit table and code.

    Parameters
    ----------
    rule : Rule
    parts : sequence of str
        Which sections, of :data:`PARTS`.
    evidence : Evidence, optional
        What a check found; without it the rule is checked.
    n_points, seed : int
        As in :func:`sympy_torch_bridge.check_rule`.
    language : {"en", "zh"}
        Of titles, headings and notes; formulas and code have none.

    Raises
    ------
    OptionError
        A part has another name, or there are no words in that language.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> print(rule_entry(BY_ID["derivative.tanh"], parts=["statement", "facts"]))
    derivative.tanh: hyperbolic tangent
    ===================================
    <BLANKLINE>
        d/dx tanh(x) = 1 - tanh(x)**2
    <BLANKLINE>
    Verdict: ✓ verified
    Conditions: x real
    """
    wanted = known_parts(parts)
    name = title_in(rule, language)
    found = evidence or evidence_of(rule, n_points=n_points, seed=seed)
    derivation = derivation_of(rule) if {"derivation", "code"} & set(wanted) else None
    derived = (
        derivation_section(rule, derivation, n_points=n_points, seed=seed)
        if derivation and "derivation" in wanted
        else None
    )
    relations = relations_of(rule, derived.steps if derived else None)
    makers: dict[str, Callable[[], list[Block]]] = {
        "statement": lambda: [Formula(Cell(rule.statement_text, rule.statement_latex))],
        "facts": lambda: _facts(rule, found),
        "derivation": lambda: list(derived.blocks) if derived else [],
        "checks": lambda: [checks_table(found)],
        "limit": lambda: limit_blocks(rule),
        "code": lambda: _code(rule, found, is_proved=bool(derivation and derivation.is_proved)),
        "relations": lambda: relation_blocks(relations),
        "references": lambda: [Fact("", Cell(source)) for source in _sources(rule)],
    }
    sections = [
        Section(part, _HEADINGS[part], tuple(makers[part]()))
        for part in PARTS
        if part in wanted and part in makers
    ]
    title = f"{rule.id}: {name}" if name else rule.id
    document = document_in(language, Document(title, tuple(s for s in sections if s.blocks)))
    data = {**_data(rule, found, relations), "title": name}
    flaws = derived.flaws if derived else ()
    return RuleEntry(rule.id, name, found.verdict, found.reason, document, data, flaws)


_HEADINGS = {
    "statement": "",
    "facts": "",
    "derivation": "Derivation",
    "checks": "Checks",
    "limit": "Limit",
    "code": "Code",
    "relations": "Related rules",
    "references": "References",
}


def known_parts(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of parts in the order of a page.

    Raises
    ------
    OptionError
        A part has another name.
    """
    for name in names:
        if name not in PARTS:
            raise OptionError("parts", name, accepted=PARTS)
    return tuple(name for name in PARTS if name in names)


def _facts(rule: Rule, evidence: Evidence) -> list[Block]:
    reason = f": {evidence.reason}" if evidence.reason else ""
    verdict = f"{MARKS[evidence.verdict]} {WORDS[evidence.verdict]}{reason}"
    lines = (
        ("Verdict", verdict),
        ("Conditions", _INFINITY.sub("∞", rule.conditions)),
        ("Shapes", rule.shapes_text.replace(" x ", " × ")),
        ("Layout", f"{rule.layout} layout" if rule.layout else ""),
    )
    return [Fact(name, Cell(text)) for name, text in lines if text]


def _code(rule: Rule, evidence: Evidence, *, is_proved: bool) -> list[Block]:
    blocks: list[Block] = [
        Code("latex", rule.statement_latex, "LaTeX"),
        Code("python", sympy_code(rule, is_proved=is_proved), "SymPy"),
    ]
    torch = torch_code(rule, evidence.sample)
    return [*blocks, *([Code("python", torch, "torch")] if torch else [])]


def _sources(rule: Rule) -> list[str]:
    return [source.strip() for source in rule.source.split(";") if source.strip()]


def _data(rule: Rule, evidence: Evidence, relations: Relations) -> dict[str, Any]:
    checks = evidence.to_dict()
    related = {"uses": list(relations.uses), "used_by": list(relations.used_by)}
    return {**rule.to_dict(), **related, "checks": {name: checks[name] for name in ("gaps", "facts")}}
