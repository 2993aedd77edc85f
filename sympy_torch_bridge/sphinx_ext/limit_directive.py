"""``stb:limit``: how the difference quotient of a function tends to its derivative."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .directive import BridgeDirective
from .table_node import table_from_dict, table_nodes, table_to_dict

__all__ = ["LimitDirective"]

_STYLES = ("table", "lines")


class LimitDirective(BridgeDirective):
    """Limit table of the difference quotient; the argument is the formula."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {
        "at": directives.unchanged_required,
        "wrt": directives.unchanged_required,
        "order": directives.unchanged_required,
        "steps": directives.unchanged_required,
        "style": directives.unchanged_required,
        "caption": directives.unchanged,
    }

    def build(self) -> list[nodes.Node]:
        """Return a table, or the lines that a loop would print."""
        style = self.options.get("style", "table")
        if style not in _STYLES:
            raise OptionError("style", style, accepted=_STYLES)
        options = {name: text for name, text in self.options.items() if name not in ("style", "caption")}
        found = self.cache.get(
            {"limit": self.arguments[0], **options}, lambda: _compute(self.arguments[0], options)
        )
        if style == "lines":
            return [nodes.literal_block(found["lines"], found["lines"], language="none")]
        table = {**found["table"], "title": self.options.get("caption", found["table"]["title"])}
        return table_nodes(table_from_dict(table))


def _compute(text: str, options: dict[str, str]) -> dict[str, Any]:
    from ..calculus.limit_table import limit_table
    from .quantity import read_formula, read_numbers, read_point, read_symbols

    expr, symbols = read_formula(text)
    if "at" not in options:
        raise OptionError("at", "", accepted=("a point, as x = 1",))
    at = read_point(options["at"], symbols)
    wrt = read_symbols(options["wrt"], symbols)[0] if "wrt" in options else None
    steps = [float(h) for h in read_numbers(options["steps"])] if "steps" in options else None
    table = limit_table(expr, wrt, at=at, h=steps, order=_order(options.get("order", "1")))
    return {"table": table_to_dict(table.table), "lines": table.to_text("lines")}


def _order(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise OptionError("order", text, accepted=("a positive integer",))
    return int(text)
