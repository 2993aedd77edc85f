"""``stb:rules``: a table of rules, chosen from the catalog or written on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import BridgeError, OptionError
from ..render import Cell, Column, Table
from .directive import BridgeDirective
from .related import optional_link
from .table_node import table_nodes

if TYPE_CHECKING:
    from ..rules import Rule
    from .statement_facts import StatementFacts

__all__ = ["COLUMNS", "RulesDirective"]

COLUMNS = ("id", "title", "statement", "conditions", "shapes", "layout", "source", "verdict")
_HEADINGS = {"title": "name"}


class RulesDirective(BridgeDirective):
    """Table of derivative rules, each checked when the page is built.

    The argument is the caption. ``:tags:`` and ``:ids:`` choose from the catalog; each line of the
    body is a rule of the page itself.
    """

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "tags": directives.unchanged_required,
        "ids": directives.unchanged_required,
        "columns": directives.unchanged_required,
        "no-index": directives.flag,
    }

    def build(self) -> list[nodes.Node]:
        """Return the table."""
        columns = self._columns()
        here = self.get_location()
        own, failures = self._own_rules()
        places = [(self._checked(rule, here), here) for rule in self._catalog_rules()] + own
        if not places:
            return failures or [self.failure(_nothing_chosen())]
        facts = [found for found, _ in places]
        shown = _filled(columns, facts) or _usual_columns(facts)
        heads = [Column(_HEADINGS.get(name, name)) for name in shown]
        rows = [[_cell(f, name) for name in shown] for f in facts]
        table = Table(self.arguments[0] if self.arguments else "", heads, rows)
        replaced: dict[tuple[int, int], list[nodes.Node]] = {}
        if "verdict" in shown:
            replaced = {(i, shown.index("verdict")): [f.verdict.to_node()] for i, f in enumerate(facts)}
        if "id" in shown:
            replaced |= {(i, shown.index("id")): [self._link(f.id)] for i, f in enumerate(facts)}
        result = table_nodes(table, replaced)
        self._add_targets(result[0], places)
        return [*result, *failures]

    def _columns(self) -> tuple[str, ...]:
        names = _words(self.options.get("columns", ""))
        for name in names:
            if name not in COLUMNS:
                raise OptionError("columns", name, accepted=COLUMNS)
        return tuple(names)

    def _catalog_rules(self) -> tuple[Rule, ...]:
        tags, ids = _words(self.options.get("tags", "")), _words(self.options.get("ids", ""))
        if not tags and not ids:
            return ()
        from ..rules import select

        found = select(tags=tags or None, ids=ids or None)
        if not found:
            raise OptionError(
                "tags", " ".join(tags), accepted=("tags that one of the rules in :ids: has",),
                hint=f"a rule is shown if it has all the tags and is one of: {', '.join(ids)}" if ids else "",
            )  # fmt: skip
        # Ids name an order; tags do not.
        return tuple(sorted(found, key=lambda rule: ids.index(rule.id))) if ids else found

    def _own_rules(self) -> tuple[list[tuple[StatementFacts, str]], list[nodes.Node]]:
        """Check the rules of the body; return them with their places, and what replaces unusable lines."""
        rules: list[tuple[StatementFacts, str]] = []
        failures: list[nodes.Node] = []
        for number, line in enumerate(self.content):
            if not line.strip():
                continue
            from .statement import read_rule

            location = self.body_location(number)
            try:
                rule = read_rule(line.strip(), unnamed=self.unnamed(number))
                rules.append((self._checked(rule, location), location))
            except BridgeError as error:
                failures.append(self.failure(error, location))
        return rules, failures

    def _checked(self, rule: Rule, location: str) -> StatementFacts:
        from .statement_facts import facts_of

        facts = facts_of(rule, self.cache, self.settings)
        self.note_check("rule", str(rule), facts.verdict, location=location)
        self.warn_unverified(f"the rule {rule}", facts.verdict, location)
        return facts

    def _link(self, id_: str) -> nodes.Node:
        """Return a link from a row to the entry of its rule, where some page has one."""
        if self.is_unnamed(id_):
            return nodes.Text(id_)
        return optional_link(id_, id_, self.docname)

    def _add_targets(self, table: nodes.Node, places: list[tuple[StatementFacts, str]]) -> None:
        """Make each row with a permanent id a place that can be linked to."""
        if "no-index" in self.options:
            return
        rows = next(table.findall(nodes.tbody)).findall(nodes.row)
        first_cells = [next(row.findall(nodes.paragraph)) for row in rows]
        for paragraph, (fact, location) in zip(first_cells, places, strict=True):
            if not self.is_unnamed(fact.id):
                paragraph.insert(0, self.target(fact, is_main=False, location=location))


def _usual_columns(facts: list[StatementFacts]) -> tuple[str, ...]:
    """Return the columns that have something to say about these rules, without ids and sources."""
    names = ["title"] if any(f.title for f in facts) else []
    # Matrix rules hold wherever their shapes fit.
    middle = ("shapes", "layout") if any(f.shapes for f in facts) else ("conditions",)
    return (*names, "statement", *middle, "verdict")


def _filled(columns: tuple[str, ...], facts: list[StatementFacts]) -> tuple[str, ...]:
    """Return the columns in which at least one of these rules has something to say."""
    return tuple(name for name in columns if name == "verdict" or any(getattr(f, name) for f in facts))


def _cell(facts: StatementFacts, name: str) -> Cell | str:
    if name == "verdict":
        return facts.verdict.label
    value: Cell | str = getattr(facts, name)
    return value


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _nothing_chosen() -> OptionError:
    return OptionError(
        "rules", "", accepted=(":tags:", ":ids:", "rules in the body"),
        hint="a rule in the body is a line such as: d/dx sin(x) = cos(x)",
    )  # fmt: skip
