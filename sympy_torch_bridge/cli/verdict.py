"""Exit codes and the words of a verdict."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Final

__all__ = ["INCONCLUSIVE", "REFUTED", "USAGE", "VERIFIED", "exit_code", "highlighted", "print_json"]

VERIFIED: Final = 0
REFUTED: Final = 1
USAGE: Final = 2
INCONCLUSIVE: Final = 3

_CODES = {"consistent": VERIFIED, "refuted": REFUTED, "inconclusive": INCONCLUSIVE}
_COLOURS = {"consistent": "32", "refuted": "31", "inconclusive": "33"}


def exit_code(verdict: str) -> int:
    """Return the exit code of a report's verdict."""
    return _CODES[verdict]


def highlighted(verdict: str) -> str:
    """Return the word, coloured on a terminal unless NO_COLOR is set; the word alone says it all."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return verdict
    return f"\033[1;{_COLOURS[verdict]}m{verdict}\033[0m"


def print_json(data: Any) -> None:
    """Print JSON that other programs can read: no nan literals, no ASCII escapes."""
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False, default=str))
