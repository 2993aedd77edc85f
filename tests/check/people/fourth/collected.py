"""The fourth collection, by list. It was written before any of it was run, by a reader who had not seen the rules.

First run: of 319 claims 260 (81.5 %) were named by a kind written beforehand, 29 by none, 29 by another kind, and one,
a Module with the wrong values, was met by an error about its shape. All others were refuted. Of the 29 other
kinds 23 are true, 6 would have sent the reader to the wrong place; so would the text of one of the 260, and what was
said of 1 of the 16 odd claims: 8 of 335 misled (2.4 %). With the true kinds 282 of 319 (88.4 %) were named rightly. 1 odd
claim was inconclusive (32 bits). All 44 right claims were consistent.

Since then true kinds were added to 27 records, and the 8 are mended.
"""

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

__all__ = ["FOURTH_LISTS", "FOURTH_NAMEABLE", "FOURTH_ODD", "FOURTH_OPEN", "FOURTH_RIGHT", "FOURTH_WRONG"]

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
FOURTH_OPEN: tuple[Claim, ...] = odd.OPEN
FOURTH_WRONG: tuple[Claim, ...] = (*FOURTH_NAMEABLE, *FOURTH_ODD)
