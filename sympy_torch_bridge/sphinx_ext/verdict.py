"""Verdicts as readers see them: a mark and a word, never a colour alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from docutils import nodes

from ..render import MARKS, WORDS
from .verdict_node import verdict_node

__all__ = ["MARKS", "WORDS", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Parameters
    ----------
    name : {"consistent", "refuted", "inconclusive"}
        As the checker calls it.
    report : str
        The report as text.
    reason : str
        One line: what is wrong, or why nothing was decided.

    Examples
    --------
    >>> Verdict("consistent", "").label
    '✓ verified'
    """

    name: str
    report: str
    reason: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether the checked statement holds as far as it was checked."""
        return self.name == "consistent"

    @property
    def word(self) -> str:
        """The verdict in one word."""
        return WORDS[self.name]

    @property
    def label(self) -> str:
        """The mark and the word."""
        return f"{MARKS[self.name]} {self.word}"

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as plain data, ready for JSON."""
        return asdict(self)

    def to_node(self) -> nodes.inline:
        """Return the label as an inline node with a class of its own, so that a theme may style it."""
        return verdict_node("", self.label, classes=["stb-verdict", f"stb-{self.word}"], word=self.word)
