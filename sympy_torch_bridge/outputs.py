"""The outputs of a program as the user's container, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .program import Layout

__all__ = ["restored", "total_of"]


def total_of(value: Any, inputs: Sequence[Tensor]) -> Tensor:
    """Sum all outputs to one real number: of complex ones the real part, of truth values nothing."""
    if isinstance(value, Tensor):
        if value.dtype is torch.bool:
            return inputs[0].new_zeros(())
        return value.sum().real if value.is_complex() else value.sum()
    items = value.values() if isinstance(value, dict) else value
    return sum((total_of(item, inputs) for item in items), start=inputs[0].new_zeros(()))


def restored(layout: Layout, values: Any) -> Any:
    """Arrange the flat outputs as the user's container."""
    if layout.kind in ("node", "stack"):
        return values
    items = [restored(item, value) for item, value in zip(layout.items, values, strict=True)]
    if layout.kind == "dict":
        return dict(zip(layout.keys, items, strict=True))
    if layout.keys:
        return layout.keys[0](*items)
    return items if layout.kind == "list" else tuple(items)
