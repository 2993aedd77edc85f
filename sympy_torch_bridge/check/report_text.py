"""A report as text for people: the verdict first, then the worst point, then what it was checked with."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING

from ..render import format_number, one_line
from .report_words import HEADINGS, NAMES, difference_label, facts, formulas, heading, number, place, shorten
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = ["screen"]

# A screen: what a terminal of the usual size shows at once, whatever was checked.
_WIDTH = 100
_HEIGHT = 24

_INDENT = 15
_SHOWN = 3
_NOTES = 3


def screen(report: Report) -> str:
    """Return the whole report in at most a screen: 24 lines of 100 columns."""
    word = HEADINGS[report.verdict]
    room = _WIDTH - len(word) - 2
    lines = [f"{word}: {heading(report, room)}"]
    lines += [f"  {name:<12} {shorten(text, _WIDTH - _INDENT)}" for name, text in formulas(report, room)]
    lines += _wrapped("", report.reason, 2, indent=2)
    worst = report.worst
    if worst is not None:
        lines += _row_lines(worst, "worst" if report.verdict == "refuted" else "least resolved")
    if report.verdict == "refuted":
        lines += _wrapped("diagnosis", report.diagnosis or "no known mistake fits", 3)
        if report.difference:
            label = f"  {difference_label(report)} = "
            lines.append(label + shorten(report.difference, _WIDTH - len(label)))
        lines += [_other(row) for row in report.failures[1:_SHOWN]]
    lines += _kink(report)
    lines += _end(report, _HEIGHT - len(lines))
    return "\n".join(shorten(line, _WIDTH) for line in lines[:_HEIGHT])


def _wrapped(name: str, text: str, most: int, *, indent: int = _INDENT) -> list[str]:
    """Return a named text in at most ``most`` lines."""
    label = f"  {name:<12} " if name else " " * indent
    room = _WIDTH - len(label)
    pieces = wrap(one_line(text), room) or [""]
    if len(pieces) > most:
        pieces = [*pieces[: most - 1], shorten(" ".join(pieces[most - 1 :]), room)]
    return [label + pieces[0], *(" " * len(label) + piece for piece in pieces[1:])]


def _row_lines(row: PointResult, title: str) -> list[str]:
    name = NAMES.get(row.witness, row.witness)
    lines = [
        shorten(f"  {title:<12} {row.component} at {place(row, _WIDTH - 30)}", _WIDTH),
        f"    {name:<10} {number(row.measured, 17)}",
        f"    exact      {number(row.exact, 17)}",
    ]
    if row.verdict == "FAIL" and not math.isnan(abs(row.ratio)):
        lines.append(f"    ratio      {number(row.ratio, 8)}")
    gap = f"    gap        {format_number(row.gap, 3)}  (allowed {format_number(row.tolerance, 3)}"
    lines.append(f"{gap}, resolution {format_number(row.resolution, 3)})")
    return [*lines, *(_wrapped("", row.note, 2, indent=4) if row.note else [])]


def _other(row: PointResult) -> str:
    numbers = f"{number(row.measured, 6)} instead of {number(row.exact, 6)}"
    start = f"  also         {row.component} at "
    # The numbers are what is looked for: the point has the room that they leave.
    return f"{start}{place(row, _WIDTH - len(start) - len(numbers) - len(': , ...'), 6)}: {numbers}"


def _kink(report: Report) -> list[str]:
    kinks = [row for row in report.points if row.verdict == "KINK"]
    row = next((row for row in kinks if row.is_between_slopes is False), kinks[0] if kinks else None)
    if row is None or row.left is None or row.right is None:
        return []
    lines = [
        f"  kink         {row.component} at {place(row, _WIDTH - 40)}",
        f"    slopes     {number(row.left, 6)} from the left, {number(row.right, 6)} from the right",
    ]
    between = row.is_between_slopes
    if between is not None and not math.isnan(abs(row.measured)):
        name = NAMES.get(row.witness, row.witness)
        lies = "lies between them" if between else "lies outside them"
        lines.append(f"    {name:<10} {number(row.measured, 6)} {lies}")
    return lines


def _end(report: Report, room: int) -> list[str]:
    """Return notes and origin; the origin always, and of the notes what fits."""
    rest = dict(facts(report))
    names = [name for name in ("rows", "layout", "checked by") if name in rest]
    origin = [line for name in names for line in _wrapped(name, rest[name], 2)]
    notes = [line for note in report.notes[:_NOTES] for line in _wrapped("note", note, 2)]
    if len(report.notes) > _NOTES:
        notes.append(f"  note         {len(report.notes) - _NOTES} more in report.notes")
    return [*notes[: max(0, room - len(origin))], *origin]
