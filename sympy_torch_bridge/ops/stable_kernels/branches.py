"""What the kernels share: which arguments are complex, and the negative half of the real line."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["any_complex", "fold"]


def any_complex(*values: Tensor) -> bool:
    """Tell whether an argument is complex, so that the formula is computed as written."""
    return any(value.is_complex() for value in values)


def fold(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return whether ``x < 0``, and ``-abs(x)`` with a gradient of -1 or 1 also at 0."""
    negative = x < 0
    return negative, torch.where(negative, x, -x)
