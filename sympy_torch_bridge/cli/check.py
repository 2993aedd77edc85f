"""``check EXPR --grad CLAIM``: the verdict on a gradient that was derived by hand."""

from __future__ import annotations

import argparse

from ..check import check_gradient
from ..quantity import read_claim, read_formulas, read_symbols
from . import arguments as shared
from . import verdict

__all__ = ["configure", "run"]


# Name of a floating type in torch; None asks for what check_gradient uses.
_TYPES = ("float64", "float32", "complex128", "complex64")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    shared.add_formula(parser, several=True)
    parser.add_argument(
        "--grad",
        metavar="CLAIM",
        action="append",
        required=True,
        help="the claimed derivative; repeat it, in the order of --wrt, for a gradient, and with rows "
        "'[a, b]' for the Jacobian of several formulas or a Hessian",
    )
    parser.add_argument("--wrt", metavar="x,y", help="variables (default: all, in SymPy's order)")
    parser.add_argument(
        "--order", type=int, default=1, metavar="N", help="order of the derivative (default 1; 2: Hessian)"
    )
    parser.add_argument(
        "--dtype",
        choices=_TYPES,
        default="float64",
        help="type that points are rounded to; a complex one takes the variables for complex numbers",
    )
    shared.add_point(parser, required=False)
    shared.add_sampling(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    import torch

    is_real = not arguments.dtype.startswith("complex")
    expr, symbols = read_formulas(arguments.expr, is_real=is_real)
    wrt = read_symbols(arguments.wrt, symbols) if arguments.wrt else list(symbols.values())
    claims = read_claim(arguments.grad, symbols)
    at = shared.point(arguments, symbols)
    report = check_gradient(
        expr,
        claims[0] if len(claims) == 1 and not isinstance(claims[0], tuple) else claims,
        wrt[0] if len(wrt) == 1 else wrt,
        points=[at] if at else None,
        order=arguments.order,
        dtype=getattr(torch, arguments.dtype),
        **shared.sampling(arguments, symbols),
    )
    if arguments.json:
        verdict.print_json(report.to_dict())
    else:
        print(report)
    return verdict.exit_code(report.verdict)
