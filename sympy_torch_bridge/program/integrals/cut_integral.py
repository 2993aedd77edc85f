"""An integral as a sum over the segments between its bounds and the places where its range is cut.

Bounds and places are computed in double precision whatever the inputs are: the length of a narrow segment is
a difference of them. Each segment knows how far its ends lie from every place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

import torch
from torch import Tensor

from ..sums.summation import widened
from .integration import DefiniteIntegral, TracedIntegral

__all__ = ["STILL_AT_ZERO", "Cut", "CutIntegral", "Number", "Part", "Quantity", "Segment"]


class Quantity(Enum):
    """What an integrand may need to know of a segment."""

    LEFT = auto()
    RIGHT = auto()
    FROM_LEFT = auto()  # the left end minus a place
    FROM_RIGHT = auto()
    DECIDED = auto()  # a jump at a cut, which has one value between two of these
    EXCESS = auto()  # what a negative measure of a cut lacks to 0


Number = tuple[Quantity, int]
# Numbers that, once 0, stay so whatever changes.
STILL_AT_ZERO = frozenset({Quantity.FROM_LEFT, Quantity.FROM_RIGHT, Quantity.EXCESS})


@dataclass(frozen=True, slots=True)
class Part:
    """A function of some of the captured symbols, by their positions; nan off the real line if real only."""

    function: Callable[..., Tensor]
    positions: tuple[int, ...]
    real_only: bool = False

    def __call__(self, unit: Tensor, captured: Sequence[Tensor], *own: Tensor) -> Tensor:
        """Return its value, a tensor also where it is a number."""
        arguments = [*own, *(captured[position] for position in self.positions)]
        if not self.real_only or not any(argument.is_complex() for argument in arguments):
            return self.function(*arguments) * unit
        value = self.function(*map(_real, arguments)) * unit
        for argument in arguments:
            if argument.is_complex():
                value = torch.where(argument.imag == 0, value, torch.nan)
        return value


@dataclass(frozen=True, slots=True)
class Cut:
    """One place, or two about a middle where the measure is positive."""

    middle: Part
    measure: Part | None = None
    is_squared: bool = False

    def places(self, unit: Tensor, captured: Sequence[Tensor]) -> tuple[list[Tensor], Tensor]:
        """Return the places, and what the measure lacks to 0."""
        middle = self.middle(unit, captured)
        if self.measure is None:
            return [middle], torch.zeros_like(middle)
        measure = self.measure(unit, captured)
        size = _real(measure)
        reach = torch.where(size <= 0, 0, size)  # nan stays
        # The root of a harmless number where there is none: its slope at 0 would be infinite.
        root = torch.where(size <= 0, 0, torch.where(size <= 0, 1, size).sqrt()) if self.is_squared else reach
        # Not 0 where the zeros meet, because it changes there: see `_offsets`.
        lack = reach - measure + (size == 0).to(size.dtype) * torch.finfo(size.dtype).tiny
        return [middle - root, middle + root], torch.where((size > 0) & (measure == size), 0, lack)


@dataclass(frozen=True, slots=True)
class Segment:
    """The integral over one kind of segment: the first one, the last one, or those between.

    Parameters
    ----------
    integral : DefiniteIntegral or TracedIntegral
        Takes half the length, then the numbers, then the symbols.
    numbers : tuple of Number
    symbols : tuple of int
    """

    integral: DefiniteIntegral | TracedIntegral
    numbers: tuple[Number, ...]
    symbols: tuple[int, ...]


class CutIntegral:
    """The sum over all segments.

    Parameters
    ----------
    lower, upper : Part or None
        None if infinite.
    cuts : sequence of Cut
    decided : sequence of Part
        Functions of the middle of a segment and of captured symbols that are constant between cuts.
    segments : sequence of Segment
        The only one, or the first one, those between, and the last one.
    is_widened : bool
        Whether inputs are taken in double precision.
    """

    def __init__(
        self,
        lower: Part | None,
        upper: Part | None,
        cuts: Sequence[Cut],
        decided: Sequence[Part],
        segments: Sequence[Segment],
        *,
        is_widened: bool,
    ) -> None:
        self.__name__ = "Integral"
        self._bounds, self._cuts = (lower, upper), tuple(cuts)
        self._decided, self._segments, self._is_widened = tuple(decided), tuple(segments), is_widened

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate on broadcastable tensors; the first one is 1 and gives the dtype."""
        narrow = arguments[0].dtype
        aligned = torch.broadcast_tensors(*arguments)
        unit, *captured = map(widened, aligned) if self._is_widened else aligned
        low, high = (None if bound is None else bound(unit, captured) for bound in self._bounds)
        found = [cut.places(unit, captured) for cut in self._cuts]
        places = [place for pair, _ in found for place in pair]
        cuts = _in_order(places, low, high, unit)
        ends = [low, *cuts, high]
        known: dict[Number, Tensor] = {(Quantity.EXCESS, i): excess for i, (_, excess) in enumerate(found)}
        offsets = [_offsets(end, places, low, high) for end in ends]
        total: Tensor | None = None
        for i, (left, right) in enumerate(pairwise(ends)):
            segment = self._segments[0 if i == 0 else -1 if i == len(cuts) else 1]
            known.update({(Quantity.FROM_LEFT, j): offset for j, offset in enumerate(offsets[i])})
            known.update({(Quantity.FROM_RIGHT, j): offset for j, offset in enumerate(offsets[i + 1])})
            middle = _inside(left, right, unit)
            for j, part in enumerate(self._decided):
                known[Quantity.DECIDED, j] = part(unit, captured, middle).detach()
            half = unit
            if left is not None:
                known[Quantity.LEFT, 0] = left
            if right is not None:
                known[Quantity.RIGHT, 0] = right
            if left is not None and right is not None:
                half = (right - left) / 2
            numbers = [known[number] for number in segment.numbers]
            value = segment.integral(half, *numbers, *(captured[s] for s in segment.symbols))
            total = value if total is None else total + value
        assert total is not None
        # What has no value has no slope, although the slopes by distances that stay 0 are not computed.
        total = total * torch.where(total.isnan(), torch.full_like(total, torch.nan), 1).detach()
        return total.to(narrow.to_complex() if total.is_complex() and not narrow.is_complex else narrow)


