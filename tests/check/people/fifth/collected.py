"""The fifth collection, by list. It was written before any of it was run, by a reader who had not seen the rules."""

from __future__ import annotations

from check.people.claim import Claim
from check.people.fifth import backward, code, learning, matrices, odd, physics, quantities
from check.people.fifth.right import FIFTH_RIGHT

__all__ = ["FIFTH_LISTS", "FIFTH_NAMEABLE", "FIFTH_ODD", "FIFTH_RIGHT", "FIFTH_WRONG"]

FIFTH_LISTS: dict[str, tuple[Claim, ...]] = {
    "physics": physics.CLAIMS,
    "quantities": quantities.CLAIMS,
    "learning": learning.CLAIMS,
    "code": code.CLAIMS,
    "backward passes": backward.CLAIMS,
    "matrices": matrices.CLAIMS,
}
FIFTH_NAMEABLE: tuple[Claim, ...] = tuple(claim for claims in FIFTH_LISTS.values() for claim in claims)
FIFTH_ODD: tuple[Claim, ...] = odd.ODD
FIFTH_WRONG: tuple[Claim, ...] = (*FIFTH_NAMEABLE, *FIFTH_ODD)
