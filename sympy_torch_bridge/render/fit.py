"""Tables for a line of so many characters: columns left out, long cells cut."""

from __future__ import annotations

from collections.abc import Sequence

from .table import Cell, Table
from .text import GAP, display_width, one_line

__all__ = ["CUT", "fit"]

CUT = "…"


def fit(table: Table, width: int, *, least: Sequence[int]) -> Table:
    """Return a table whose text has no line wider than ``width``, as far as that can be had.

    Columns without a single entry are left out, then those after the essential ones, the last first,
    until the rest fits. If the essential ones do not fit either, their cells are cut so that the
    fewest characters are lost; one that its least width has no room for is left out as well. The first
    column names the row and is never cut, the second never left out.

    Parameters
    ----------
    table : Table
    width : int
        Characters of a line.
    least : sequence of int
        To how few characters each of the essential columns, which come first, may be cut.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Column, to_text
    >>> table = Table(
    ...     "",
    ...     [Column("id"), Column("formula"), Column("source")],
    ...     [
    ...         ("sine", "d/dx sin(x) = cos(x)", ""),
    ...         ("seven", "d/dx (x*x*x*x*x*x*x) = 7*x*x*x*x*x*x", ""),
    ...     ],
    ... )
    >>> print(to_text(fit(table, 30, least=(0, 8))))
    id     formula
    -----  -----------------------
    sine   d/dx sin(x) = cos(x)
    seven  d/dx (x*x*x*x*x*x*x) =…
    """
    widths = [_widths(table, i) for i in range(len(table.columns))]
    kept = [i for i, column in enumerate(widths) if i == 0 or any(column[1:])]
    essential = sum(i < len(least) for i in kept)
    while len(kept) > essential and _total([max(widths[i]) for i in kept]) > width:
        kept.pop()
    narrowest = [max(widths[i]) if i == 0 else min(max(widths[i]), least[i]) for i in kept if i < len(least)]
    while len(kept) > 2 and _total(narrowest) > width:
        kept.pop()
        narrowest.pop()
    limits = _limits([widths[i] for i in kept], narrowest, width)
    rows = [[_cut(row[i], limit) for i, limit in zip(kept, limits, strict=True)] for row in table.rows]
    return Table(table.title, [table.columns[i] for i in kept], rows, table.notes)


def _widths(table: Table, column: int) -> list[int]:
    """Return the widths of a heading and of the cells below it."""
    texts = [table.columns[column].name, *(row[column].text for row in table.rows)]
    return [display_width(one_line(text)) for text in texts]


def _total(limits: list[int]) -> int:
    return sum(limits) + len(GAP) * (len(limits) - 1)


def _limits(widths: list[list[int]], narrowest: list[int], width: int) -> list[int]:
    """Return the widths at which the fewest characters of cells are lost."""
    limits = [max(column) for column in widths]
    while _total(limits) > width:
        # One character less costs a character of every cell that is as wide as the column.
        costs = [
            (sum(cell >= limit for cell in column), -limit, i)
            for i, (column, limit) in enumerate(zip(widths, limits, strict=True))
            if limit > narrowest[i]
        ]
        if not costs:
            break
        limits[min(costs)[2]] -= 1
    return limits


def _cut(cell: Cell, limit: int) -> Cell:
    text = one_line(cell.text)
    if display_width(text) <= limit:
        return cell
    while display_width(text) > limit - display_width(CUT):
        text = text[:-1]
    return Cell(f"{text.rstrip()}{CUT}")
