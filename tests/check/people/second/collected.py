"""The second collection, by list. It was written before any of it was run, by a reader who had not seen the rules."""

from __future__ import annotations

from check.people.claim import Claim
from check.people.second import (
    economics,
    linear_algebra,
    mechanics,
    natural_sciences,
    neural,
    odd,
    reviewed_code,
    statistics,
)

__all__ = ["LISTS", "SECOND_NAMEABLE", "SECOND_ODD", "SECOND_WRONG"]

LISTS: dict[str, tuple[Claim, ...]] = {
    "economics": economics.CLAIMS,
    "natural sciences": natural_sciences.CLAIMS,
    "mechanics and optics": mechanics.CLAIMS,
    "statistics": statistics.CLAIMS,
    "neural networks": neural.CLAIMS,
    "linear algebra": linear_algebra.CLAIMS,
    "reviewed code": reviewed_code.CLAIMS,
}
SECOND_NAMEABLE: tuple[Claim, ...] = tuple(claim for claims in LISTS.values() for claim in claims)
SECOND_ODD: tuple[Claim, ...] = odd.ODD
SECOND_WRONG: tuple[Claim, ...] = (*SECOND_NAMEABLE, *SECOND_ODD)
