"""``stb:counts``: how many rules of the project have each verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..render import MARKS, WORDS
from .directive import BridgeDirective
from .verdict_node import verdict_node
from .wording import word

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from .domain import BridgeDomain

__all__ = ["Counts", "CountsDirective", "counts_node", "pages_with_counts"]


# docutils names classes of nodes in lower case, and its visitors after them.
class counts_node(nodes.paragraph):  # noqa: N801
    """Stands for the counts until all pages are read."""


class CountsDirective(BridgeDirective):
    """One line: the number of rules, and of each verdict among them."""

    def build(self) -> list[nodes.Node]:
        """Return what is replaced when all pages are read."""
        self.domain.note_counts(self.docname)
        return [counts_node()]


class Counts(SphinxPostTransform):
    """Puts the numbers in."""

    default_priority = 390

    def run(self, **_kwargs: Any) -> None:
        """Replace the places of one document."""
        for place in list(self.document.findall(counts_node)):
            domain = cast("BridgeDomain", self.env.get_domain("stb"))
            place.replace_self(_paragraph(Counter(entry.word for entry in domain.entries())))


def pages_with_counts(_app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages to write again once any page was read (handler of ``env-updated``)."""
    return cast("BridgeDomain", env.get_domain("stb")).counting_pages()


def _paragraph(counts: Counter[str]) -> nodes.paragraph:
    total = counts.total()
    line = nodes.paragraph("", word(f"{total} {'rule' if total == 1 else 'rules'}: "))
    for number, (name, verdict) in enumerate(WORDS.items()):
        said = f"{counts[verdict]} {verdict}"
        line += [nodes.Text(", ")] if number else []
        label = f"{MARKS[name]} {word(said)}"
        # That there is none is nothing to be warned of.
        classes = ["stb-verdict", *([f"stb-{verdict}"] if counts[verdict] else [])]
        line += verdict_node("", label, classes=classes, word=said)
    return line
