"""When a number of a claim counts as another one: the rule that every diagnosis rests on."""

from __future__ import annotations

import math
import sys

from .result import PointResult

__all__ = ["CLOSER", "SAME", "SHOWN", "allowed_gap", "is_shown"]

# Numbers of a claim count as equal to those of a mistake within this share, or within their own tolerance.
SAME = 1e-9
# What accounts for a wrong number has to come this much closer to it than the exact derivative does:
# exchanged entries of a symmetric function, and slips that undo each other, are near to a nearly right claim.
CLOSER = 0.1
# A wrong number that differs from the exact one by less than this share is the same double, or the next.
SHOWN = 4 * sys.float_info.epsilon


def allowed_gap(size: float, *rows: PointResult) -> float:
    """Return within which distance a number made of those of some rows counts as another one.

    Parameters
    ----------
    size : float
        Of the numbers that are compared.
    *rows : PointResult
        The rows that the number was made of.
    """
    gaps = [row.gap for row in rows if row.verdict == "FAIL" and math.isfinite(row.gap)]
    near = min(SAME * size, CLOSER * max(gaps)) if gaps else SAME * size
    return max([near, *(row.tolerance for row in rows if math.isfinite(row.tolerance))])


def is_shown(row: PointResult) -> bool:
    """Tell whether a wrong number differs from the exact one as a double: others tell no mistakes apart."""
    return row.verdict == "FAIL" and not row.gap <= SHOWN * abs(row.exact)
