"""Lines that lead from one rule to others."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..render import Link, Links
from .wording import title, word

__all__ = ["keep_title", "link_nodes", "optional_link"]

# A rule that no page of the project states is named all the same.
_OPTIONAL = "stb-optional"


def link_nodes(line: Links, docname: str) -> nodes.paragraph:
    """Return a paragraph with the name of the line and a link for each rule."""
    paragraph = nodes.paragraph("", classes=["stb-links"])
    if line.name:
        paragraph += [nodes.emphasis("", word(line.name)), nodes.Text(": ")]
    parts: list[nodes.Node] = [_link(link, docname) for link in line.links]
    parts += [nodes.Text(word(line.text))] if line.text else []
    for number, part in enumerate(parts):
        paragraph += [nodes.Text(", "), part] if number else [part]
    return paragraph


def _link(link: Link, docname: str) -> nodes.Node:
    return optional_link(link.id, title(link.title) or link.id, docname)


def optional_link(id_: str, shown: str, docname: str) -> nodes.Node:
    """Return a link to a rule, which is plain text where no page states the rule."""
    facts = {"refdomain": "stb", "reftype": "rule", "reftarget": id_, "refdoc": docname, _OPTIONAL: True}
    return addnodes.pending_xref("", nodes.inline("", shown), refexplicit=True, refwarn=False, **facts)


def keep_title(
    _app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, shown: nodes.Element
) -> nodes.Element | None:
    """Leave the title as text where no page states the rule (handler of ``missing-reference``)."""
    return shown if node.get(_OPTIONAL) else None
