"""A piece of an integral: its integrand as a function of the distance from the end at which it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..gradients.pointwise import differentiated

__all__ = ["Chosen", "Piece"]

Function = Callable[..., Tensor]

# A distance that is safely more than the rounding error of an end, in units of that.
_SAFE = 4
# An integrand is bounded at an end if nearer to it by this factor it is hardly larger.
_BESIDE, _FLAT = 1000.0, 1.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A function that takes some of the captured symbols, by their positions."""

    function: Function
    positions: tuple[int, ...]

    def __call__(self, distance: Tensor, *captured: Tensor) -> Tensor:
        """Return its value."""
        return self.function(distance, *(captured[position] for position in self.positions))


@dataclass(frozen=True, slots=True)
class Piece:
    """``function(distance, *captured)``, where the variable is ``captured[end] + side*distance``.

    Where the end is known as a rounded number alone, the variable stays on its side: the integrand may jump
    there. What is written in the distance itself, as the argument of a singular function, is exact.

    Parameters
    ----------
    function : callable
    end : int or None
        The captured symbol that is the end, if the variable is computed from it.
    side : int
        1 if the piece extends upwards from the end, -1 if downwards.
    """

    function: Function
    end: int | None = None
    side: int = 1

    def __call__(self, distance: Tensor, *captured: Tensor) -> Tensor:
        """Return the integrand."""
        if self.end is None:
            return self.function(distance, *captured)
        least = self._resolution(captured)
        return self._at(
            distance, torch.where(distance.abs() < least, _signed(least, distance), distance), captured
        )

    def by(self, positions: Sequence[int]) -> Piece:
        """Return the derivative of the integrand by captured symbols, one after the other."""
        return replace(self, function=differentiated(self.function, [p + 1 for p in positions]))

    def unresolved(self, half: Tensor, captured: Sequence[Tensor]) -> Tensor:
        """Return what may lie nearer to the end than numbers resolve: much, if it is singular there."""
        if self.end is None:
            return torch.zeros_like(half.real)
        least = self._resolution(captured)
        distance = half.sgn() * least * _BESIDE
        nearest = self._at(distance, half.sgn() * least, captured).abs()
        is_bounded = nearest <= _FLAT * self.function(distance, *captured).abs()
        return torch.where(is_bounded | (nearest == 0), 0, nearest * least / half.abs())

    def _resolution(self, captured: Sequence[Tensor]) -> Tensor:
        end = captured[self._number].detach().abs()
        return _SAFE * torch.finfo(end.dtype).eps * end

    def _at(self, distance: Tensor, place: Tensor, captured: Sequence[Tensor]) -> Tensor:
        """Return the integrand with the variable as if the distance were another one."""
        moved = list(captured)
        moved[self._number] = captured[self._number] + self.side * (place - distance)
        return self.function(distance, *moved)

    @property
    def _number(self) -> int:
        assert self.end is not None
        return self.end


def _signed(size: Tensor, like: Tensor) -> Tensor:
    """Return a number in the direction of another one, also where that has become 0."""
    return size * like.sgn() if like.is_complex() else torch.copysign(size, like)
