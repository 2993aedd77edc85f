"""Where a derivative of a black box is wrong: beyond a bound of an input, or where two inputs are equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .judged import Judged, Mask, Numbers

__all__ = ["Region", "is_confirmed", "regions"]

_FEWEST = 3


@dataclass(frozen=True)
class Region:
    """A condition on the inputs under which a derivative is wrong.

    Parameters
    ----------
    text : str
    left, right : int
        The inputs whose difference is looked at; ``right`` is -1 where one input is.
    is_modulus : bool
        Whether the size of the input alone counts.
    low, high : float
        The bound lies between them.
    is_above : bool
        Whether the claim is wrong above the bound.
    """

    text: str
    left: int
    right: int
    is_modulus: bool
    low: float
    high: float
    is_above: bool

    def quantity(self, inputs: Numbers) -> Numbers:
        """Return what is compared with the bound."""
        return _quantity(inputs, self.left, self.right, self.is_modulus)

    def holds(self, inputs: Numbers) -> tuple[Mask, Mask]:
        """Return where the condition holds, and where that is known."""
        quantity = self.quantity(inputs)
        inside = quantity >= self.high if self.is_above else quantity <= self.low
        return inside, (quantity <= self.low) | (quantity >= self.high)


def regions(judged: Judged, wrong: Mask, known: Mask, names: Sequence[str]) -> Iterator[Region]:
    """Yield the conditions that separate the wrong points from the right ones, simple ones first."""
    n_wrong = int((wrong & known).sum())
    if min(n_wrong, int(known.sum()) - n_wrong) < _FEWEST:
        return
    inputs = judged.inputs
    places = range(inputs.shape[1])
    looked_at = [(i, -1, False) for i in places] + [(i, -1, True) for i in places]
    looked_at += [(i, j, False) for i, j in combinations(places, 2)]
    for left, right, is_modulus in looked_at:
        quantity = _quantity(inputs, left, right, is_modulus)
        bad, good = quantity[known & wrong], quantity[known & ~wrong]
        for is_above in (True, False):
            low, high = (good.max(), bad.min()) if is_above else (bad.max(), good.min())
            if not low < high or (right >= 0 and not low <= 0 <= high):
                continue
            name = names[left] if not is_modulus else f"abs({names[left]})"
            sign = ">" if is_above else "<"
            text = f"{name} {sign} {names[right]}" if right >= 0 else f"{name} {sign} {_bound(low, high)}"
            yield Region(text, left, right, is_modulus, float(low), float(high), is_above)


def is_confirmed(region: Region, fresh: Judged, wrong: Mask, known: Mask) -> bool:
    """Tell whether a condition holds at fresh points, enough of them on both sides."""
    inside, clear = region.holds(fresh.inputs)
    seen = known & clear
    enough = min((seen & inside).sum(), (seen & ~inside).sum()) >= _FEWEST
    return bool(enough and (inside == wrong)[seen].all())


def _quantity(inputs: Numbers, left: int, right: int, is_modulus: bool) -> Numbers:
    if right >= 0:
        return np.asarray(inputs[:, left] - inputs[:, right])
    return np.abs(inputs[:, left]) if is_modulus else inputs[:, left]


def _bound(low: float, high: float) -> str:
    """Return the roundest number between two."""
    if low <= 0 <= high:
        return "0"
    for digits in range(1, 17):
        text = f"{(low + high) / 2:.{digits}g}"
        if low <= float(text) <= high:
            whole = float(text)
            return text if digits < 3 or whole in (low, high) else f"about {(low + high) / 2:.3g}"
    return f"about {(low + high) / 2:.3g}"
