"""Arguments that several commands share: formulas, points, domains. Text is parsed, never evaluated."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from ..errors import OptionError
from ..quantity import read_domain, read_formula, read_point

__all__ = ["add_formula", "add_point", "add_sampling", "formula", "point", "sampling"]

formula = read_formula


def add_formula(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Add the positional formula, or several of them."""
    more = "; several in brackets: '[x*y, x + y]'" if several else ""
    parser.add_argument(
        "expr", metavar="EXPR", help=f"a formula in SymPy notation, such as 3*x**2 - 4*x{more}"
    )


def add_point(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add ``--at``."""
    parser.add_argument(
        "--at",
        metavar="x=VALUE",
        action="append",
        required=required,
        help="the point, one NAME=VALUE per variable (repeat the option, or separate by commas)",
    )


def add_sampling(parser: argparse.ArgumentParser) -> None:
    """Add what decides where a check is made."""
    parser.add_argument(
        "--domain",
        metavar="'x in (A, B)'",
        action="append",
        help="interval of a variable, open or closed, for example 'x in [0, oo)' (repeatable)",
    )
    parser.add_argument("--points", type=int, default=24, metavar="N", help="number of points (default 24)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the points (default 0)")


def sampling(arguments: argparse.Namespace, symbols: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a check."""
    if arguments.points < 1:
        raise OptionError("--points", arguments.points, accepted=("a positive number",))
    domain = read_domain(", ".join(arguments.domain), symbols) if arguments.domain else None
    return {"domain": domain, "n_points": arguments.points, "seed": arguments.seed}


def point(arguments: argparse.Namespace, symbols: Mapping[str, Any]) -> dict[Any, Any]:
    """Read ``--at``: ``x=1``, or just ``1`` for the only variable; values are exact, such as ``pi/2``."""
    return read_point(",".join(arguments.at), symbols) if arguments.at else {}
