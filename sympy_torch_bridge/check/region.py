"""Claims that are wrong in part of the domain only: where one coordinate passes a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .case import Case, Entry
from .measurement import Bench
from .options import facts_of_sample

__all__ = ["wrong_region"]

# With fewer points on either side a threshold can be found in any mixture of right and wrong.
_ENOUGH = 3
_FRESH_SEED = 7919


def wrong_region(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Return the half of the domain in which a claim is wrong, confirmed at fresh points.

    Parameters
    ----------
    case : Case
    entries : sequence of Entry
    wrong : sequence of Entry
    """
    for symbol in case.question.inputs:
        split = _split(case, entries, symbol)
        if split is not None and _is_confirmed(case, symbol, *split):
            side, threshold = split
            return f"consistent with a claim that is wrong only where {symbol} {side} about {threshold:.3g}"
    return None


def _split(case: Case, entries: Sequence[Entry], symbol: Any) -> tuple[str, float] | None:
    """Return the side and the threshold that separate wrong from right points along one coordinate."""
    bad_indices = {entry.index for entry in entries if entry.is_wrong}
    good_indices = {entry.index for entry in entries} - bad_indices
    if len(bad_indices) < _ENOUGH or len(good_indices) < _ENOUGH:
        return None
    bad = [case.coordinate(index, symbol) for index in bad_indices]
    good = [case.coordinate(index, symbol) for index in good_indices]
    if min(bad) > max(good):
        return ">", (min(bad) + max(good)) / 2
    if max(bad) < min(good):
        return "<", (max(bad) + min(good)) / 2
    return None


def _is_confirmed(case: Case, symbol: Any, side: str, threshold: float) -> bool:
    """Judge the claim at fresh points; a claim that is right by chance at a few points fails here."""
    options = replace(case.options, points=None, seed=case.options.seed + _FRESH_SEED)
    facts = facts_of_sample(case.question, case.reference, options)
    if not facts:
        return False
    fresh = Bench(case.question, facts, case.options.dtype, options.seed)
    agreed = judged = 0
    for entry in case.entries(case.rows_at(fresh)):
        place = float(fresh.facts[entry.index].point[symbol])
        expected = place > threshold if side == ">" else place < threshold
        # Between the nearest right and wrong points the threshold is not known: one miss may lie there.
        judged += 1
        agreed += entry.is_wrong == expected
    return judged - agreed <= 1 + judged // 20
