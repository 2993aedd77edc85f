"""Tables in GitHub's Markdown."""

from __future__ import annotations

from .table import Align, Cell, Table
from .text import one_line

__all__ = ["escape_markdown", "to_markdown"]

_RULES: dict[Align, str] = {"left": ":---", "right": "---:", "center": ":---:"}
_SPECIAL = frozenset("\\`*_[]<>|$~#")


def to_markdown(table: Table) -> str:
    r"""Set a table in GitHub's Markdown, formulas between dollar signs.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Cell, Column, Table
    >>> print(to_markdown(Table("", (Column("f"), Column("at", "right")), [(Cell("|x|", r"|x|"), "a|b")])))
    | f | at |
    | :--- | ---: |
    | $\vert x\vert $ | a\|b |
    """
    lines = [_row([escape_markdown(column.name) for column in table.columns])]
    lines.append(_row([_RULES[column.align] for column in table.columns]))
    lines += [_row([_content(cell) for cell in row]) for row in table.rows]
    title = [f"**{escape_markdown(table.title)}**", ""] if table.title else []
    notes = [line for note in table.notes for line in ("", escape_markdown(note))]
    return "\n".join([*title, *lines, *notes])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _content(cell: Cell) -> str:
    return escape_markdown(cell.text) if cell.latex is None else f"${_without_pipes(cell.latex)}$"


def _without_pipes(latex: str) -> str:
    # A pipe ends the cell even between dollar signs, and an escaped pipe is a double bar in LaTeX.
    return one_line(latex).replace("\\|", "\\Vert ").replace("|", "\\vert ")


def escape_markdown(text: str) -> str:
    r"""Write plain text so that Markdown shows exactly that text.

    Examples
    --------
    >>> print(escape_markdown("2*x and [y]"))
    2\*x and \[y\]
    """
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in one_line(text))
