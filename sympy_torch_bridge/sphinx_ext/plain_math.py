"""Formulas for builders that print plain text."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .table_node import PLAIN

__all__ = ["PlainMath"]


class PlainMath(SphinxPostTransform):
    """Put the plain reading of a formula where the builder would print LaTeX source.

    Only formulas that this extension made carry such a reading; all others stay as they are.
    """

    default_priority = 400
    formats = ("text", "man")

    def run(self, **_kwargs: Any) -> None:
        """Replace them in one document."""
        found: list[nodes.Element] = [n for n in self.document.findall(nodes.Element) if _has_plain_text(n)]
        for formula in found:
            text = nodes.Text(formula[PLAIN])
            is_display = isinstance(formula, nodes.math_block)
            formula.parent.replace(formula, nodes.block_quote("", _line(text)) if is_display else text)


def _has_plain_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block) and PLAIN in node


def _line(text: nodes.Text) -> nodes.paragraph:
    return nodes.paragraph("", "", text)
