"""What the domain remembers of a rule on a page."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place where a rule can be looked up.

    Parameters
    ----------
    id : str
        The permanent id of the rule.
    title : str
    statement : str
        The formula as one line of text.
    word : str
        The verdict in one word.
    docname, anchor : str
        Where it stands.
    is_main : bool
        Whether the page is about this rule (``stb:rule``) or only lists it (``stb:rules``). A link
        leads to the main entry where there is one.
    location : str
        File and line, for messages.
    is_page : bool
        Whether the page was made for this rule. It then comes before an entry inside another page.
    record : str
        The rule as JSON, for ``rules.json``.
    """

    id: str
    title: str
    statement: str
    word: str
    docname: str
    anchor: str
    is_main: bool
    location: str
    is_page: bool = False
    record: str = "{}"

    @property
    def rank(self) -> tuple[bool, bool, str, str]:
        """Links lead to the entry with the smallest rank, in whatever order pages were read."""
        return (not self.is_page, not self.is_main, self.docname, self.anchor)
