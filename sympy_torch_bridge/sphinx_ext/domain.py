"""The Sphinx domain ``stb``: its directives, its role, and what it remembers of each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from .check_directive import CheckDirective
from .counts import CountsDirective
from .entry import Entry
from .functions_directive import FunctionsDirective
from .limit_directive import LimitDirective
from .notation_directive import NotationsDirective
from .plot_directives import ErrorsDirective, SecantsDirective, TangentDirective
from .rule_directive import RuleDirective
from .rule_index import RuleIndex
from .rules_directive import RulesDirective
from .wording import CATALOGUE

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .page_check import PageCheck

__all__ = ["BridgeDomain"]

logger = logging.getLogger(__name__)
_ = get_translation(CATALOGUE)


class BridgeDomain(Domain):
    """Derivative rules that a page states, with the verdict of the build."""

    name = "stb"
    label = _("Derivative rules")
    object_types: ClassVar = {"rule": ObjType(_("derivative rule"), "rule")}
    roles: ClassVar = {"rule": XRefRole(innernodeclass=nodes.inline, warn_dangling=True)}
    directives: ClassVar = {
        "check": CheckDirective,
        "counts": CountsDirective,
        "errors": ErrorsDirective,
        "functions": FunctionsDirective,
        "limit": LimitDirective,
        "notations": NotationsDirective,
        "rule": RuleDirective,
        "rules": RulesDirective,
        "secants": SecantsDirective,
        "tangent": TangentDirective,
    }
    indices: ClassVar = [RuleIndex]
    dangling_warnings: ClassVar = {"rule": "no page states the derivative rule '%(target)s'"}
    # All by page, so that a page read again or read in another process replaces exactly its own part.
    initial_data: ClassVar = {"entries": {}, "flaws": {}, "checks": {}, "counts": {}}
    data_version = 2

    @property
    def _by_page(self) -> dict[str, list[Entry]]:
        entries: dict[str, list[Entry]] = self.data["entries"]
        return entries

    @property
    def _flaws(self) -> dict[str, set[str]]:
        flaws: dict[str, set[str]] = self.data["flaws"]
        return flaws

    @property
    def _checks(self) -> dict[str, list[PageCheck]]:
        checks: dict[str, list[PageCheck]] = self.data["checks"]
        return checks

    def note_check(self, docname: str, check: PageCheck) -> None:
        """Remember what a page checks."""
        self._checks.setdefault(docname, []).append(check)

    def note_counts(self, docname: str) -> None:
        """Remember that a page shows how many rules have each verdict."""
        self.data["counts"][docname] = True

    def counting_pages(self) -> list[str]:
        """Return the pages that depend on the verdicts of all others."""
        return sorted(self.data["counts"])

    def checks(self) -> list[PageCheck]:
        """Return all checks, page by page."""
        return [check for docname in sorted(self._checks) for check in self._checks[docname]]

    def note_entry(self, entry: Entry) -> None:
        """Remember that a page states a rule."""
        self._by_page.setdefault(entry.docname, []).append(entry)

    def note_flaw(self, docname: str, kind: str) -> None:
        """Remember that a page holds something a warning was given for."""
        self._flaws.setdefault(docname, set()).add(kind)

    def flawed_pages(self) -> Set[str]:
        """Return the pages that must be read again, so that their warnings are not forgotten."""
        pairs = (*self._rivals(), *self._contradictions())
        return {*self._flaws, *(entry.docname for pair in pairs for entry in pair)}

    def entries(self) -> list[Entry]:
        """Return one entry a rule, sorted by id: the one that links lead to."""
        best: dict[str, Entry] = {}
        for entry in self._all():
            if entry.id not in best or entry.rank < best[entry.id].rank:
                best[entry.id] = entry
        return [best[name] for name in sorted(best)]

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for part in self.initial_data:
            self.data[part].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process found on some pages."""
        for part in self.initial_data:
            found = otherdata[part]
            self.data[part].update({name: found[name] for name in docnames if name in found})

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Link ``:stb:rule:`id``` to the entry, showing the rule's name where the author gave no text."""
        entry = next((e for e in self.entries() if e.id == target), None)
        if entry is None:
            return None
        is_chosen = node.get("refexplicit") or contnode.astext() != target
        shown = contnode if is_chosen else nodes.inline("", entry.title)
        return make_refnode(builder, fromdocname, entry.docname, entry.anchor, shown, entry.statement)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Link ``:any:`id```."""
        found = self.resolve_xref(env, fromdocname, builder, "rule", target, node, contnode)
        return [] if found is None else [("stb:rule", found)]

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield what ``objects.inv`` and the search list."""
        for entry in self.entries():
            yield entry.id, entry.title, "rule", entry.docname, entry.anchor, 1

    def check_consistency(self) -> None:
        """Warn of two pages that both claim to be the entry of one rule, and of one id for two rules."""
        for first, second in self._rivals():
            logger.warning(
                "the rule '%s' has its entry at %s already; give one of the two the option :no-index:",
                second.id, first.location, type="stb", subtype="duplicate", location=second.location,
            )  # fmt: skip
        for first, second in self._contradictions():
            logger.warning(
                "the id '%s' has another statement at %s: %s; give this rule an id of its own",
                second.id, first.location, first.statement,
                type="stb", subtype="duplicate", location=second.location,
            )  # fmt: skip

    def _all(self) -> Iterator[Entry]:
        for entries in self._by_page.values():
            yield from entries

    def _contradictions(self) -> Iterator[tuple[Entry, Entry]]:
        """Yield the entry that links to an id lead to with each place where the id means another rule."""
        chosen = {entry.id: entry for entry in self.entries()}
        for entry in sorted(self._all(), key=lambda e: e.rank):
            if entry.statement != chosen[entry.id].statement:
                yield chosen[entry.id], entry

    def _rivals(self) -> Iterator[tuple[Entry, Entry]]:
        """Yield the first main entry of a rule with each further one of its kind.

        The page of a rule and an entry of it inside a chapter are no rivals: links lead to the page.
        """
        first: dict[tuple[str, bool], Entry] = {}
        for entry in sorted((e for e in self._all() if e.is_main), key=lambda e: e.rank):
            known = first.setdefault((entry.id, entry.is_page), entry)
            if known is not entry:
                yield known, entry
