"""The third collection, by list. It was written before any of it was run, by a reader who had not seen the rules."""

from __future__ import annotations

from check.people.claim import Claim
from check.people.third import calculus, code, layers, matrices, odd, robotics, sciences, statistics

__all__ = ["THIRD_LISTS", "THIRD_NAMEABLE", "THIRD_ODD", "THIRD_WRONG"]

THIRD_LISTS: dict[str, tuple[Claim, ...]] = {
    "calculus": calculus.CLAIMS,
    "statistics": statistics.CLAIMS,
    "sciences and finance": sciences.CLAIMS,
    "robotics": robotics.CLAIMS,
    "layers and losses": layers.CLAIMS,
    "matrices and complex functions": matrices.CLAIMS,
    "code": code.CLAIMS,
}
THIRD_NAMEABLE: tuple[Claim, ...] = tuple(claim for claims in THIRD_LISTS.values() for claim in claims)
THIRD_ODD: tuple[Claim, ...] = odd.ODD
THIRD_WRONG: tuple[Claim, ...] = (*THIRD_NAMEABLE, *THIRD_ODD)
