"""From the rows of a check to its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..tolerance import Precision
from .result import PointResult

__all__ = ["Verdict", "overall"]

Verdict = Literal["consistent", "refuted", "inconclusive"]

# Below this share of well resolved points a check has seen too little to vouch for the whole.
_ENOUGH = 0.5
_NO_DERIVATIVE = ("KINK", "OUTSIDE_DOMAIN")


def overall(rows: Sequence[PointResult], precision: Precision) -> tuple[Verdict, str]:
    """Return the verdict on all rows and the reason for it.

    One failure refutes. Otherwise at least half of the points with a derivative must have passed with
    every number, each with a resolution of 1e-9 or better (the same share of the digits in other types).

    Examples
    --------
    >>> from ..tolerance import FLOAT64
    >>> overall([], FLOAT64)
    ('inconclusive', 'no point of the sample has a derivative')
    """
    failed = [row for row in rows if row.verdict == "FAIL"]
    if failed:
        places = len({row.index for row in failed})
        return "refuted", f"wrong at {places} of {len({row.index for row in rows})} points"
    # A value alone, next to derivatives that do not exist, is no check of a derivative.
    smooth = {row.index for row in rows if row.witness != "value" and row.verdict not in _NO_DERIVATIVE}
    judged: dict[int, bool] = {}
    for row in rows:
        if row.index in smooth and row.verdict not in _NO_DERIVATIVE:
            is_good = row.verdict == "PASS" and row.resolution <= precision.good
            judged[row.index] = judged.get(row.index, True) and is_good
    if not judged:
        return "inconclusive", "no point of the sample has a derivative"
    good = sum(judged.values())
    reason = f"{good} of {len(judged)} points were checked to {precision.good:.0e} or better"
    if good >= _ENOUGH * len(judged):
        return "consistent", reason
    return "inconclusive", f"only {reason}; at the others rounding could hide a mistake"
