"""The fifth collection, by list. It was written before any of it was run, by a reader who had not seen the rules.

First run: of 306 claims 233 (76.1 %) were named by a kind written beforehand, 42 by none, 29 by another kind, and two
were left open: a constant of 32 bits in code of 64, and a Module with noise. All others were refuted. Of the 29 other
kinds 25 are true, 4 would have sent the reader to the wrong place: 4 of 332 misled (1.2 %), with the 26 odd claims,
of which none was named. With the true kinds 258 of 306 (84.3 %) were named rightly. All 46 right claims were consistent.

Since then true kinds were added to 26 records, and the 4 are mended. The 62 claims of ``afterwards`` were written then,
by somebody who knew the rules: at their first run 58 (93.5 %) were named rightly, 1 by none, 3 by another kind, of which
2 misled; all were refuted. Those 4 are mended too.
"""

from __future__ import annotations

from check.people.claim import Claim
from check.people.fifth import afterwards, backward, code, learning, matrices, odd, physics, quantities
from check.people.fifth.right import FIFTH_RIGHT

__all__ = [
    "FIFTH_AFTERWARDS",
    "FIFTH_LISTS",
    "FIFTH_NAMEABLE",
    "FIFTH_ODD",
    "FIFTH_OPEN",
    "FIFTH_RIGHT",
    "FIFTH_WRONG",
]

FIFTH_LISTS: dict[str, tuple[Claim, ...]] = {
    "physics": physics.CLAIMS,
    "quantities": quantities.CLAIMS,
    "learning": learning.CLAIMS,
    "code": code.CLAIMS,
    "backward passes": backward.CLAIMS,
    "matrices": matrices.CLAIMS,
}
FIFTH_NAMEABLE: tuple[Claim, ...] = tuple(claim for claims in FIFTH_LISTS.values() for claim in claims)
FIFTH_AFTERWARDS: tuple[Claim, ...] = afterwards.CLAIMS
FIFTH_ODD: tuple[Claim, ...] = odd.ODD
FIFTH_OPEN: tuple[Claim, ...] = (*code.OPEN, *backward.OPEN)
FIFTH_WRONG: tuple[Claim, ...] = (*FIFTH_NAMEABLE, *FIFTH_ODD)
