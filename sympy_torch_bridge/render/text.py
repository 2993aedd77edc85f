"""Tables as aligned plain text for terminals and log files."""

from __future__ import annotations

import unicodedata

from .table import Align, Table

__all__ = ["GAP", "display_width", "one_line", "to_text"]

GAP = "  "


def to_text(table: Table) -> str:
    """Set a table as aligned plain text; nothing is wrapped or cut.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Column, Table
    >>> columns = (Column("base"), Column("square", "right"))
    >>> print(to_text(Table("Powers", columns, [("two", "4"), ("ten", "100")])))
    Powers
    base  square
    ----  ------
    two        4
    ten      100
    """
    grid = [[one_line(column.name) for column in table.columns]]
    grid += [[one_line(cell.text) for cell in row] for row in table.rows]
    widths = [max(display_width(line[i]) for line in grid) for i in range(len(table.columns))]
    aligns: list[Align] = [column.align for column in table.columns]
    lines = [_line(cells, widths, aligns) for cells in grid]
    lines.insert(1, GAP.join("-" * width for width in widths))
    title = [one_line(table.title)] if table.title else []
    return "\n".join([*title, *lines, *(one_line(note) for note in table.notes)])


def one_line(text: str) -> str:
    """Replace control characters by spaces: a cell must neither break its line nor drive the terminal."""
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text).strip()


def display_width(text: str) -> int:
    """Count the terminal columns that a text takes: wide characters two, combining ones none.

    Examples
    --------
    >>> display_width("abc"), display_width("\u5bfc\u6570"), display_width("e\u0301")
    (3, 4, 1)
    """
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _line(cells: list[str], widths: list[int], aligns: list[Align]) -> str:
    return GAP.join(map(_padded, cells, widths, aligns)).rstrip()


def _padded(text: str, width: int, align: Align) -> str:
    space = width - display_width(text)
    left = {"left": 0, "right": space, "center": space // 2}[align]
    return " " * left + text + " " * (space - left)
