"""``compile EXPR``: the torch source of a formula."""

from __future__ import annotations

import argparse

from ..compilation import compile
from ..parse import parse_expression
from ..quantity import read_symbols
from . import arguments as shared
from . import verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    shared.add_formula(parser)
    parser.add_argument(
        "--derivative", metavar="NAME", help="show the derivative with respect to this variable"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the source."""
    function = compile(parse_expression(arguments.expr))
    if arguments.derivative:
        known = {symbol.name: symbol for symbol in function.inputs}
        function = function.derivative(*read_symbols(arguments.derivative, known))
    if arguments.json:
        inputs = [str(s) for s in function.inputs]
        operations = function.program.operation_count
        verdict.print_json(
            {
                "expr": str(function.expr),
                "inputs": inputs,
                "operations": operations,
                "source": function.source,
            }
        )
    else:
        print(function.source)
    return verdict.VERIFIED
