"""How much exact work each stage of a check may do, so that no check runs for minutes.

Each stage has a budget of its own, whatever earlier checks left known: equal checks give equal reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..exact.effort import Budget, limited

__all__ = ["DRAWING", "ESTABLISHING", "JUDGING", "NAMING", "NAMING_ENDED", "points_note", "work"]

# Units of about a microsecond, for 24 points.
DRAWING = 4e6
ESTABLISHING = 1e7
JUDGING = 4e6
NAMING = 4e6
_POINTS = 24
_LEAST_SHARE = 1 / 2

NAMING_ENDED = "the search for the mistake ended early: this expression is costly to evaluate exactly"
_WHAT_TO_DO = "name fewer symbols in wrt=..., or give points=[...] where its functions converge fast"


@contextmanager
def work(units: float, n_points: int) -> Iterator[Budget]:
    """Limit the exact work of a stage, in proportion to the number of points.

    Examples
    --------
    >>> with work(JUDGING, 48) as budget:
    ...     budget.left
    8000000.0
    """
    budget = Budget(units * max(_LEAST_SHARE, n_points / _POINTS))
    with limited(budget):
        yield budget


def points_note(found: int, wanted: int) -> str:
    """Say that the work ended before all points were looked at.

    Examples
    --------
    >>> points_note(7, 24)[:64]
    'this expression is costly to evaluate exactly: the work of a che'
    """
    return (
        f"this expression is costly to evaluate exactly: the work of a check ended at {found} of {wanted} "
        f"points; {_WHAT_TO_DO}"
    )
