"""What all directives share: warnings with a place, errors that do not stop the build, the cache."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..errors import (
    BridgeError,
    DomainError,
    ExpressionSyntaxError,
    MissingDependencyError,
    NotDifferentiableError,
    UnsupportedFunctionError,
)
from .cache import Cache, cache_of
from .config import Settings
from .entry import Entry
from .page_check import PageCheck
from .target import anchor_of, target_nodes
from .wording import localise

if TYPE_CHECKING:
    from .domain import BridgeDomain
    from .statement_facts import StatementFacts
    from .verdict import Verdict

__all__ = ["BridgeDirective"]

logger = logging.getLogger(__name__)

_UNNAMED = "unnamed"

_KINDS: tuple[tuple[type[BridgeError], str], ...] = (
    (ExpressionSyntaxError, "syntax"),
    (DomainError, "domain"),
    (NotDifferentiableError, "domain"),
    (MissingDependencyError, "missing"),
    (UnsupportedFunctionError, "unsupported"),
)


class BridgeDirective(SphinxDirective, ABC):
    """A directive of the domain ``stb``.

    Subclasses say in :meth:`build` what stands on the page. They import SymPy and torch there and
    nowhere else, so that a build which reads no such page loads neither.
    """

    option_spec: ClassVar[dict[str, Any] | None] = {}

    @abstractmethod
    def build(self) -> list[nodes.Node]:
        """Return the nodes of the page."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes, or an admonition in their place where the directive cannot be understood."""
        try:
            found = self.build()
        except BridgeError as error:
            return [self.failure(error)]
        localise(found)
        self._divide_translation(found)
        return found

    def _divide_translation(self, found: Sequence[nodes.Node]) -> None:
        """Leave what the author wrote to the catalogues of the project, and nothing else."""
        written = {*self.arguments, *self.options.values()}
        for node in (text for top in found for text in top.findall(nodes.TextElement)):
            if node.astext() in written:
                node.rawsource = node.astext()
                node.source, node.line = self.get_source_info()
            elif not isinstance(node, nodes.Inline):
                # Of an inline node the mere presence of the mark would make it a message.
                node["translatable"] = False

    @property
    def domain(self) -> BridgeDomain:
        """The domain, which remembers the rules of each page."""
        return cast("BridgeDomain", self.env.get_domain("stb"))

    @property
    def settings(self) -> Settings:
        """The configuration of the project."""
        return Settings.read(self.config)

    @property
    def cache(self) -> Cache:
        """The results of earlier builds."""
        return cache_of(self.env, self.settings)

    @property
    def docname(self) -> str:
        """The page being read."""
        return self.env.current_document.docname

    def failure(self, error: BridgeError, location: str | None = None) -> nodes.warning:
        """Warn of an error and return what stands on the page instead."""
        kind = next((name for cls, name in _KINDS if isinstance(error, cls)), "option")
        self.warn(str(error), kind, location)
        return nodes.warning("", nodes.paragraph("", str(error).partition("\n")[0]))

    def warn_unverified(self, what: str, verdict: Verdict, location: str | None = None) -> None:
        """Warn unless the verdict is that the statement holds."""
        if not verdict.is_verified:
            message = f"{what} is {verdict.word}" + (f": {verdict.reason}" if verdict.reason else "")
            self.warn(message, verdict.word, location)

    def warn(self, message: str, kind: str, location: str | None = None) -> None:
        """Give a warning of type ``stb.<kind>`` and mark the page, so that the next build gives it again."""
        self.domain.note_flaw(self.docname, kind)
        logger.warning("%s", message, type="stb", subtype=kind, location=location or self.get_location())

    def note_check(
        self,
        kind: str,
        what: str,
        verdict: Verdict,
        *,
        expected: str = "verified",
        location: str | None = None,
    ) -> None:
        """Remember what a page checks, for the list that the builder ``derivatives`` writes."""
        place = location or self.get_location()
        reason = "" if verdict.is_verified else verdict.reason
        self.domain.note_check(
            self.docname, PageCheck(kind, what, verdict.word, verdict.word == expected, reason, place)
        )

    def target(
        self, facts: StatementFacts, *, is_main: bool, is_page: bool = False, location: str | None = None
    ) -> list[nodes.Node]:
        """Remember a rule of this page and return the nodes that mark its place."""
        anchor = anchor_of(facts.id)
        entry = Entry(
            facts.id,
            facts.title,
            facts.statement.text,
            facts.verdict.word,
            self.docname,
            # A rule listed twice on a page has two places; an anchor must be unique in its page.
            anchor if is_main else f"{anchor}-{self.env.new_serialno('stb-row')}",
            is_main,
            location or self.get_location(),
            is_page,
            facts.record,
        )
        self.domain.note_entry(entry)
        return target_nodes(entry)

    def unnamed(self, line: int) -> str:
        """Return an id for a rule of the body to which the author gave none."""
        return f"{_UNNAMED}.line-{self.content.items[line][1] + 1}"

    @staticmethod
    def is_unnamed(rule_id: str) -> bool:
        """Whether the author gave the rule no id, so that nothing can link to it."""
        return rule_id.startswith(f"{_UNNAMED}.")

    def body_location(self, line: int) -> str:
        """Return the place of a line of the body."""
        source, offset = self.content.items[line]
        return f"{source}:{offset + 1}"
