"""``functions``: what can be compiled, from the op table."""

from __future__ import annotations

import argparse

from ..ops import OPS
from ..program.operation import call
from ..render import Column, Table, to_text
from . import verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", help="show only functions whose name contains this text")


def run(arguments: argparse.Namespace) -> int:
    """Print one row per record."""
    chosen = [op for op in OPS if not arguments.name or arguments.name.lower() in op.name.lower()]
    rows = [
        (
            op.name,
            call(op.lower).name,
            " x ".join(map(str, op.domain)),
            op.grad,
            "yes" if op.complex else "no",
            op.kink,
        )
        for op in chosen
    ]
    names = ("function", "kernel", "real domain", "gradient", "complex", "where not differentiable")
    if arguments.json:
        keys = ("function", "kernel", "domain", "gradient", "complex", "kink")
        verdict.print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        columns = tuple(Column(name, align="left") for name in names)
        print(to_text(Table(f"{len(rows)} functions", columns, tuple(rows))))
    return verdict.VERIFIED if rows else verdict.INCONCLUSIVE
