"""Entries that are numbers, as tensors with values."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
import torch

from .entries import Entries

__all__ = ["integers", "is_constant", "tensor_of"]


def is_constant(content: Any) -> bool:
    """Tell whether every entry is a number or a truth value."""
    return isinstance(content, np.ndarray) and all(map(_is_value, content.flat))


def _is_value(entry: Any) -> bool:
    return entry in (sympy.true, sympy.false) or bool(getattr(entry, "is_number", False))


def tensor_of(entries: Entries, dtype: torch.dtype) -> torch.Tensor:
    """Return the numbers as a tensor."""
    kind: type[Any] = bool if dtype == torch.bool else complex if dtype.is_complex else float
    if not (dtype.is_floating_point or dtype.is_complex or dtype == torch.bool):
        kind = int
    values = [kind(entry) for entry in entries.flat]
    return torch.tensor(values, dtype=dtype).reshape(entries.shape)


def integers(entries: Entries) -> np.ndarray[Any, Any]:
    """Return whole numbers or truth values as an array that indexes."""
    values = list(entries.flat)
    if values and all(v in (sympy.true, sympy.false) for v in values):
        return np.array([bool(v) for v in values], bool).reshape(entries.shape)
    return np.array([int(v) for v in values], np.int64).reshape(entries.shape)
