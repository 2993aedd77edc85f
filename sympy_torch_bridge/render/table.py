"""A table as data: what it says, free of how it will be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Align", "Cell", "Column", "Table"]

Align = Literal["left", "right", "center"]
_ALIGNMENTS = ("left", "right", "center")


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column and how its cells are set.

    Parameters
    ----------
    name : str
        Heading, plain text.
    align : {"left", "right", "center"}
        Numbers go to the right, words to the left.
    math : bool
        Whether a cell given as a plain string is LaTeX wherever LaTeX can be shown.

    Raises
    ------
    ValueError
        ``align`` is none of the three words.
    """

    name: str
    align: Align = "left"
    math: bool = False

    def __post_init__(self) -> None:
        if self.align not in _ALIGNMENTS:
            raise ValueError(
                f"column {self.name!r}: align={self.align!r} is not one of {', '.join(_ALIGNMENTS)}"
            )


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry: its plain text and, where it is a formula, its LaTeX.

    Parameters
    ----------
    text : str
        What terminals show, and every format that knows no LaTeX.
    latex : str, optional
        The same as LaTeX, without dollar signs. ``None`` marks an entry that is no formula.
    """

    text: str
    latex: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled grid of cells with notes below it.

    Parameters
    ----------
    title : str
        Caption; may be empty.
    columns : sequence of Column
        At least one.
    rows : sequence of sequences of Cell or str
        Each as long as ``columns``. A string becomes a cell; in a ``math`` column it is both the
        text and the LaTeX.
    notes : sequence of str
        Sentences set below the table.

    Raises
    ------
    ValueError
        There is no column, or a row has another number of cells than there are columns.

    Examples
    --------
    >>> columns = (Column("x", "right"), Column("value", math=True))
    >>> table = Table("squares", columns, [("2", Cell("2^2", "2^{2}"))])
    >>> table.rows[0]
    (Cell(text='2', latex=None), Cell(text='2^2', latex='2^{2}'))
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell | str]],
        notes: Sequence[str] = (),
    ) -> None:
        if not columns:
            raise ValueError(f"table {title!r} has no column")
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "columns", tuple(columns))
        object.__setattr__(self, "rows", tuple(self._cells(row, number) for number, row in enumerate(rows)))
        object.__setattr__(self, "notes", tuple(notes))

    def _cells(self, row: Sequence[Cell | str], number: int) -> tuple[Cell, ...]:
        if len(row) != len(self.columns):
            raise ValueError(
                f"table {self.title!r}: row {number} has {len(row)} cells for {len(self.columns)} columns"
            )
        return tuple(
            entry if isinstance(entry, Cell) else Cell(entry, entry if column.math else None)
            for entry, column in zip(row, self.columns, strict=True)
        )
