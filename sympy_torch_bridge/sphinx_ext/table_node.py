"""Neutral tables as docutils nodes, which every builder of Sphinx can write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes

from ..render import Cell, Column, Table, display_width

__all__ = [
    "PLAIN",
    "cell_nodes",
    "display_node",
    "math_node",
    "table_nodes",
]

# The attribute that holds the plain reading of a formula.
PLAIN = "stb-text"

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WIDEST = 48  # characters; a wider column makes every line of the text builder too long to read


def table_nodes(
    table: Table, extra: Mapping[tuple[int, int], Sequence[nodes.Node]] | None = None
) -> list[nodes.Node]:
    """Return a table and the paragraphs of its notes.

    Parameters
    ----------
    table : Table
    extra : mapping of (row, column) to nodes, optional
        Inline nodes that take the place of the content of a cell.
    """
    replaced = extra or {}
    node = nodes.table(classes=["stb-table"])
    if table.title:
        node += nodes.title("", table.title)
    group = nodes.tgroup(cols=len(table.columns))
    group += [nodes.colspec(colwidth=width) for width in _widths(table, replaced)]
    head = _row([_entry([nodes.Text(column.name)], column) for column in table.columns])
    group += nodes.thead("", head)
    body = nodes.tbody()
    for i, row in enumerate(table.rows):
        contents = [replaced.get((i, j)) or cell_nodes(cell) for j, cell in enumerate(row)]
        body += _row([_entry(c, column) for c, column in zip(contents, table.columns, strict=True)])
    group += body
    node += group
    return [node, *(nodes.paragraph("", note) for note in table.notes)]


def cell_nodes(cell: Cell) -> list[nodes.Node]:
    """Return the content of a cell: a formula where it is one, else its text."""
    # A plain number is no formula: as text it can be searched, copied and read aloud.
    if cell.latex is None or (cell.latex == cell.text and _NUMBER.fullmatch(cell.text)):
        return [nodes.Text(cell.text)]
    return [math_node(cell.latex, cell.text)]


def math_node(latex: str, text: str) -> nodes.math:
    """Return an inline formula that remembers how it reads where no formula can be set."""
    return nodes.math("", latex, **{PLAIN: text})


def display_node(latex: str, text: str) -> nodes.math_block:
    """Return a formula on a line of its own that remembers how it reads as text."""
    facts: dict[str, Any] = {"number": None, "label": None, "no-wrap": False, "nowrap": False, PLAIN: text}
    return nodes.math_block("", latex, **facts)


def _widths(table: Table, replaced: Mapping[tuple[int, int], Sequence[nodes.Node]]) -> list[int]:
    """Return the width of each column in characters.

    The text builder breaks a cell after so many characters, so that a constant would print one
    letter a line.
    """
    widths = [display_width(column.name) for column in table.columns]
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row):
            shown = "".join(node.astext() for node in replaced.get((i, j), ())) or cell.text
            widths[j] = max(widths[j], display_width(shown))
    return [min(width, _WIDEST) for width in widths]


def _row(entries: Sequence[nodes.Node]) -> nodes.row:
    return nodes.row("", *entries)


def _entry(content: Sequence[nodes.Node], column: Column) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content), classes=[f"stb-{column.align}"])
