"""``stb:rule``: the entry of one rule, with statement, conditions and verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .directive import BridgeDirective
from .table_node import display_node

if TYPE_CHECKING:
    from ..rules import Rule
    from .statement_facts import StatementFacts

__all__ = ["RuleDirective"]


class RuleDirective(BridgeDirective):
    """Entry of one rule: the place that ``:stb:rule:`id``` links to.

    The argument is the id. Without a body the rule comes from the catalog; a body of one line
    states a rule of the page itself.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "title": directives.unchanged_required,
        "source": directives.unchanged_required,
        "no-index": directives.flag,
    }

    def build(self) -> list[nodes.Node]:
        """Return the heading line, the formula and the list of facts."""
        from .statement_facts import facts_of

        rule = self._rule()
        facts = facts_of(rule, self.cache, self.settings)
        self.warn_unverified(f"the rule {rule}", facts.verdict)
        heading = nodes.paragraph("", "", nodes.strong("", facts.title), nodes.Text(" "))
        heading += nodes.literal("", facts.id)
        if "no-index" not in self.options:
            heading.insert(0, self.target(facts, is_main=True))
        formula = display_node(facts.statement.latex or "", facts.statement.text)
        return [nodes.container("", heading, formula, _lines(facts), classes=["stb-rule"])]

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


def _lines(facts: StatementFacts) -> nodes.line_block:
    """Return one line a fact, the verdict last."""
    lines: list[tuple[str, list[nodes.Node]]] = [
        (name, [nodes.Text(text)])
        for name, text in (
            ("Conditions", facts.conditions),
            ("Shapes", facts.shapes),
            ("Layout", facts.layout and f"{facts.layout} layout"),
            ("Source", facts.source),
        )
        if text
    ]
    reason = facts.verdict.reason
    lines.append(("Verdict", [facts.verdict.to_node(), nodes.Text(f": {reason}" if reason else "")]))
    return nodes.line_block(
        "", *(nodes.line("", "", nodes.emphasis("", name), nodes.Text(": "), *text) for name, text in lines)
    )
