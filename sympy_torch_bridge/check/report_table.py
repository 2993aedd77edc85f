"""A report for pages: a heading, what it says, and the rows that matter most as a table."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from ..render import Column, Table, escape_latex, escape_markdown, format_number
from ..render import to_html as html_table
from ..render import to_latex as latex_table
from ..render import to_markdown as markdown_table
from .report_words import HEADINGS, facts, formulas, heading, number, place, ranked, shorten
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = ["columns", "to_html", "to_latex", "to_markdown"]

_ROWS = 10
_HEADING = 120
_TEXT = 600
_PLACE = 60
_COLUMNS = (
    Column("point"),
    Column("component"),
    Column("witness"),
    Column("measured", "right"),
    Column("exact", "right"),
    Column("ratio", "right"),
    Column("resolution", "right"),
    Column("verdict"),
)
_FIELDS = ("index", "component", "witness", "measured", "exact", "gap", "tolerance", "resolution", "verdict")
# Told apart by a mark as well as by a word: neither needs a colour.
_MARKS = {"consistent": "✓", "refuted": "✕", "inconclusive": "?"}


def columns(row: PointResult) -> dict[str, Any]:
    """Return a row without its point, as numbers."""
    return {name: getattr(row, name) for name in (*_FIELDS, "note")}


def to_html(report: Report) -> str:
    """Return an HTML fragment without script or colour."""
    title = (
        f"<p><strong>{_MARKS[report.verdict]} {HEADINGS[report.verdict]}</strong>"
        f' <code style="white-space: pre-wrap;">{escape(heading(report, _HEADING))}</code></p>'
    )
    items = "".join(
        f"<li>{f'<em>{escape(name)}</em>: ' if name else ''}{escape(shorten(text, _TEXT))}</li>"
        for name, text in _said(report)
    )
    said = f'<ul style="list-style: none; padding-left: 1em; text-align: left;">{items}</ul>'
    rows = [html_table(_table(report))] if report.points else []
    return "\n".join(["<div>", title, said, *rows, "</div>"])


def to_markdown(report: Report) -> str:
    """Return GitHub's Markdown."""
    title = f"**{HEADINGS[report.verdict]}** {_code(heading(report, _HEADING))}"
    said = [
        f"- {f'{name}: ' if name else ''}{escape_markdown(shorten(text, _TEXT))}"
        for name, text in _said(report)
    ]
    rows = ["", markdown_table(_table(report))] if report.points else []
    return "\n".join([title, "", *said, *rows])


def to_latex(report: Report) -> str:
    """Return a LaTeX fragment that needs no package beyond the standard classes."""
    title = (
        rf"\noindent\textbf{{{HEADINGS[report.verdict]}}} "
        rf"\texttt{{{escape_latex(heading(report, _HEADING))}}}"
    )
    said = [
        rf"\item[]{f' {escape_latex(name)}:' if name else ''} {escape_latex(shorten(text, _TEXT))}"
        for name, text in _said(report)
    ]
    rows = [latex_table(_table(report))] if report.points else []
    return "\n".join([title, r"\begin{itemize}", *said, r"\end{itemize}", *rows])


def _said(report: Report) -> list[tuple[str, str]]:
    return [*formulas(report, _HEADING), *facts(report)]


def _table(report: Report) -> Table:
    rows = report.failures or ranked(report.points)
    shown = [_cells(row) for row in rows[:_ROWS]]
    kept = [i for i in range(len(_COLUMNS)) if any(cells[i] for cells in shown)]
    more = len(rows) - len(shown)
    return Table(
        "",
        [_COLUMNS[i] for i in kept],
        [[cells[i] for i in kept] for cells in shown],
        [f"{more} more rows in report.points"] if more else [],
    )


def _cells(row: PointResult) -> tuple[str, ...]:
    return (
        place(row, _PLACE, 8),
        row.component,
        row.witness,
        number(row.measured, 8),
        _exact(row),
        number(row.ratio, 8) if row.verdict == "FAIL" else "",
        format_number(row.resolution, 2) if row.verdict != "KINK" else "",
        row.verdict,
    )


def _exact(row: PointResult) -> str:
    if row.left is None or row.right is None:
        return number(row.exact, 8)
    return f"{number(row.left, 8)} left, {number(row.right, 8)} right"


def _code(text: str) -> str:
    """Return a code span, fenced by more backticks than the text holds in a row."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"
