"""Arguments that several commands share: formulas, points, domains. Text is parsed, never evaluated."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import sympy

from ..domain import Interval
from ..errors import ExpressionSyntaxError, OptionError, UnknownSymbolError
from ..parse import parse_expression
from ..program.traits import free_symbols

__all__ = [
    "add_formula",
    "add_point",
    "add_sampling",
    "domain",
    "formula",
    "number",
    "point",
    "sampling",
    "symbol",
    "variables",
]


def add_formula(parser: argparse.ArgumentParser) -> None:
    """Add the positional formula."""
    parser.add_argument(
        "expr", metavar="EXPR", help='a formula in SymPy notation, for example "3*x**2 - 4*x"'
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
        metavar="x=A:B",
        action="append",
        help="interval of a variable, for example x=0:3 (repeatable)",
    )
    parser.add_argument("--points", type=int, default=24, metavar="N", help="number of points (default 24)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the points (default 0)")


def sampling(arguments: argparse.Namespace, symbols: Sequence[Any]) -> dict[str, Any]:
    """Return the options of a check."""
    if arguments.points < 1:
        raise OptionError("--points", arguments.points, accepted=("a positive number",))
    return {
        "domain": domain(arguments.domain, symbols),
        "n_points": arguments.points,
        "seed": arguments.seed,
    }


def formula(text: str) -> Any:
    """Parse a formula that has a value (not a condition)."""
    return parse_expression(text, allow_relations=False)


def variables(expr: Any) -> list[Any]:
    """Return the symbols of a formula in order."""
    return free_symbols(expr)


def symbol(name: str, symbols: Sequence[Any], *, where: str = "the formula") -> Any:
    """Find a variable by name."""
    for candidate in symbols:
        if candidate.name == name:
            return candidate
    raise UnknownSymbolError(name, [s.name for s in symbols], where=where)


def point(texts: Sequence[str] | None, symbols: Sequence[Any]) -> dict[Any, Any]:
    """Read ``x=1`` (or just ``1`` for the only variable); values are exact numbers such as ``pi/2``."""
    values: dict[Any, Any] = {}
    for text in (part for joined in texts or [] for part in joined.split(",")):
        name, equals, value = text.partition("=")
        if not equals and len(symbols) == 1:
            name, value = symbols[0].name, text
        elif not equals:
            raise OptionError("--at", text, accepted=("NAME=VALUE",), hint="for example --at x=1")
        values[symbol(name.strip(), symbols)] = number(value)
    return values


def domain(texts: Sequence[str] | None, symbols: Sequence[Any]) -> dict[Any, Interval] | None:
    """Read ``x=0:3``."""
    intervals: dict[Any, Interval] = {}
    for text in texts or []:
        name, equals, bounds = text.partition("=")
        lower, colon, upper = bounds.partition(":")
        if not equals or not colon:
            raise OptionError(
                "--domain", text, accepted=("NAME=LOWER:UPPER",), hint="for example --domain x=0:3"
            )
        low, high = float(number(lower)), float(number(upper))
        if not low < high:
            raise OptionError("--domain", text, accepted=("NAME=LOWER:UPPER with LOWER < UPPER",))
        intervals[symbol(name.strip(), symbols)] = Interval(low, high)
    return intervals or None


def number(text: str) -> Any:
    """Read an exact real number."""
    value = parse_expression(text, allow_relations=False)
    if value.free_symbols or value.is_extended_real is not True:
        raise ExpressionSyntaxError(
            text, 0, "a real number is expected here", hint="for example 1, 0.5, 1/3 or pi/2"
        )
    # A decimal typed by a person means that decimal, not the double beside it.
    return sympy.nsimplify(value, rational=True) if value.is_Float else value
