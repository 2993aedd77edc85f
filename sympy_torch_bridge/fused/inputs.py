"""How inputs lie in memory, and how evaluation wants them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

__all__ = ["laid_out", "uniform_inputs"]


def laid_out(x: Tensor, shape: torch.Size, is_uniform: bool) -> Tensor:
    """Return the numbers of an input in a row, or the one number."""
    x = x.detach()  # of a tangent too, which forward mode carries elsewhere
    if x.is_neg():
        x = x.resolve_neg()  # its memory holds the opposite
    elif x._is_zerotensor():
        x = x.clone()  # it has no memory: what a mode of derivatives makes of a missing one
    if is_uniform:
        return x[(0,) * x.dim()] if x.dim() else x
    if x.shape != shape:
        x = x.expand(shape)
    flat = x if x.dim() == 1 else x.reshape(-1)
    return flat if flat.is_contiguous() else flat.contiguous()


def uniform_inputs(inputs: Sequence[Tensor]) -> tuple[int, ...]:
    """Return the positions of inputs that hold one number for many points.

    All of them can only if they are expanded; a schedule needs one that varies.
    """
    if all(x.numel() == 1 for x in inputs):
        return ()
    uniform = tuple(k for k, x in enumerate(inputs) if _is_one_number(x))
    return uniform[1:] if len(uniform) == len(inputs) else uniform


def _is_one_number(x: Tensor) -> bool:
    """Tell whether a tensor holds the same number everywhere, as the cotangent of a sum does."""
    if x.dim() == 0:
        return True
    if x.is_contiguous() and x.numel() > 1:
        return False  # nearly every one
    return all(stride == 0 or size == 1 for size, stride in zip(x.shape, x.stride(), strict=True))
