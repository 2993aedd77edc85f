"""A page as data: a title, and sections of lines, code and tables, free of how they will be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .table import Cell, Column, Table

__all__ = [
    "Block",
    "Code",
    "Document",
    "Fact",
    "Formula",
    "Link",
    "Links",
    "Section",
    "table_from_dict",
    "table_to_dict",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A named line: ``Conditions: x real``.

    Parameters
    ----------
    name : str
        May be empty.
    cell : Cell
    """

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on a line of its own."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Code:
    """Text to copy.

    Parameters
    ----------
    language : str
        As Pygments calls it.
    text : str
    caption : str
    """

    language: str
    text: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page by its id.

    Parameters
    ----------
    id, title : str
    """

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Links:
    """A named line that leads to other pages: ``Uses: chain rule (rule.chain), and 2 more``.

    Parameters
    ----------
    name : str
        May be empty.
    links : tuple of Link
    text : str
        Plain words after the links.
    """

    name: str
    links: tuple[Link, ...]
    text: str = ""


Block = Fact | Formula | Code | Table | Links


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Parameters
    ----------
    name : str
        By which it is asked for.
    title : str
        Heading; empty for what stands right below the title of the page.
    blocks : tuple of Fact, Formula, Code, Table or Links
    """

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page.

    Parameters
    ----------
    title : str
    sections : tuple of Section

    Examples
    --------
    >>> page = Document("Sine", (Section("facts", "", (Fact("Conditions", Cell("x real")),)),))
    >>> Document.from_dict(page.to_dict()) == page
    True
    """

    title: str
    sections: tuple[Section, ...]

    def only(self, names: Sequence[str]) -> Document:
        """Return the page with these sections alone, in its own order."""
        return Document(self.title, tuple(s for s in self.sections if s.name in names))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "title": self.title,
            "sections": [
                {"name": s.name, "title": s.title, "blocks": [_block_to_dict(b) for b in s.blocks]}
                for s in self.sections
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """Return the page that :meth:`to_dict` was written of."""
        sections = (
            Section(s["name"], s["title"], tuple(_block_from_dict(b) for b in s["blocks"]))
            for s in data["sections"]
        )
        return cls(data["title"], tuple(sections))


def table_to_dict(table: Table) -> dict[str, Any]:
    """Return a table as data for JSON."""
    return {
        "title": table.title,
        "columns": [[column.name, column.align, column.math] for column in table.columns],
        "rows": [[[cell.text, cell.latex] for cell in row] for row in table.rows],
        "notes": list(table.notes),
    }


def table_from_dict(data: Mapping[str, Any]) -> Table:
    """Return the table that :func:`table_to_dict` was given."""
    columns = [Column(*column) for column in data["columns"]]
    return Table(
        data["title"], columns, [[Cell(*cell) for cell in row] for row in data["rows"]], data["notes"]
    )


def _block_to_dict(block: Block) -> dict[str, Any]:
    match block:
        case Fact(name, cell):
            return {"kind": "fact", "name": name, "text": cell.text, "latex": cell.latex}
        case Formula(cell):
            return {"kind": "formula", "text": cell.text, "latex": cell.latex}
        case Code(language, text, caption):
            return {"kind": "code", "language": language, "text": text, "caption": caption}
        case Links(name, links, text):
            return {"kind": "links", "name": name, "links": [[x.id, x.title] for x in links], "text": text}
        case Table():
            return {"kind": "table", **table_to_dict(block)}


def _block_from_dict(data: Mapping[str, Any]) -> Block:
    match data["kind"]:
        case "fact":
            return Fact(data["name"], Cell(data["text"], data["latex"]))
        case "formula":
            return Formula(Cell(data["text"], data["latex"]))
        case "code":
            return Code(data["language"], data["text"], data["caption"])
        case "links":
            return Links(data["name"], tuple(Link(*link) for link in data["links"]), data["text"])
        case _:
            return table_from_dict(data)
