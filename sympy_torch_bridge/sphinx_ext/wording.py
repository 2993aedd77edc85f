"""Texts of the extension in the language of a project."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.locale import get_translation, get_translator

from .. import sentences
from ..sentences import CATALOGUE

__all__ = ["CATALOGUE", "TITLES", "conditions", "is_translated", "localise", "title", "word"]

TITLES = "sympy_torch_bridge_titles"

_title = get_translation(TITLES)
_WORDLESS = (nodes.literal, nodes.literal_block, nodes.doctest_block, nodes.math, nodes.math_block, nodes.raw)


def word(text: str) -> str:
    """Return a text in the language of the project, or as it is where nothing is known of it."""
    return sentences.words_in(get_translator(CATALOGUE), text)


def conditions(text: str) -> str:
    """Return the conditions of a rule in the language of the project."""
    return sentences.conditions_in(get_translator(CATALOGUE), text)


def title(text: str) -> str:
    """Return the title of a rule in the language of the project."""
    return str(_title(text)) if text else text


def is_translated() -> bool:
    """Whether the project is in a language that the extension has words of."""
    return sentences.is_translated(get_translator(CATALOGUE))


def localise(found: Iterable[nodes.Node]) -> None:
    """Put the words of directives and the descriptions of their images into the language of the project."""
    if not is_translated():
        return
    for node in found:
        for text in list(node.findall(nodes.Text)):
            if not isinstance(text.parent, _WORDLESS):
                shown = word(text.astext())
                if shown != text.astext():
                    text.parent.replace(text, nodes.Text(shown))
        for image in node.findall(nodes.image):
            image["alt"] = word(image.get("alt", ""))
