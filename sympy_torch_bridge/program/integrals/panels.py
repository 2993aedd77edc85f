"""The panels that integrals are cut into, and what is known of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

__all__ = ["Estimates", "Panels", "farthest", "starting_panels"]

_BREAKS = (0.0, 1.0, 2.0, 3.0, 4.5)


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels of many integrals in one list.

    Parameters
    ----------
    owner, piece : Tensor of int64, shape (K,)
        To which integral of the batch and to which of its pieces a panel belongs.
    low, high : Tensor, shape (K,)
        Ends in the variable ``u``.
    """

    owner: Tensor
    piece: Tensor
    low: Tensor
    high: Tensor

    def chosen(self, where: Tensor) -> Panels:
        """Return the panels at a mask or at indices."""
        return Panels(self.owner[where], self.piece[where], self.low[where], self.high[where])

    def halves(self) -> Panels:
        """Return the halves of every panel."""
        middle = (self.low + self.high) / 2
        return Panels(
            torch.cat((self.owner, self.owner)),
            torch.cat((self.piece, self.piece)),
            torch.cat((self.low, middle)),
            torch.cat((middle, self.high)),
        )

    def with_others(self, other: Panels) -> Panels:
        """Return both lists as one."""
        return Panels(
            torch.cat((self.owner, other.owner)),
            torch.cat((self.piece, other.piece)),
            torch.cat((self.low, other.low)),
            torch.cat((self.high, other.high)),
        )


@dataclass(frozen=True, slots=True)
class Estimates:
    """Integral, error and integral of the magnitude of each panel; whether it is defined everywhere."""

    value: Tensor
    error: Tensor
    size: Tensor
    is_defined: Tensor

    def chosen(self, where: Tensor) -> Estimates:
        """Return the estimates at a mask or at indices."""
        return Estimates(self.value[where], self.error[where], self.size[where], self.is_defined[where])

    def with_others(self, other: Estimates) -> Estimates:
        """Return both lists as one."""
        return Estimates(
            torch.cat((self.value, other.value)),
            torch.cat((self.error, other.error)),
            torch.cat((self.size, other.size)),
            torch.cat((self.is_defined, other.is_defined)),
        )


def farthest(dtype: torch.dtype) -> float:
    """Return the end of the range of u: there the distance is the smallest number that is not too small."""
    tiny = torch.finfo(dtype).tiny
    return math.asinh(-2 / math.pi * math.log(tiny * 1e6))


def starting_panels(pieces: int, half: Tensor, *, is_infinite: bool, extra: Sequence[float] = ()) -> Panels:
    """Return the first panels of every integral in a batch of shape (N,)."""
    dtype = half.real.dtype
    breaks = sorted({*_BREAKS, *extra, farthest(dtype)})
    if is_infinite:
        breaks = sorted({*breaks, *(-b for b in breaks)})
    count = len(breaks) - 1
    edges = torch.tensor(breaks, dtype=dtype, device=half.device)
    numbers = half.shape[0]
    owner = torch.arange(numbers, device=half.device).repeat_interleave(pieces * count)
    piece = torch.arange(pieces, device=half.device).repeat_interleave(count).repeat(numbers)
    repeats = numbers * pieces
    return Panels(owner, piece, edges[:-1].repeat(repeats), edges[1:].repeat(repeats))
