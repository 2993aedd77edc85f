"""Formulas for builders that print plain text."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["PlainMath"]


class PlainMath(SphinxPostTransform):
    """Put the plain reading of a formula where the builder would print LaTeX source.

    Only formulas that this extension made carry such a reading; all others stay as they are.
    """

    default_priority = 400
    formats = ("text", "man")

    def run(self, **_kwargs: Any) -> None:
        """Replace them in one document."""
        for formula in list(self.document.findall(_has_plain_text)):
            formula.parent.replace(formula, nodes.Text(formula["stb-text"]))


def _has_plain_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block) and "stb-text" in node
