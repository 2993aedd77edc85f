"""The node of a verdict: a mark and a word, and in HTML a name that a screen reader says in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from .wording import word

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["add_verdict_node", "verdict_node"]


# docutils names classes of nodes in lower case, and its visitors after them.
class verdict_node(nodes.inline):  # noqa: N801
    """An inline text; builders other than those of HTML write it as such."""


def add_verdict_node(app: Sphinx) -> None:
    """Tell Sphinx how HTML shows a verdict."""
    app.add_node(verdict_node, html=(_visit, _depart))


def _visit(self: Any, node: nodes.Element) -> None:
    label = word(f"verdict: {node['word']}")
    self.body.append(self.starttag(node, "span", "", **{"role": "img", "aria-label": label}))


def _depart(self: Any, _node: nodes.Element) -> None:
    self.body.append("</span>")
