"""What is said of points without a derivative: why there is none, and what the claim gives there."""

from __future__ import annotations

import cmath
from collections.abc import Sequence

from ..render import format_number
from .result import PointResult

__all__ = ["kink_notes", "why_no_derivative"]


def why_no_derivative(kind: str, order: int) -> str:
    """Say why a function has no derivative at a point.

    Examples
    --------
    >>> why_no_derivative("kink", 1), why_no_derivative("kink", 2)
    ('the one-sided slopes differ', 'the quotients of the two sides have different limits')
    """
    if order == 1:
        return "the one-sided slopes differ" if kind == "kink" else "a one-sided slope is infinite"
    if kind == "kink":
        return "the quotients of the two sides have different limits"
    return "the difference quotients grow without bound: a derivative of lower order jumps or is infinite"


def kink_notes(rows: Sequence[PointResult]) -> list[str]:
    """Return a note for each witness that leaves the one-sided slopes at a kink, or has no number there.

    Any number between the slopes is a subgradient, and a convention for the derivative; others are not
    refuted, since there is nothing they should be, but they are mentioned.

    Parameters
    ----------
    rows : sequence of PointResult
    """
    notes = []
    kinks = [row for row in rows if row.verdict == "KINK" and row.witness != "value"]
    for witness in dict.fromkeys(row.witness for row in kinks):
        mine = [row for row in kinks if row.witness == witness]
        outside = [row for row in mine if row.is_between_slopes is False]
        if outside:
            row = outside[0]
            slopes = " and ".join(format_number(s, 6) for s in (row.left, row.right) if s is not None)
            number = format_number(row.measured, 6)
            notes.append(
                f"{witness} at {len(outside)} of {len(mine)} kinks: no subgradient, as {number} for "
                f"{row.component} at {row.place}, which is not between {slopes}"
            )
        missing = [row for row in mine if cmath.isnan(row.measured)]
        if missing:
            row = missing[0]
            where = f"{row.component} at {row.place}"
            notes.append(f"{witness} at {len(missing)} of {len(mine)} kinks: not a number, as for {where}")
    return notes
