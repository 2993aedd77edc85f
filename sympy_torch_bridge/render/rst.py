"""Tables in reStructuredText, for Sphinx and docutils."""

from __future__ import annotations

import re

from .table import Cell, Table
from .text import one_line

__all__ = ["escape_rst", "to_rst"]

_SPECIAL = frozenset("\\*`|_")
_PLAIN_START = re.compile(r"[A-Za-z0-9]")
_ENUMERATOR = re.compile(r"(?:[A-Za-z]|\d+|[ivxlcdmIVXLCDM]+)[.)](?:\s|$)")


def to_rst(table: Table) -> str:
    r"""Set a table as a ``list-table`` directive, formulas as ``:math:`` roles.

    The directive knows no alignment of columns, so ``Column.align`` has no effect here. A table
    without rows becomes a paragraph, because the directive refuses a heading without a body.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Cell, Column, Table
    >>> print(to_rst(Table("Powers", (Column("f"), Column("n")), [(Cell("x**2", "x^{2}"), "-3")])))
    .. list-table:: Powers
       :header-rows: 1
    <BLANKLINE>
       * - f
         - n
       * - :math:`x^{2}`
         - \ -3
    """
    if not table.rows:
        return "\n\n".join(escape_rst(text) for text in (table.title, "(no rows)", *table.notes) if text)
    head = f".. list-table:: {escape_rst(table.title)}".rstrip()
    rows = [[escape_rst(column.name) for column in table.columns]]
    rows += [[_content(cell) for cell in row] for row in table.rows]
    body = [line for row in rows for line in _item(row)]
    notes = [line for note in table.notes for line in ("", escape_rst(note))]
    return "\n".join([head, "   :header-rows: 1", "", *body, *notes])


def _item(cells: list[str]) -> list[str]:
    return [f"   {'* -' if i == 0 else '  -'} {cell}".rstrip() for i, cell in enumerate(cells)]


def _content(cell: Cell) -> str:
    return escape_rst(cell.text) if cell.latex is None else f":math:`{one_line(cell.latex)}`"


def escape_rst(text: str) -> str:
    r"""Escape inline markup, and keep the start of a text from opening a list, a field or an option.

    ``-3`` alone would be an option list and ``1.`` an enumeration; an escaped space prints nothing
    and ends both readings.

    Examples
    --------
    >>> print(escape_rst("-3*x"))
    \ -3\*x
    """
    line = one_line(text)
    inline = "".join(f"\\{c}" if c in _SPECIAL else c for c in line).replace("::", ":\\:")
    is_plain = not line or (_PLAIN_START.match(line) and not _ENUMERATOR.match(line))
    return inline if is_plain else f"\\ {inline}"
