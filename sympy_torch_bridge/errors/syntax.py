"""The error of a text that is no formula."""

from __future__ import annotations

from .base import BridgeError, message

__all__ = ["ExpressionSyntaxError"]


class ExpressionSyntaxError(BridgeError, ValueError):
    """A text is not a formula of the accepted grammar."""

    def __init__(self, text: str, position: int, reason: str, *, hint: str = "") -> None:
        self.text = text
        self.position = position
        self.reason = reason
        self.hint = hint
        shown, column = _excerpt(text, position)
        super().__init__(
            message(
                f"cannot read the formula: {reason}.", shown, " " * column + "^", hint and f"hint: {hint}"
            )
        )


def _excerpt(text: str, position: int, width: int = 72) -> tuple[str, int]:
    """Return at most ``width`` characters of one line around ``position`` and the caret's column."""
    flat = text.replace("\n", " ")
    start = max(0, min(position - width // 2, len(flat) - width))
    return flat[start : start + width], max(0, position - start)
