"""The entry of one rule: everything that is known of it, as one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import BridgeError, OptionError
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
    Table,
    write_document,
)
from ..rules import Rule, cases, title_in
from .checks import checks_table
from .derivation import Derivation, derivation_of
from .evidence import Evidence, evidence_of
from .place import place_of
from .sympy_code import sympy_code
from .torch_code import torch_code
from .translation import document_in

__all__ = ["RuleEntry", "known_parts", "rule_entry"]

# Plain text in a record, signs on a page.
_INFINITY = re.compile(r"\boo\b")
_SHOWN = ("h", "forward", "backward", "central", "error")


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
    """

    id: str
    title: str
    verdict: str
    reason: str
    document: Document
    data: Mapping[str, Any]

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
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RuleEntry:
        """Return the entry that :meth:`to_dict` was written of."""
        return cls(**{**data, "document": Document.from_dict(data["document"])})

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
    makers: dict[str, Callable[[], list[Block]]] = {
        "statement": lambda: [Formula(Cell(rule.statement_text, rule.statement_latex))],
        "facts": lambda: _facts(rule, found),
        "derivation": lambda: _derivation(derivation) if derivation else [],
        "checks": lambda: [checks_table(found)],
        "limit": lambda: _limit(rule),
        "code": lambda: _code(rule, found, is_proved=bool(derivation and derivation.is_proved)),
        "references": lambda: [Fact("", Cell(source)) for source in _sources(rule)],
    }
    sections = [
        Section(part, _HEADINGS[part], tuple(makers[part]()))
        for part in PARTS
        if part in wanted and part in makers
    ]
    title = f"{rule.id}: {name}" if name else rule.id
    document = document_in(language, Document(title, tuple(s for s in sections if s.blocks)))
    return RuleEntry(rule.id, name, found.verdict, found.reason, document, _data(rule, found, name))


_HEADINGS = {
    "statement": "",
    "facts": "",
    "derivation": "Derivation",
    "checks": "Checks",
    "limit": "Limit",
    "code": "Code",
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


def _derivation(derivation: Derivation) -> list[Block]:
    found: list[Block] = [Formula(derivation.found)] if derivation.found else []
    return [*found, *([Fact("", Cell(derivation.conclusion))] if derivation.conclusion else [])]


def _limit(rule: Rule) -> list[Block]:
    from ..calculus.limit_table import limit_table

    case = cases(rule)[0]
    place = place_of(case)
    if place is None:
        return []
    expr, wrt, at = place
    try:
        found = limit_table(expr, wrt, at={wrt: at})
    except BridgeError:
        return []
    table = found.to_table()
    kept = [i for i, column in enumerate(table.columns) if column.name in _SHOWN]
    columns = [table.columns[i] for i in kept]
    best = [note for note in table.notes if "least error" in note]
    notes = table.notes[: 1 if found.limit is None else 2]
    return [Table(table.title, columns, [[row[i] for i in kept] for row in table.rows], [*notes, *best])]


def _code(rule: Rule, evidence: Evidence, *, is_proved: bool) -> list[Block]:
    blocks: list[Block] = [
        Code("latex", rule.statement_latex, "LaTeX"),
        Code("python", sympy_code(rule, is_proved=is_proved), "SymPy"),
    ]
    torch = torch_code(rule, evidence.sample)
    return [*blocks, *([Code("python", torch, "torch")] if torch else [])]


def _sources(rule: Rule) -> list[str]:
    return [source.strip() for source in rule.source.split(";") if source.strip()]


def _data(rule: Rule, evidence: Evidence, title: str) -> dict[str, Any]:
    checks = evidence.to_dict()
    return {**rule.to_dict(), "title": title, "checks": {name: checks[name] for name in ("gaps", "facts")}}
