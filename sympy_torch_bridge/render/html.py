"""Tables in HTML that reads well in any theme and to a screen reader."""

from __future__ import annotations

from html import escape

from .table import Cell, Column, Table

__all__ = ["to_html"]

# No colour is named anywhere: text and lines take those of the page, light or dark.
_TABLE = "border-collapse: collapse;"
_CAPTION = "text-align: left; font-weight: bold; padding: 0.3em 0;"
_ENTRY = "padding: 0.2em 0.7em; text-align: {align};"
_HEADING = _ENTRY + " border-bottom: 1px solid currentColor;"
_ROW_HEADING = _ENTRY + " font-weight: normal;"
_NOTE = "padding: 0.3em 0.7em; text-align: left; font-size: smaller;"


def to_html(table: Table, *, latex: bool = False) -> str:
    r"""Set a table as an HTML ``<table>`` with caption and scopes, without script or colour.

    Parameters
    ----------
    table : Table
        Every text in it is escaped.
    latex : bool
        Whether formulas are written as ``\(...\)`` for MathJax or KaTeX. By default they are
        plain text in ``<code>``, which needs nothing loaded.

    Returns
    -------
    str

    Examples
    --------
    >>> from sympy_torch_bridge.render import Cell, Column, Table
    >>> table = Table("a < b", (Column("f"),), [(Cell("x**2", "x^{2}"),)])
    >>> "a &lt; b" in to_html(table), "<code>x**2</code>" in to_html(table)
    (True, True)
    >>> r"\(x^{2}\)" in to_html(table, latex=True)
    True
    """
    parts = [
        f'<table style="{_TABLE}">',
        *([f'<caption style="{_CAPTION}">{escape(table.title)}</caption>'] if table.title else []),
        f"<thead><tr>{''.join(map(_heading, table.columns))}</tr></thead>",
        "<tbody>",
        *(_row(row, table.columns, latex) for row in table.rows),
        "</tbody>",
        *_footer(table),
        "</table>",
    ]
    return "\n".join(parts)


def _heading(column: Column) -> str:
    return f'<th scope="col" style="{_HEADING.format(align=column.align)}">{escape(column.name)}</th>'


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...], latex: bool) -> str:
    first, *rest = (_content(cell, latex) for cell in row)
    style = _ROW_HEADING.format(align=columns[0].align)
    entries = [f'<th scope="row" style="{style}">{first}</th>']
    entries += [
        f'<td style="{_ENTRY.format(align=column.align)}">{content}</td>'
        for content, column in zip(rest, columns[1:], strict=True)
    ]
    return f"<tr>{''.join(entries)}</tr>"


def _content(cell: Cell, latex: bool) -> str:
    if cell.latex is None:
        return escape(cell.text)
    return f"\\({escape(cell.latex)}\\)" if latex else f"<code>{escape(cell.text)}</code>"


def _footer(table: Table) -> list[str]:
    span = len(table.columns)
    notes = [f'<tr><td colspan="{span}" style="{_NOTE}">{escape(note)}</td></tr>' for note in table.notes]
    return ["<tfoot>", *notes, "</tfoot>"] if notes else []
