"""Which line of the user's code is running."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_stack, walk_tb
from types import FrameType

import torch

__all__ = ["CodeLine", "is_inside", "raising_line", "running_line"]

_INNER = (str(Path(torch.__file__).parent), str(Path(__file__).parents[1]))


@dataclass(frozen=True)
class CodeLine:
    """A place in a source file, and what it says."""

    file: str = ""
    line: int = 0
    code: str = ""


def running_line() -> CodeLine:
    """Return the innermost line that belongs neither to torch nor to this package."""
    return _innermost((frame, line) for frame, line in reversed(list(walk_stack(sys._getframe(1)))))


def is_inside(module: str) -> bool:
    """Whether a function of a module is running, by the name that the module has."""
    return any(frame.f_globals.get("__name__") == module for frame, _ in walk_stack(sys._getframe(1)))


def raising_line(error: BaseException) -> CodeLine:
    """Return the innermost such line at which an exception was raised."""
    return _innermost(walk_tb(error.__traceback__))


def _innermost(frames: Iterable[tuple[FrameType, int]]) -> CodeLine:
    """Return the last place of the user's, of frames whose innermost is the last."""
    for frame, line in reversed(list(frames)):
        name = frame.f_code.co_filename
        if not name.startswith((*_INNER, "<frozen")):
            return CodeLine(name, line, linecache.getline(name, line).strip())
    return CodeLine()
