"""``functions``: what can be compiled, from the op table."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence

from ..ops import OPS, REFUSALS
from ..program.record_facts import RecordFacts, facts_of
from ..render import Column, Table, to_text
from . import verdict

__all__ = ["configure", "run"]

_HEADS = ("function", "kernel", "calls", "real domain", "gradient", "complex")
_LEGEND = (
    "kernel: torch and own run on any device, scipy, sympy (exact at whole numbers) and mpmath on the CPU; "
    "mpmath computes number by number",
    "gradient: by torch, by SymPy's formula, or numerical (mpmath's differences); where arguments differ one "
    "word for each, - for whole numbers",
    "complex: yes, no, or value where the value is complex for real arguments",
)
_WIDTH = 110


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", help="show only functions whose name contains this text")


def run(arguments: argparse.Namespace) -> int:
    """Print one row per record."""
    wanted = (arguments.name or "").lower()
    facts = [facts_of(op) for op in sorted(OPS, key=lambda op: op.name.lower()) if wanted in op.name.lower()]
    refused = [refusal for refusal in REFUSALS if wanted in refusal.name.lower()]
    if arguments.json:
        refusals = {refusal.name: [refusal.reason, refusal.instead] for refusal in refused}
        verdict.print_json({"functions": [record.to_dict() for record in facts], "refusals": refusals})
    else:
        print(to_text(_table(facts)))
        for refusal in refused:
            print("\n".join(_wrapped(f"refused: {refusal.name}: {refusal.reason}; {refusal.instead}")))
    return verdict.VERIFIED if facts else verdict.INCONCLUSIVE


def _table(facts: Sequence[RecordFacts]) -> Table:
    rows = [
        (f.function, f.kernel, _cut(f.calls, 30), _cut(f.domain, 28), _cut(f.gradient, 18), f.complex)
        for f in facts
    ]
    notes = [line for text in (*_kinks(facts), *_LEGEND) for line in _wrapped(text)]
    return Table(f"{len(rows)} functions", [Column(head) for head in _HEADS], rows, notes if rows else ())


def _cut(text: str, width: int) -> str:
    """Shorten what a terminal has no room for; the JSON has all of it."""
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _kinks(facts: Sequence[RecordFacts]) -> list[str]:
    """List what is said about kinks, once for all functions of which it is said."""
    names: dict[str, list[str]] = {}
    for record in facts:
        if record.kink:
            names.setdefault(record.kink, []).append(record.function)
    return [f"not smooth: {', '.join(functions)}: {kink}" for kink, functions in names.items()]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ")
