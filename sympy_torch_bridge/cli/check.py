"""``check EXPR --grad CLAIM``: the verdict on a gradient that was derived by hand."""

from __future__ import annotations

import argparse

from ..check import check_gradient
from ..quantity import read_symbols
from . import arguments as shared
from . import verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    shared.add_formula(parser)
    parser.add_argument(
        "--grad",
        metavar="CLAIM",
        action="append",
        required=True,
        help="the claimed derivative; repeat it, in the order of --wrt, for a gradient",
    )
    parser.add_argument("--wrt", metavar="x,y", help="variables (default: all, in SymPy's order)")
    shared.add_point(parser, required=False)
    shared.add_sampling(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    expr, symbols = shared.formula(arguments.expr)
    wrt = read_symbols(arguments.wrt, symbols) if arguments.wrt else list(symbols.values())
    claims = [shared.claim(text, symbols) for text in arguments.grad]
    at = shared.point(arguments, symbols)
    report = check_gradient(
        expr,
        claims if len(claims) > 1 else claims[0],
        wrt if len(wrt) > 1 else wrt[0],
        points=[at] if at else None,
        **shared.sampling(arguments, symbols),
    )
    if arguments.json:
        verdict.print_json(report.to_dict())
    else:
        print(report)
    return verdict.exit_code(report.verdict)
