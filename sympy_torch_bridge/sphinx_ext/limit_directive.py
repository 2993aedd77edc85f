"""``stb:limit``: how the difference quotient of a function tends to its derivative."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import MissingInputError, OptionError
from ..render import Table, table_from_dict, table_to_dict
from .directive import BridgeDirective
from .page_check import PageCheck
from .table_node import table_nodes

__all__ = ["LimitDirective"]

_STYLES = ("table", "full", "lines")
VERDICTS = ("differentiable", "kink", "vertical tangent", "jump", "one-sided", "oscillating", "undecided")
# What a first lesson needs; the errors and their explanation are in the full table.
_COMPACT = ("h", "forward", "backward", "central")


class LimitDirective(BridgeDirective):
    """Limit table of the difference quotient; the argument is the formula."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "at": directives.unchanged_required,
        "wrt": directives.unchanged_required,
        "order": directives.unchanged_required,
        "steps": directives.unchanged_required,
        "style": directives.unchanged_required,
        "caption": directives.unchanged,
        "expect": directives.unchanged_required,
    }

    def build(self) -> list[nodes.Node]:
        """Return a table, in short or in full, or the lines that a loop would print."""
        style = self.options.get("style", "table")
        if style not in _STYLES:
            raise OptionError("style", style, accepted=_STYLES)
        options = {
            name: text for name, text in self.options.items() if name not in ("style", "caption", "expect")
        }
        found = self.cache.get(
            {"limit": self.arguments[0], **options}, lambda: _compute(self.arguments[0], options)
        )
        self._compare(found["verdict"])
        if style == "lines":
            return [nodes.literal_block(found["lines"], found["lines"], language="none")]
        table = table_from_dict(found["table"])
        if style == "table":
            table = _compact(table, found["conclusions"])
        return table_nodes(replace(table, title=self.options.get("caption", table.title)))

    def _compare(self, word: str) -> None:
        """Remember the verdict, and warn where it is not the one that the page names."""
        expected = self.options.get("expect", word)
        if expected not in VERDICTS:
            raise OptionError("expect", expected, accepted=VERDICTS)
        what = f"{self.arguments[0]} at {self.options['at']}"
        check = PageCheck("limit", what, word, word == expected, "", self.get_location())
        self.domain.note_check(self.docname, check)
        if word != expected:
            self.warn(f"the limit of {what} is {word} where :expect: says {expected}", "unexpected")


def _compute(text: str, options: dict[str, str]) -> dict[str, Any]:
    from ..calculus.limit_table import limit_table
    from ..quantity import read_formula, read_numbers, read_point, read_symbols

    expr, symbols = read_formula(text)
    if "at" not in options:
        raise OptionError("at", "", accepted=("a point, as x = 1",))
    at = read_point(options["at"], symbols)
    missing = [name for name, symbol in symbols.items() if symbol not in at]
    if missing:
        raise MissingInputError(missing, list(symbols), hint="give it a value: :at: NAME = VALUE")
    wrt = read_symbols(options["wrt"], symbols)[0] if "wrt" in options else None
    steps = [float(h) for h in read_numbers(options["steps"])] if "steps" in options else None
    table = limit_table(expr, wrt, at=at, h=steps, order=_order(options.get("order", "1")))
    return {
        "table": table_to_dict(table.to_table()),
        "lines": table.to_text("lines"),
        "verdict": table.verdict,
        # The limit, where there is one, and the verdict come first.
        "conclusions": 1 if table.limit is None else 2,
    }


def _compact(table: Table, conclusions: int) -> Table:
    kept = [i for i, column in enumerate(table.columns) if column.name in _COMPACT]
    return Table(
        table.title,
        [table.columns[i] for i in kept],
        [[row[i] for i in kept] for row in table.rows],
        table.notes[:conclusions],
    )


def _order(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise OptionError("order", text, accepted=("a positive integer",))
    return int(text)
