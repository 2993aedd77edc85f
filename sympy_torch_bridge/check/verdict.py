"""From the rows of a check to its verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from ..tolerance import Precision
from .judge import OUT_OF_REACH
from .result import PointResult

__all__ = ["Verdict", "overall"]

Verdict = Literal["consistent", "refuted", "inconclusive"]

# Below this share of well resolved points a check has seen too little to vouch for the whole.
_ENOUGH = 0.5
_NO_DERIVATIVE = ("KINK", "OUTSIDE_DOMAIN")


def overall(rows: Sequence[PointResult], precision: Precision) -> tuple[Verdict, str]:
    """Return the verdict on all rows and the reason for it.

    One failure refutes. Otherwise each witness must have passed with each component at half of the points
    or more, with a resolution of 1e-9 or better (the same share of the digits in other types). Points
    without a derivative do not count.

    Examples
    --------
    >>> from ..tolerance import FLOAT64
    >>> overall([], FLOAT64)
    ('inconclusive', 'no point of the sample has a derivative')
    """
    failed = {row.index for row in rows if row.verdict == "FAIL"}
    if failed:
        return "refuted", f"wrong at {len(failed)} of {len({row.index for row in rows})} points"
    # A value next to a derivative that does not exist is no check of the derivative.
    smooth = {row.index for row in rows if row.witness != "value" and row.verdict not in _NO_DERIVATIVE}
    if not smooth:
        return "inconclusive", "no point of the sample has a derivative"
    tallies = [_Tally(*key, members, precision) for key, members in _groups(rows, smooth).items()]
    weakest = min(tallies, key=lambda tally: tally.share)
    counts = f"{weakest.good} of {weakest.total} points"
    if weakest.share >= _ENOUGH:
        return "consistent", f"checked to {precision.good:.0e} or better at {counts}"
    where = f"{weakest.component} by {weakest.witness}"
    if not weakest.total:
        return "inconclusive", f"{where} could be judged at no point"
    gap = "elsewhere rounding could hide a mistake"
    if weakest.out_of_reach * 2 > weakest.total - weakest.good:
        gap = "elsewhere the exact value is out of reach"
    return "inconclusive", f"{where} was checked to {precision.good:.0e} or better at only {counts}; {gap}"


class _Tally:
    """How many points of one witness and component were judged, and how many well."""

    def __init__(
        self, witness: str, component: str, rows: Sequence[PointResult], precision: Precision
    ) -> None:
        judged = [row for row in rows if row.verdict not in _NO_DERIVATIVE]
        self.witness = witness
        self.component = component
        self.total = len(judged)
        self.good = sum(row.verdict == "PASS" and row.resolution <= precision.good for row in judged)
        self.out_of_reach = sum(row.note == OUT_OF_REACH for row in judged)
        self.share = self.good / self.total if judged else 0.0


def _groups(rows: Sequence[PointResult], smooth: Collection[int]) -> dict[tuple[str, str], list[PointResult]]:
    """Sort the rows of the points that count by witness and component."""
    groups: dict[tuple[str, str], list[PointResult]] = {}
    for row in rows:
        members = groups.setdefault((row.witness, row.component), [])
        if row.index in smooth:
            members.append(row)
    return groups
