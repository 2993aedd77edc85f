"""What every error has in common: one base class, and a message of a headline and indented facts."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

__all__ = ["BridgeError", "message", "nearest_names", "shortened"]


class BridgeError(Exception):
    """Base class of every error raised on purpose by this library."""


# Of a value in a message, in characters.
_LONGEST_VALUE = 160


def message(what: str, *facts: str) -> str:
    """Join the headline and the indented facts, leaving out empty ones."""
    return "\n".join([what, *(f"  {fact}" for fact in facts if fact)])


def shortened(value: object) -> str:
    """Write a value in a line; Python refuses to write integers of thousands of digits."""
    try:
        text = repr(value)
    except ValueError:
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def nearest_names(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return up to three known names that look like ``name``."""
    return tuple(get_close_matches(name, known, n=3, cutoff=0.6))