def _real(tensor: Tensor) -> Tensor:
    return tensor.real if tensor.is_complex() else tensor


def _in_order(
    places: Sequence[Tensor], low: Tensor | None, high: Tensor | None, unit: Tensor
) -> list[Tensor]:
    """Sort the cuts in the direction of the integral.

    One that lies outside moves to another one, or into the middle, and not to a bound: the segment
    at a bound is written in the distance from an expression, which may be exact where a number is not.
    """
    if not places:
        return []
    cuts = torch.stack([_real(place) for place in places])
    bounds = [_real(bound) for bound in (low, high) if bound is not None]
    is_outside = cuts.isinf()
    if low is not None:
        is_outside = is_outside | (cuts < (torch.minimum(*bounds) if high is not None else bounds[0]))
    if high is not None:
        is_outside = is_outside | (cuts > (torch.maximum(*bounds) if low is not None else bounds[0]))
    nearest = torch.where(is_outside, torch.inf, cuts).amin(0)
    instead = torch.where(is_outside.all(0), _real(_inside(low, high, unit)), nearest)
    cuts = torch.where(is_outside, instead, cuts).sort(dim=0).values
    if len(bounds) == 2:
        cuts = torch.where(bounds[1] >= bounds[0], cuts, cuts.flip(0))
    for bound in (low, high):
        if bound is not None and bound.is_complex():
            # On a path in the complex plane no place is known.
            cuts = torch.where(bound.imag == 0, cuts, low if low is not None else bound)
    return list(cuts.unbind())


def _offsets(
    end: Tensor | None, places: Sequence[Tensor], low: Tensor | None, high: Tensor | None
) -> list[Tensor]:
    """Return the distances of an end from the places.

    At a place within the bounds the distance is 0 and stays so. Where the place is a bound too, or two places
    meet, it changes as they part: there a number so small that it counts for nothing stands for 0.
    """
    if end is None:
        return []
    distances = [end - place for place in places]
    if not distances:
        return []
    is_alone = torch.stack([distance == 0 for distance in distances]).sum(0) == 1
    for bound in (low, high):
        if bound is not None:
            is_alone = is_alone & (end != bound)
    tiny = torch.finfo(distances[0].dtype).tiny
    return [
        torch.where(distance == 0, torch.where(is_alone, 0, distance + tiny), distance)
        for distance in distances
    ]


def _inside(left: Tensor | None, right: Tensor | None, unit: Tensor) -> Tensor:
    """Return a place between two ends."""
    if left is not None and right is not None:
        return ((left + right) / 2).detach()
    if left is not None:
        return left.detach() + 1
    return right.detach() - 1 if right is not None else torch.zeros_like(unit)
