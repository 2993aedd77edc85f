"""``stb:functions``: tables of the functions that can be compiled, with their measured accuracy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from ..render import Column, Table, format_number, table_from_dict, table_to_dict
from .directive import BridgeDirective
from .table_node import table_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ops import Op

__all__ = ["FunctionsDirective"]

_HEADS = (
    Column("function"),
    Column("kernel"),
    Column("real domain"),
    Column("gradient"),
    Column("complex"),
    Column("ulp", "right"),
    Column("reference"),
)


class FunctionsDirective(BridgeDirective):
    """One table for each family of the op table, or for those named in ``:families:``.

    The column *ulp* is measured when the page is built: the largest error of the value in units in the
    last place of a double, against mpmath, at points drawn from the domain and those of the record.
    """

    option_spec: ClassVar[dict[str, Any] | None] = {"families": directives.unchanged_required}

    def build(self) -> list[nodes.Node]:
        """Return the tables."""
        wanted = self.options.get("families", "").replace(",", " ").split()
        found = self.cache.get({"functions": wanted}, lambda: _compute(wanted))
        return [node for table in found["tables"] for node in table_nodes(table_from_dict(table))]


def _compute(wanted: list[str]) -> dict[str, Any]:
    from ..ops import FAMILIES, REFUSALS

    for name in wanted:
        if name not in FAMILIES:
            raise OptionError("families", name, accepted=list(FAMILIES))
    tables = [_table(name, FAMILIES[name]) for name in wanted or FAMILIES]
    if not wanted:
        rows = [(refusal.name, refusal.reason, refusal.instead) for refusal in REFUSALS]
        tables.append(Table("Refused", [Column("function"), Column("why"), Column("instead")], rows))
    return {"tables": [table_to_dict(table) for table in tables]}


def _table(name: str, records: Sequence[Op]) -> Table:
    from importlib import import_module

    ops = sorted(records, key=lambda op: op.name.lower())
    first_line = (import_module(f"..ops.{name}", __package__).__doc__ or name).partition("\n")[0]
    title = first_line.removeprefix("Records of ").partition(":")[0].rstrip(".")
    return Table(title[:1].upper() + title[1:], _HEADS, [_row(op) for op in ops], _notes(ops))


def _row(op: Op) -> list[str]:
    from ..accuracy.record_accuracy import largest_ulp
    from ..program.record_facts import facts_of

    facts = facts_of(op)
    error = largest_ulp(op)
    measured = "not measured" if math.isnan(error) else format_number(error, 2)
    return [
        facts.function,
        facts.kernel if facts.kernel != "torch" else facts.calls,
        facts.domain,
        facts.gradient,
        facts.complex,
        measured,
        ", ".join(filter(None, (facts.source, _witness(op)))),
    ]


def _witness(op: Op) -> str:
    """Name the function of mpmath that the value is compared with, if it is one function alone."""
    import mpmath

    names = sorted(name for name, value in vars(mpmath).items() if callable(value) and value == op.reference)
    return f"mpmath.{names[0]}" if names else ""


def _notes(ops: Sequence[Op]) -> list[str]:
    """Return what the records say about kinks and kernels, each text once."""
    names: dict[str, list[str]] = {}
    for op in ops:
        for text in filter(None, (op.kink, op.notes)):
            names.setdefault(text, []).append(op.name)
    return [f"{', '.join(functions)}: {text}." for text, functions in names.items()]
