"""``stb:rule``: the entry of one rule, from its statement to the code to copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from ..render import PARTS, WORDS
from .directive import BridgeDirective
from .document_nodes import section_nodes
from .parts import chosen_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rules import Rule
    from .statement_facts import StatementFacts

__all__ = ["RuleDirective"]


class RuleDirective(BridgeDirective):
    """Entry of one rule: the place that ``:stb:rule:`id``` links to.

    The argument is the id. Without a body the rule comes from the catalog; a body of one line
    states a rule of the page itself. ``:parts:`` and ``:without:`` choose what is shown.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "title": directives.unchanged_required,
        "source": directives.unchanged_required,
        "parts": directives.unchanged_required,
        "without": directives.unchanged_required,
        "page": directives.flag,
        "no-index": directives.flag,
    }

    def build(self) -> list[nodes.Node]:
        """Return the heading line and the parts of the entry."""
        from .statement_facts import facts_of

        parts = chosen_parts(self.options.get("parts"), self.options.get("without"), self.settings.parts)
        rule = self._rule()
        facts = facts_of(rule, self.cache, self.settings)
        self.note_check("rule", str(rule), facts.verdict)
        self.warn_unverified(f"the rule {rule}", facts.verdict)
        heading = nodes.paragraph("", "", nodes.strong("", facts.title), nodes.Text(" "))
        heading += nodes.literal("", facts.id)
        if "facts" not in parts:
            # Whatever is left out, the verdict stands.
            heading += [nodes.Text(" "), facts.verdict.to_node()]
        if "no-index" not in self.options:
            heading.insert(0, self.target(facts, is_main=True, is_page="page" in self.options))
        return [nodes.container("", heading, *self._parts(rule, facts, parts), classes=["stb-rule"])]

    def _parts(self, rule: Rule, facts: StatementFacts, parts: Sequence[str]) -> list[nodes.Node]:
        from .entry_parts import entry_of

        entry = entry_of(rule, parts, self.cache, self.settings)
        for flaw in entry.flaws:
            self.warn(f"the rule {rule.id}: {flaw}", WORDS["refuted"])
        reason = f": {entry.reason}" if entry.reason else ""
        verdict = nodes.inline("", "", facts.verdict.to_node(), nodes.Text(reason))
        # The entry is English, as on the command line.
        replaced = {"Verdict": verdict, "Conditions": nodes.Text(facts.conditions)}
        sections = {
            section.name: section_nodes(section, self.docname, replaced)
            for section in entry.document.sections
        }
        if "plot" in parts:
            sections["plot"] = self._plot(rule)
        return [node for name in PARTS for node in sections.get(name, ())]

    def _plot(self, rule: Rule) -> list[nodes.Node]:
        """Return the graph, where there is one."""
        from .entry_parts import graph_of
        from .picture import image_node

        drawing = graph_of(rule, self.cache, self.settings, is_page="page" in self.options)
        if drawing is None:
            return []
        return [image_node(drawing, Path(self.env.doc2path(self.docname)), alt=None, caption=None)]

    def _rule(self) -> Rule:
        from ..rules import select

        id_, lines = self.arguments[0], [line.strip() for line in self.content if line.strip()]
        if not lines:
            (rule,) = select(ids=[id_])
        elif len(lines) == 1:
            from .statement import read_rule

            rule = read_rule(f"{id_}: {lines[0]}", unnamed=id_)
        else:
            raise OptionError(
                "rule", id_, accepted=("a body of one line",), hint="stb:rules takes a rule on each line"
            )
        changed = {name: self.options[name] for name in ("title", "source") if name in self.options}
        return replace(rule, **changed)
