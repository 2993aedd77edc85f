"""Neutral tables and the formats they can be written in; knows neither SymPy nor torch."""

from __future__ import annotations

from .document import (
    Block,
    Code,
    Document,
    Fact,
    Formula,
    Link,
    Links,
    Section,
    table_from_dict,
    table_to_dict,
)
from .document_formats import DOCUMENT_FORMATS, write_document
from .fit import CUT, fit
from .frame import to_frame
from .html import to_html
from .latex import escape_latex, to_latex
from .markdown import escape_markdown, to_markdown
from .marks import MARKS, WORDS
from .number import format_number, number_cell
from .parts import PARTS
from .rst import escape_rst, to_rst
from .table import Align, Cell, Column, Table
from .text import display_width, one_line, to_text

__all__ = [
    "CUT",
    "DOCUMENT_FORMATS",
    "MARKS",
    "PARTS",
    "WORDS",
    "Align",
    "Block",
    "Cell",
    "Code",
    "Column",
    "Document",
    "Fact",
    "Formula",
    "Link",
    "Links",
    "Section",
    "Table",
    "display_width",
    "escape_latex",
    "escape_markdown",
    "escape_rst",
    "fit",
    "format_number",
    "number_cell",
    "one_line",
    "table_from_dict",
    "table_to_dict",
    "to_frame",
    "to_html",
    "to_latex",
    "to_markdown",
    "to_rst",
    "to_text",
    "write_document",
]
