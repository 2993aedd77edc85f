"""Neutral pages as docutils nodes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from docutils import nodes

from ..render import Block, Code, Fact, Formula, Links, Section, Table
from .related import link_nodes
from .table_node import cell_nodes, display_node, table_nodes

__all__ = ["section_nodes"]


def section_nodes(
    section: Section, docname: str, replaced: dict[str, nodes.Node] | None = None
) -> list[nodes.Node]:
    """Return the heading and the content of a section.

    Parameters
    ----------
    section : Section
    docname : str
        The page, which links to rules start from.
    replaced : dict of str to node, optional
        What takes the place of the facts of those names.
    """
    # A rubric and not a section: an entry may stand inside any page, below any heading.
    found: list[nodes.Node] = [nodes.rubric("", section.title)] if section.title else []
    for kind, blocks in groupby(section.blocks, type):
        if kind is Fact:
            found.append(_lines([b for b in blocks if isinstance(b, Fact)], replaced or {}))
        elif kind is Links:
            found += [link_nodes(block, docname) for block in blocks if isinstance(block, Links)]
        else:
            found += [node for block in blocks for node in _block_nodes(block)]
    return found


def _lines(facts: Sequence[Fact], replaced: dict[str, nodes.Node]) -> nodes.Node:
    if len(facts) == 1 and not facts[0].name:
        return nodes.paragraph("", "", *cell_nodes(facts[0].cell))
    lines = []
    for fact in facts:
        content = [replaced[fact.name]] if fact.name in replaced else cell_nodes(fact.cell)
        named = [nodes.emphasis("", fact.name), nodes.Text(": ")] if fact.name else []
        lines.append(nodes.line("", "", *named, *content))
    return nodes.line_block("", *lines)


def _block_nodes(block: Block) -> list[nodes.Node]:
    match block:
        case Formula(cell):
            return [display_node(cell.latex or "", cell.text)]
        case Code(language, text, caption):
            head = [nodes.paragraph("", "", nodes.emphasis("", caption))] if caption else []
            return [*head, nodes.literal_block(text, text, language=language)]
        case Table():
            return table_nodes(block)
        case Fact():
            return [_lines([block], {})]
        case Links():
            raise TypeError(block)
