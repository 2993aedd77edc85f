"""Which line of the user's code is running."""

from __future__ import annotations

import linecache
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

__all__ = ["CodeLine", "running_line"]

_INNER = (str(Path(torch.__file__).parent), str(Path(__file__).parents[1]))


@dataclass(frozen=True)
class CodeLine:
    """A place in a source file, and what it says."""

    file: str = ""
    line: int = 0
    code: str = ""


def running_line() -> CodeLine:
    """Return the innermost line that belongs neither to torch nor to this package."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith(_INNER) and not name.startswith("<frozen"):
            code = linecache.getline(name, frame.f_lineno).strip()
            return CodeLine(name, frame.f_lineno, code)
        frame = frame.f_back  # type: ignore[assignment]
    return CodeLine()
