"""An account of a claim: one mistake, or two at once, with the numbers they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .evidence import Evidence
from .mistake import SAY_LEAST, SORTS, Mistake
from .table import rank

__all__ = ["Account"]


@dataclass(frozen=True)
class Account:
    """What may have happened to one entry, and what the claim would then be.

    Parameters
    ----------
    mistakes : tuple of Mistake
    predict : callable
        Gives the claimed numbers at the points of an ``Evidence``.
    is_weak : bool
        Whether it describes the numbers rather than a cause.
    is_rare : bool
        Whether few people make it.
    place : int or None
        The place of its kind in the order of preference, where the kind alone does not tell it.
    alternative : str
        Another mistake that is as probable and gives the same numbers.
    others : tuple of Account
        All other accounts that fit.
    """

    mistakes: tuple[Mistake, ...]
    predict: Callable[[Evidence], Any] = field(compare=False)
    is_weak: bool = False
    is_rare: bool = False
    place: int | None = None
    alternative: str = ""
    others: tuple[Account, ...] = field(default=(), compare=False)

    @property
    def rank(self) -> tuple[int, bool, bool, int]:
        """The order of preference: fewer mistakes first, then the more probable kinds."""
        says_little = self.is_rare or any(mistake.kind in SAY_LEAST for mistake in self.mistakes)
        return len(self.mistakes), self.is_weak, says_little, self.probability_rank

    @property
    def probability_rank(self) -> int:
        """The places of the kinds in the order of preference, summed."""
        if self.place is not None:
            return self.place
        return sum(rank(mistake.kind) for mistake in self.mistakes)

    def is_as_good_as(self, other: Account) -> bool:
        """Tell whether it says another thing of the same sort, and as probable a one, as another account.

        That a factor was held constant and that a term is missing are two views of one slip.
        """
        mine, others = ({mistake.kind for mistake in one.mistakes} for one in (self, other))
        is_same_sort = any(mine | others <= sort for sort in SORTS)
        return is_same_sort and mine.isdisjoint(others) and self.rank[:3] == other.rank[:3]

    @property
    def text(self) -> str:
        """The account in words."""
        texts = [mistake.text for mistake in self.mistakes]
        if len(texts) == 1 or self.mistakes[-1].kind == "sign":
            return " and ".join(texts)
        return f"two mistakes at once: {'; '.join(texts)}"

    def fits(self, *evidence: Evidence) -> bool:
        """Tell whether the account holds at all points of every evidence."""
        return all(one.fits(self.predict(one)) for one in evidence)
