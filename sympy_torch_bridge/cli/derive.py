"""``derive EXPR --at x=1``: definition, exact derivative, limit table, autograd and verdict in one page."""

from __future__ import annotations

import argparse
from typing import Any

import sympy
import torch

from .. import symbolic
from ..calculus import autograd
from ..calculus.limit_table import LimitTable, limit_table
from ..check import check_consistency
from ..compilation import compile
from ..errors import MissingInputError, OptionError
from ..quantity import read_symbols
from . import arguments as shared
from . import verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    shared.add_formula(parser)
    shared.add_point(parser, required=True)
    parser.add_argument("--wrt", metavar="x,y", help="variables (default: all)")
    parser.add_argument(
        "--plot", metavar="FILE.svg", help="write the graph with its tangent line (one variable)"
    )
    shared.add_sampling(parser)


def run(arguments: argparse.Namespace) -> int:
    """Tell the whole story."""
    story = _story(arguments)
    if arguments.json:
        verdict.print_json(_as_data(story))
    else:
        print(_as_text(story))
    return verdict.exit_code(_verdict(story))


def _verdict(story: dict[str, Any]) -> str:
    """Return the report's verdict, or inconclusive where the function has no derivative at the point."""
    found: str = story["report"].verdict
    return found if found == "refuted" or all(map(_has_derivative, story["tables"])) else "inconclusive"


def _has_derivative(table: LimitTable) -> bool:
    return table.verdict == "differentiable"


def _story(arguments: argparse.Namespace) -> dict[str, Any]:
    expr, symbols = shared.formula(arguments.expr)
    at = shared.point(arguments, symbols)
    missing = [name for name, s in symbols.items() if s not in at]
    if missing:
        raise MissingInputError(missing, list(symbols), hint="give it a value: --at NAME=VALUE")
    wrt = read_symbols(arguments.wrt, symbols) if arguments.wrt else list(symbols.values())
    tables = [limit_table(expr, s, at=at) for s in wrt]
    return {
        "expr": expr,
        "at": at,
        "wrt": wrt,
        "derivatives": [symbolic.derivative(expr, s) for s in wrt],
        "tables": tables,
        "gradients": _autograd(expr, list(symbols.values()), at, wrt),
        "report": check_consistency(expr, wrt, **shared.sampling(arguments, symbols)),
        "plot": _plot(arguments.plot, expr, at, wrt),
    }


def _autograd(expr: Any, symbols: list[Any], at: dict[Any, Any], wrt: list[Any]) -> list[tuple[float, float]]:
    """Return the gradients in reverse and forward mode at the point."""
    function = compile(expr, symbols)
    inputs = [torch.tensor(float(at[s]), dtype=torch.float64) for s in symbols]
    reverse = autograd.reverse_gradient(function, *inputs)
    forward = autograd.forward_gradient(function, *inputs)
    return [(reverse[symbols.index(s)].item(), forward[symbols.index(s)].item()) for s in wrt]


def _plot(path: str | None, expr: Any, at: dict[Any, Any], wrt: list[Any]) -> str | None:
    if path is None:
        return None
    if len(at) != 1 or len(wrt) != 1:
        raise OptionError("--plot", path, accepted=("a function of one variable",), hint="leave --plot out")
    from ..plot import plot_tangent, save

    save(plot_tangent(expr, at=at[wrt[0]]), path)
    return path


def _as_text(story: dict[str, Any]) -> str:
    expr, wrt, report = story["expr"], story["wrt"], story["report"]
    arguments = ", ".join(str(s) for s in story["at"])
    point = ", ".join(f"{s} = {v}" for s, v in story["at"].items())
    lines = [f"f({arguments}) = {expr}", ""]
    for symbol, derivative, table, (reverse, forward) in zip(
        wrt, story["derivatives"], story["tables"], story["gradients"], strict=True
    ):
        name = f"f'({symbol})" if len(story["at"]) == 1 else f"df/d{symbol}"
        lines += [
            f"{name} = {derivative}",
            "",
            f"at {point}",
            f"  exact derivative (SymPy)    {_value(derivative, story['at'], table)}",
            f"  autograd, reverse mode      {reverse!r}",
            f"  autograd, forward mode      {forward!r}",
            "",
            str(table),
            "",
        ]
    if not all(map(_has_derivative, story["tables"])):
        lines += ["At this point the function has no derivative; what autograd returns is a convention.", ""]
    lines += [f"verdict: {verdict.highlighted(_verdict(story))}", str(report)]
    if story["plot"]:
        lines += ["", f"plot written to {story['plot']}"]
    return "\n".join(lines)


def _value(derivative: Any, at: dict[Any, Any], table: LimitTable) -> str:
    """Return the value at the point, exactly and with 17 digits."""
    if not _has_derivative(table):
        return "none"
    value = derivative.subs(at)
    if value.is_Rational:
        return str(value)
    # SymPy has no number for a derivative it leaves unwritten, as that of a Bessel function by its order.
    number = table.limit if value.has(sympy.Derivative) else value
    return f"{value} = {sympy.N(number, 17)}"


def _as_data(story: dict[str, Any]) -> dict[str, Any]:
    return {
        "expr": str(story["expr"]),
        "at": {str(s): str(v) for s, v in story["at"].items()},
        "derivatives": {str(s): str(d) for s, d in zip(story["wrt"], story["derivatives"], strict=True)},
        "limit_tables": {str(s): t.to_dict() for s, t in zip(story["wrt"], story["tables"], strict=True)},
        "autograd": {
            str(s): {"reverse": r, "forward": f}
            for s, (r, f) in zip(story["wrt"], story["gradients"], strict=True)
        },
        "verdict": _verdict(story),
        "report": story["report"].to_dict(),
        "plot": story["plot"],
    }
