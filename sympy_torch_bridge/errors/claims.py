"""Errors of checks: a claim whose code fails, and an asserted check with another verdict."""

from __future__ import annotations

from .base import BridgeError, message

__all__ = ["CheckFailedError", "ClaimError"]


class ClaimError(BridgeError, RuntimeError):
    """The code of a claim raised an exception, which is the ``__cause__`` of this one.

    Nothing is known of such a claim, so that there is no report.
    """

    def __init__(
        self, claim: str, part: str, error: Exception, *, place: str = "", subject: str = "claim"
    ) -> None:
        self.claim = claim
        self.part = part
        self.place = place
        self.subject = subject
        said = f"{error}".splitlines()
        super().__init__(
            message(
                f"the {part} of the {subject} '{claim}' raised {type(error).__name__}"
                f"{f': {said[0]}' if said else ''}",
                place and f"raised at: {place}",
                f"the {subject} is called with one tensor of shape (n,) for each input, then point by point",
                "an argument that is no input, such as a whole number, gets its value inside it"
                if isinstance(error, TypeError)
                else "",
            )
        )


class CheckFailedError(BridgeError, AssertionError):
    """A check that was asserted has another verdict than ``"consistent"``: the message is its report."""

    def __init__(self, report: object) -> None:
        self.report = report
        super().__init__(str(report))
