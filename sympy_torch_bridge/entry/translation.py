"""The entry of a rule in another language: headings, names of lines, conditions and notes."""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations

from ..languages import catalogue
from ..render import Block, Cell, Code, Column, Document, Fact, Formula, Link, Links, Section, Table
from ..rules import title_of
from ..sentences import CATALOGUE, conditions_in, words_in

__all__ = ["document_in"]


def document_in(language: str, document: Document) -> Document:
    """Return a page with its words in a language; formulas, code and citations stay.

    Parameters
    ----------
    language : str
        ``en`` or ``zh``.
    document : Document
        In English; its title is that of a rule, which has a catalogue of its own, and stays.

    Raises
    ------
    OptionError
        There are no words in that language.

    Examples
    --------
    >>> page = Document("tanh", (Section("facts", "Checks", (Fact("Conditions", Cell("x real")),)),))
    >>> section = document_in("zh", page).sections[0]
    >>> section.title, section.blocks[0].name, section.blocks[0].cell.text
    ('检验', '条件', 'x 为实数')
    """
    words = catalogue(CATALOGUE, language)
    sections = (
        Section(s.name, words_in(words, s.title), tuple(_block(words, language, block) for block in s.blocks))
        for s in document.sections
    )
    return Document(document.title, tuple(sections))


def _block(words: NullTranslations, language: str, block: Block) -> Block:
    match block:
        case Fact(name, cell):
            return Fact(words_in(words, name), replace(cell, text=_fact(words, name, cell.text)))
        case Table(title, columns, rows, notes):
            heads = [Column(words_in(words, c.name), c.align, c.math) for c in columns]
            cells = [[_cell(words, cell) for cell in row] for row in rows]
            return Table(words_in(words, title), heads, cells, [words_in(words, note) for note in notes])
        case Links(name, links, text):
            named = tuple(Link(link.id, title_of(link.title, language)) for link in links)
            return Links(words_in(words, name), named, words_in(words, text))
        case Formula() | Code():
            return block


def _fact(words: NullTranslations, name: str, text: str) -> str:
    if name == "Conditions":
        return conditions_in(words, text)
    if name == "Verdict":
        # A reason follows the verdict of a rule that does not hold.
        verdict, colon, reason = text.partition(": ")
        return words_in(words, verdict) + words_in(words, f"{colon}{reason}")
    return words_in(words, text)


def _cell(words: NullTranslations, cell: Cell) -> Cell:
    return cell if cell.latex is not None else replace(cell, text=words_in(words, cell.text))
