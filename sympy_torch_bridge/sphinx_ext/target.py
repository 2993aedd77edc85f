"""Places in a page that the role ``:stb:rule:`` and the indexes lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from .entry import Entry

__all__ = ["anchor_of", "target_nodes"]


def anchor_of(rule_id: str) -> str:
    """Return the name of a rule's place in its page.

    Examples
    --------
    >>> anchor_of("matrix.quadratic-form")
    'stb-rule-matrix-quadratic-form'
    """
    return "stb-rule-" + re.sub(r"[^a-z0-9]+", "-", rule_id)


def target_nodes(entry: Entry) -> list[nodes.Node]:
    """Return the target and its line in the general index."""
    index = addnodes.index(entries=[("single", f"{entry.title} ({entry.id})", entry.anchor, "", None)])
    return [index, nodes.target("", "", ids=[entry.anchor])]
