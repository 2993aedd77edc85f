"""``limit EXPR --at x=1``: the limit table of the difference quotient."""

from __future__ import annotations

import argparse

from ..calculus.limit_table import limit_table
from . import arguments as shared
from . import verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    shared.add_formula(parser)
    shared.add_point(parser, required=True)
    parser.add_argument("--wrt", metavar="NAME", help="the variable that is moved (default: the only one)")
    parser.add_argument("--order", type=int, default=1, help="order of the derivative (default 1)")
    parser.add_argument("--h", metavar="H,H,...", help="steps, separated by commas (default 0.1 to 0.00001)")
    parser.add_argument("--style", choices=("table", "lines"), default="table")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    expr = shared.formula(arguments.expr)
    symbols = shared.variables(expr)
    at = shared.point(arguments.at, symbols)
    wrt = shared.symbol(arguments.wrt, symbols) if arguments.wrt else next(iter(at), None)
    table = limit_table(expr, wrt, at=at, h=steps(arguments.h), order=arguments.order)
    if arguments.json:
        verdict.print_json(table.to_dict())
    else:
        print(table.to_text(arguments.style))
    return verdict.VERIFIED if table.verdict == "differentiable" else verdict.INCONCLUSIVE


def steps(text: str | None) -> list[float] | None:
    """Read the steps; limit_table checks that they are positive."""
    return [float(shared.number(part)) for part in text.split(",")] if text else None
