"""A report for pages: a heading, what it says, and the rows that matter most as a table."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from ..render import MARKS, Column, Table, escape_latex, escape_markdown, escape_rst, format_number, one_line
from ..render import to_html as html_table
from ..render import to_latex as latex_table
from ..render import to_markdown as markdown_table
from ..render import to_rst as rst_table
from .report_words import DIFFERENCE, HEADINGS, facts, formulas, heading, number, place, ranked, shorten
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = ["record", "to_html", "to_latex", "to_markdown", "to_rst"]

_ROWS = 10
_HEADING = 120
_TEXT = 600
_PLACE = 60
_DIGITS = 8
# What fits the text width of an article, set small.
_LATEX_PLACE = 30
_LATEX_DIGITS = 5
_CODE = "white-space: pre-wrap; overflow-wrap: anywhere;"
_LIST = "list-style: none; padding-left: 1em; text-align: left; overflow-wrap: anywhere;"
# A wide table scrolls by itself and leaves the page as wide as the screen; its cells stay in one line.
_SCROLLED = '<div style="overflow-x: auto; white-space: nowrap;">'
_FORMULAS = ("function", "claim", DIFFERENCE)
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
_WITNESS, _MEASURED = 2, 3
_SHARED = ("component", "witness", "resolution", "verdict")
_FIELDS = ("index", "component", "witness", "measured", "exact", "gap", "tolerance", "resolution", "verdict")


def record(row: PointResult) -> dict[str, Any]:
    """Return a row as numbers, the coordinates of its point first."""
    own = {name: getattr(row, name) for name in (*_FIELDS, "note")}
    point = {f"point.{name}" if name in own else name: value for name, value in row.point}
    return {**point, **own}


def to_html(report: Report) -> str:
    """Return an HTML fragment without script or colour."""
    title = (
        f"<p><strong>{MARKS[report.verdict]} {HEADINGS[report.verdict]}</strong>"
        f' <code style="{_CODE}">{escape(heading(report, _HEADING))}</code></p>'
    )
    items = "".join(
        f"<li>{f'<em>{escape(name)}</em>: ' if name else ''}{_html_text(name, shorten(text, _TEXT))}</li>"
        for name, text in _said(report)
    )
    said = f'<ul style="{_LIST}">{items}</ul>'
    rows = [_SCROLLED, html_table(_table(report)), "</div>"] if report.points else []
    return "\n".join(["<div>", title, said, *rows, "</div>"])


def to_markdown(report: Report) -> str:
    """Return GitHub's Markdown."""
    title = f"**{HEADINGS[report.verdict]}** {_code(heading(report, _HEADING))}"
    said = [
        f"- {f'{name}: ' if name else ''}{_markdown_text(name, shorten(text, _TEXT))}"
        for name, text in _said(report)
    ]
    rows = ["", markdown_table(_table(report))] if report.points else []
    return "\n".join([title, "", *said, *rows])


def to_latex(report: Report) -> str:
    """Return a LaTeX fragment that needs no package beyond the standard classes."""
    title = (
        rf"\noindent\textbf{{{HEADINGS[report.verdict]}}} "
        rf"\texttt{{{_breakable(heading(report, _HEADING))}}}"
    )
    said = [
        rf"\item[]{f' {escape_latex(name)}:' if name else ''} {_breakable(shorten(text, _TEXT))}"
        for name, text in _said(report)
    ]
    rows = [latex_table(_narrow(report), compact=True)] if report.points else []
    # Ragged: a formula that has to be broken leaves no line that could be stretched.
    items = [r"\begin{itemize}", r"\raggedright", *said, r"\end{itemize}"]
    return "\n".join([rf"{{\raggedright{title}\par}}", *items, *rows])


def to_rst(report: Report) -> str:
    """Return reStructuredText that needs no directive beyond those of docutils."""
    title = f"**{HEADINGS[report.verdict]}** {_literal(heading(report, _HEADING))}"
    said = [
        f"- {f'{escape_rst(name)}: ' if name else ''}{_rst_text(name, shorten(text, _TEXT))}"
        for name, text in _said(report)
    ]
    rows = ["", rst_table(_table(report))] if report.points else []
    return "\n".join([title, "", *said, *rows])


def _breakable(text: str) -> str:
    r"""Return escaped text that may be broken behind operators, commas and brackets."""
    return re.sub(r"([*/,)\]])", r"\1\\allowbreak{}", escape_latex(text))


def _html_text(name: str, text: str) -> str:
    return f"<code>{escape(text)}</code>" if name.startswith(_FORMULAS) else escape(text)


def _markdown_text(name: str, text: str) -> str:
    return _code(text) if name.startswith(_FORMULAS) else escape_markdown(text)


def _rst_text(name: str, text: str) -> str:
    return _literal(text) if name.startswith(_FORMULAS) else escape_rst(text)


def _literal(text: str) -> str:
    """Return inline literal text, which cannot hold two backquotes or begin with a space."""
    line = one_line(text)
    return escape_rst(line) if "``" in line or line != line.strip() or not line else f"``{line}``"


def _said(report: Report) -> list[tuple[str, str]]:
    return [*formulas(report, _HEADING), *facts(report)]


def _table(report: Report, width: int = _PLACE, digits: int = _DIGITS) -> Table:
    rows = report.failures or ranked(report.points)
    shown = [_cells(row, width, digits) for row in rows[:_ROWS]]
    columns = list(_COLUMNS)
    kept = [i for i in range(len(_COLUMNS)) if any(cells[i] for cells in shown)]
    if {row.witness for row in rows[:_ROWS]} == {"claim"}:
        columns[_MEASURED] = Column("claimed", "right")
        kept.remove(_WITNESS)
    more = len(rows) - len(shown)
    return Table(
        "",
        [columns[i] for i in kept],
        [[cells[i] for i in kept] for cells in shown],
        [f"{more} more rows in report.points"] if more else [],
    )


def _narrow(report: Report) -> Table:
    """Return a table for a narrow page; the words that all its rows share are said once, below it."""
    table = _table(report, _LATEX_PLACE, _LATEX_DIGITS)
    same = [
        i
        for i, column in enumerate(table.columns)
        if column.name in _SHARED and len({row[i] for row in table.rows}) == 1
    ]
    kept = [i for i in range(len(table.columns)) if i not in same]
    said = ", ".join(f"{table.columns[i].name} {table.rows[0][i].text}" for i in same)
    return Table(
        table.title,
        [table.columns[i] for i in kept],
        [[row[i] for i in kept] for row in table.rows],
        [*([f"in all rows: {said}"] if said else []), *table.notes],
    )


def _cells(row: PointResult, width: int, digits: int) -> tuple[str, ...]:
    return (
        place(row, width, digits),
        row.component,
        row.witness,
        number(row.measured, digits),
        _exact(row, digits),
        number(row.ratio, digits) if row.verdict == "FAIL" else "",
        format_number(row.resolution, 2) if row.verdict != "KINK" else "",
        row.verdict,
    )


def _exact(row: PointResult, digits: int) -> str:
    if row.left is None or row.right is None:
        return number(row.exact, digits)
    return f"{number(row.left, digits)} left, {number(row.right, digits)} right"


def _code(text: str) -> str:
    """Return a code span, fenced by more backticks than the text holds in a row."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"
