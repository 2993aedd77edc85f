"""Warnings of slow computations, shown at the line of the user's that asked for them."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import FrameType

from .errors import PerformanceWarning

__all__ = ["warn_of_slowness"]

_PACKAGE = str(Path(__file__).parent)


def warn_of_slowness(message: str) -> None:
    """Warn with the place outside this package from which the computation was reached."""
    level = 1
    frame: FrameType | None = sys._getframe()
    while frame is not None and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, PerformanceWarning, stacklevel=level)


def _is_ours(frame: FrameType) -> bool:
    """Tell whether a frame runs a file of the package, or a source that it has emitted."""
    return frame.f_code.co_filename.startswith((_PACKAGE, "<sympy_torch_bridge"))
