"""``stb:notations``: the equivalent ways to write a derivative."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .directive import BridgeDirective
from .table_node import display_node, table_nodes

__all__ = ["NotationsDirective"]

_STYLES = ("table", "line")


class NotationsDirective(BridgeDirective):
    """Notations for the derivative of a function of one variable, or with ``:partial:`` of several.

    The arguments are names: function, variable, and the variable that stands for the value.
    """

    optional_arguments = 3
    option_spec: ClassVar[dict[str, Any] | None] = {
        "partial": directives.flag,
        "order": directives.unchanged_required,
        "style": directives.unchanged_required,
        "caption": directives.unchanged,
    }

    def build(self) -> list[nodes.Node]:
        """Return a table, or one line with all of them."""
        from ..calculus.notation import (
            derivative_notations,
            notation_latex,
            notation_table,
            notation_text,
            partial_notations,
        )

        style = self.options.get("style", "table")
        if style not in _STYLES:
            raise OptionError("style", style, accepted=_STYLES)
        notations_of = partial_notations if "partial" in self.options else derivative_notations
        names = dict(zip(("function", "variable", "dependent"), self.arguments, strict=False))
        notations = notations_of(**names, order=self._order())
        if style == "table":
            return table_nodes(notation_table(notations, self.options.get("caption", "")))
        return [display_node(notation_latex(notations), notation_text(notations))]

    def _order(self) -> int:
        text = self.options.get("order", "1")
        if not text.isascii() or not text.isdigit():
            raise OptionError("order", text, accepted=("a positive integer",))
        return int(text)
