"""A report for people: the verdict first, then the worst point, then what it was checked with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..render import Column, Table, format_number
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = ["columns", "excess", "heading", "screen", "table"]

_WIDTH = 96
_SHOWN = 3
_ORDINALS = {2: "second", 3: "third", 4: "fourth"}
_SYMBOLS = {"consistent": "CONSISTENT", "refuted": "REFUTED", "inconclusive": "INCONCLUSIVE"}
_NUMBER_NAMES = {"claim": "claimed", "backward": "backward"}


def excess(row: PointResult) -> tuple[float, float]:
    """Return how far a row is beyond its tolerance, relative to the exact number first."""
    size = abs(row.exact) or 1.0
    return (row.gap / size if math.isfinite(row.gap) else math.inf, row.gap)


def columns(row: PointResult) -> dict[str, Any]:
    """Return a row without its point, as numbers."""
    names = (
        "index",
        "component",
        "witness",
        "measured",
        "exact",
        "gap",
        "tolerance",
        "resolution",
        "verdict",
    )
    return {name: getattr(row, name) for name in (*names, "note")}


def heading(report: Report) -> str:
    """Return the verdict and its reason in one line."""
    return f"{_SYMBOLS[report.verdict]}: {_statement(report)}"


def _statement(report: Report) -> str:
    variables = ", ".join(report.wrt)
    title = f"{report.title}: " if report.title else ""
    if report.claim is None:
        which = "derivative" if report.order == 1 else f"{_ORDINALS[report.order]} derivative"
        return f"{title}{which} of {_cut(report.subject, 50)} by {_cut(variables, 20)}"
    power = "" if report.order == 1 else str(report.order)
    by = f"d{power}/d({_cut(variables, 20)}){power}"
    return f"{title}{by} {_cut(report.subject, 35)} = {_cut(report.claim, 35)}"


def screen(report: Report) -> str:
    """Return the whole report in at most a screen."""
    lines = [heading(report), f"  {report.reason}"]
    worst = report.worst
    if worst is not None:
        lines += _row_lines(worst, "worst" if report.verdict == "refuted" else "least resolved")
    if report.verdict == "refuted":
        lines.append(f"  diagnosis    {report.diagnosis or 'no known mistake fits'}")
        if report.difference:
            lines.append(f"  claimed - exact = {_cut(report.difference, _WIDTH - 20)}")
        lines += _others(report.failures[1:_SHOWN])
    lines += _kinks(report)
    lines += [f"  note         {_cut(note, 2 * _WIDTH)}" for note in report.notes]
    lines.append(f"  rows         {', '.join(f'{n} {name}' for name, n in report.counts.items()) or 'none'}")
    if report.layout:
        lines.append(f"  layout       {report.layout}")
    lines.append(
        f"  checked by   {', '.join(report.witnesses)} ({report.method}); {report.dtype}, seed {report.seed}"
    )
    return "\n".join(lines)


def _row_lines(row: PointResult, title: str) -> list[str]:
    name = _NUMBER_NAMES.get(row.witness, row.witness)
    lines = [
        f"  {title:<12} {row.component} at {_cut(row.place, _WIDTH - 30)}",
        f"    {name:<10} {format_number(row.measured, 17)}",
        f"    exact      {format_number(row.exact, 17)}",
    ]
    if row.verdict == "FAIL":
        lines.append(f"    ratio      {format_number(row.ratio, 8)}")
    gap = f"    gap        {format_number(row.gap, 3)}  (allowed {format_number(row.tolerance, 3)}"
    lines.append(f"{gap}, resolution {format_number(row.resolution, 3)})")
    if row.note:
        lines.append(f"    {row.note}")
    return lines


def _others(rows: Sequence[PointResult]) -> list[str]:
    return [
        f"  also         {row.component} at {_cut(row.place, 40)}: {format_number(row.measured, 6)}"
        f" instead of {format_number(row.exact, 6)}"
        for row in rows
    ]


def _kinks(report: Report) -> list[str]:
    row = next((row for row in report.points if row.verdict == "KINK"), None)
    if row is None or row.left is None or row.right is None:
        return []
    slopes = (
        f"slopes {format_number(row.left, 6)} from the left, {format_number(row.right, 6)} from the right"
    )
    return [f"  kink         {row.component} at {_cut(row.place, 40)}: {slopes}"]


def table(report: Report, *, with_heading: bool = False) -> Table:
    """Return the rows that matter most as a table: failures, else the least resolved ones."""
    rows = report.failures or sorted(report.points, key=lambda row: -_sortable(row.resolution))
    cells = [
        (
            row.place,
            row.component,
            row.witness,
            format_number(row.measured, 10),
            format_number(row.exact, 10),
            format_number(row.resolution, 2),
            row.verdict,
        )
        for row in rows[:10]
    ]
    heads = (
        Column("point"),
        Column("component"),
        Column("witness"),
        Column("measured", "right"),
        Column("exact", "right"),
        Column("resolution", "right"),
        Column("verdict"),
    )
    notes = [report.reason]
    if report.verdict == "refuted":
        notes.append(f"diagnosis: {report.diagnosis or 'no known mistake fits'}")
    notes += report.notes
    notes.append(f"{', '.join(report.witnesses)} ({report.method}); {report.dtype}, seed {report.seed}")
    return Table(heading(report) if with_heading else "", heads, cells, notes)


def _sortable(value: float) -> float:
    return math.inf if math.isnan(value) else value


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."
