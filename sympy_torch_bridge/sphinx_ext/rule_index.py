"""The index of all rules that a project states."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, cast

from sphinx.domains import Index, IndexEntry
from sphinx.locale import get_translation

from .wording import CATALOGUE, word

if TYPE_CHECKING:
    from .domain import BridgeDomain
    from .entry import Entry

__all__ = ["RuleIndex"]

_ = get_translation(CATALOGUE)


class RuleIndex(Index):
    """A page with every rule, its statement and its verdict, grouped by the first word of the id."""

    name = "rules"
    localname = _("Derivative rules")
    shortname = _("rules")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the groups, and that nothing starts collapsed."""
        wanted = None if docnames is None else set(docnames)
        entries = [
            e for e in cast("BridgeDomain", self.domain).entries() if wanted is None or e.docname in wanted
        ]
        return [
            (
                group,
                [IndexEntry(e.id, 0, e.docname, e.anchor, word(e.word), "", _described(e)) for e in members],
            )
            for group, members in groupby(entries, key=lambda e: e.id.partition(".")[0])
        ], False


def _described(entry: Entry) -> str:
    return f"{entry.title}: {entry.statement}" if entry.title else entry.statement
