"""The fourth collection, by list. It was written before any of it was run, by a reader who had not seen the rules."""

from __future__ import annotations

from check.people.claim import Claim
from check.people.fourth import (
    backward_passes,
    code,
    elementary,
    learning,
    odd,
    regions,
    sciences,
    several,
    two_slips,
)
from check.people.fourth.right import FOURTH_RIGHT

__all__ = ["FOURTH_LISTS", "FOURTH_NAMEABLE", "FOURTH_ODD", "FOURTH_RIGHT", "FOURTH_WRONG"]

FOURTH_LISTS: dict[str, tuple[Claim, ...]] = {
    "one variable": elementary.CLAIMS,
    "several variables": several.CLAIMS,
    "learning": learning.CLAIMS,
    "sciences": sciences.CLAIMS,
    "backward passes": backward_passes.CLAIMS,
    "code": code.CLAIMS,
    "parts of the domain": regions.CLAIMS,
    "two slips": two_slips.CLAIMS,
}
FOURTH_NAMEABLE: tuple[Claim, ...] = tuple(claim for claims in FOURTH_LISTS.values() for claim in claims)
FOURTH_ODD: tuple[Claim, ...] = odd.ODD
FOURTH_WRONG: tuple[Claim, ...] = (*FOURTH_NAMEABLE, *FOURTH_ODD)
