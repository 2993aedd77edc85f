"""``limit EXPR --at x=1``: the limit table of the difference quotient."""

from __future__ import annotations

import argparse

from ..calculus.limit_table import limit_table
from ..errors import MissingInputError
from ..quantity import read_numbers, read_symbols
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
    expr, symbols = shared.formula(arguments.expr)
    at = shared.point(arguments, symbols)
    missing = [name for name, symbol in symbols.items() if symbol not in at]
    if missing:
        raise MissingInputError(missing, list(symbols), hint="give it a value: --at NAME=VALUE")
    wrt = read_symbols(arguments.wrt, symbols)[0] if arguments.wrt else next(iter(at), None)
    steps = [float(h) for h in read_numbers(arguments.h)] if arguments.h else None
    table = limit_table(expr, wrt, at=at, h=steps, order=arguments.order)
    if arguments.json:
        verdict.print_json(table.to_dict())
    else:
        print(table.to_text(arguments.style))
    return verdict.VERIFIED if table.verdict == "differentiable" else verdict.INCONCLUSIVE
