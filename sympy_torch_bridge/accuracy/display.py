"""An accuracy report for people: what is lost and to what, then the worst rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..render import Cell, Column, Table, format_number
from ..tolerance import precision_of
from .row import AccuracyRow

if TYPE_CHECKING:
    from .report import AccuracyReport

__all__ = ["conclusion", "table"]

_SHOWN = 10
_MEANINGS = {
    "none": "keep their digits",
    "conditioning": "lose digits to the conditioning: the rounding of the inputs explains it",
    "formula": "lose digits to the formula as written: another form would keep them",
    "range": "are outside the range of the type",
    "kink": "have no derivative",
    "outside": "have no real value",
    "unknown": "could not be compared",
}


def conclusion(report: AccuracyReport) -> str:
    """Say in one sentence what the formula loses."""
    known = [row for row in report.rows if not math.isnan(row.digits)]
    if not known:
        return "nothing could be compared"
    worst = report.worst[0]
    if report.loses_digits:
        return (
            f"the formula loses up to {format_number(worst.avoidable, 2)} digits that the problem allows to "
            f"keep: {worst.component} at {worst.place}"
        )
    if report.counts.get("conditioning"):
        return f"at least {format_number(report.digits, 3)} digits; all losses come from the conditioning"
    return f"at least {format_number(report.digits, 3)} digits everywhere"


def table(report: AccuracyReport) -> Table:
    """Describe a report: the worst rows, and below them how many rows there are of each kind."""
    heads = (
        Column("point"), Column("number"), Column("computed", "right"), Column("exact", "right"),
        Column("digits", "right"), Column("ulp", "right"), Column("condition", "right"), Column("cause"),
    )  # fmt: skip
    shown = report.worst[:_SHOWN]
    rest = [row for row in report.rows if row.cause in ("unknown", "outside") and row.note]
    written = math.ceil(1 - math.log10(precision_of(report.dtype).eps))  # tells two numbers of the type apart
    rows = [_cells(row, written) for row in (*shown, *rest[: _SHOWN - len(shown)])]
    notes = [
        conclusion(report),
        *(f"{n} of {len(report.rows)} {_MEANINGS[c]}" for c, n in report.counts.items()),
    ]
    notes += dict.fromkeys(f"{row.component}: {row.note}" for row in rest[:_SHOWN])
    return Table(f"Accuracy of {report.subject} in {report.dtype}", heads, rows, [*notes, *report.notes])


def _cells(row: AccuracyRow, written: int) -> list[Cell | str]:
    return [
        row.place,
        row.component,
        _number(row.computed, written),
        _number(row.exact, written),
        _number(row.digits, 3),
        _number(row.ulp, 3),
        _number(row.condition, 3),
        row.cause,
    ]


def _number(value: Any, digits: int) -> str:
    return str(value) if isinstance(value, complex) else format_number(value, digits)
