"""What a page checks: a rule, a claim or a limit, with the verdict of the build."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PageCheck"]


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One check of one page.

    Parameters
    ----------
    kind : {"rule", "claim", "limit"}
    what : str
        The statement, in one line.
    word : str
        The verdict in one word.
    is_expected : bool
        Whether it is what the page says: on a page about mistakes a claim is meant to be refuted.
    reason : str
    location : str
        File and line.
    """

    kind: str
    what: str
    word: str
    is_expected: bool
    reason: str
    location: str

    @property
    def line(self) -> str:
        """The check as a line of a list."""
        mark = "ok  " if self.is_expected else "FAIL"
        reason = f" ({self.reason})" if self.reason else ""
        return f"{mark}  {self.word:<14}  {self.kind:<5}  {self.what}{reason}  [{self.location}]"
