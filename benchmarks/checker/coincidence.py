"""How often a claim that holds no slip is given the name of one.

``python -m benchmarks.checker.coincidence --claims 400`` prints a table. The claims come from edits that no
kind of mistake proposes; of unrelated formulas and of noise every name is false, of edited derivatives a
name may be true: those are counted apart and listed with ``--list``.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy
import torch
from sympy import Rational, acosh, asinh, atan, cos, cosh, erf, exp, log, sin, sinh, sqrt, tan, tanh

import sympy_torch_bridge as stb

__all__ = ["EDITED", "UNRELATED", "Wrong", "named", "wrong_claims"]

x, y = sympy.symbols("x y", positive=True)
DOMAIN = {x: (0.3, 2.5), y: (0.4, 2.0)}

EXPRESSIONS = (
    x**3 * exp(-x), sin(x**2) / x, log(1 + x**2), x * tanh(x), sqrt(1 + x**2) * cos(x), x / (1 + x**2),
    exp(-(x**2) / 2) * (x**2 - 1), log(cosh(x)), 1 / (1 + exp(-x)), x**x, atan(2 * x) * log(x),
    (sin(x) / x) ** 2,
    x**2 * y + sin(x * y), exp(x * y) / (x + y), log(exp(x) + exp(y)), sqrt(x**2 + y**2),
    x * y / (x**2 + y**2),
    x**y, y * log(x / y), (x - y) ** 2 * exp(-y * x), erf(x * y), sinh(x) * asinh(y * x),
    x * log(1 + exp(y * x)),
    sin(x + y) * cos(x - y), acosh(1 + x) * y, tan(x / 3) + x**2 / y,
)  # fmt: skip
"""What the claims pretend to be the derivatives of, by x."""


@dataclass(frozen=True)
class Wrong:
    """A claim by the way it was made."""

    way: str
    expr: Any
    claim: Any


class Noise:
    """The right derivative times a number that looks random and changes with every digit of x."""

    def __init__(self, derivative: Any, symbols: tuple[Any, ...]):
        self._compute = stb.compile(derivative, symbols)

    def __call__(self, *values: torch.Tensor) -> torch.Tensor:
        return self._compute(*values) * (1.5 + torch.sin(1e7 * sum(values)))


def _formula(rng: random.Random, symbols: tuple[Any, ...], depth: int) -> Any:
    if not depth or rng.random() < 0.1:
        return rng.choice([*symbols, *symbols, Rational(rng.randint(1, 9), rng.randint(1, 4))])
    kind = rng.randrange(5)
    first, second = (_formula(rng, symbols, depth - 1) for _ in range(2))
    if kind == 0:
        return first + second
    if kind == 1:
        return first * second
    if kind == 2:
        return first / (1 + second**2)
    if kind == 3:
        return first - second
    return rng.choice([sin, cos, tanh, atan, exp, lambda u: log(1 + u**2), lambda u: sqrt(1 + u**2)])(first)


def _unrelated(rng: random.Random, expr: Any) -> Any:
    return _formula(rng, _symbols(expr), 3)


def _guessed_factor(rng: random.Random, expr: Any) -> Any:
    """The right derivative times a formula with odd numbers in it."""
    odd = _formula(rng, _symbols(expr), 2) + Rational(rng.randint(11, 99), rng.randint(101, 199)) * x
    return expr.diff(x) * odd


def _noise(rng: random.Random, expr: Any) -> Any:
    return Noise(expr.diff(x), _symbols(expr))


def _fitted(rng: random.Random, expr: Any) -> Any:
    """A low-order polynomial with odd coefficients, as from a fit."""
    return sum(Rational(rng.randint(-999, 999), 317) * x**k for k in range(4))


def _subtree(rng: random.Random, expr: Any, formula: Any = None) -> Any:
    """The right derivative with one node replaced by a random formula."""
    derivative = expr.diff(x) if formula is None else formula
    nodes = sorted(set(sympy.preorder_traversal(derivative)), key=sympy.default_sort_key)
    node = rng.choice([node for node in nodes if node.free_symbols and node != derivative])
    return derivative.xreplace({node: _formula(rng, _symbols(expr), 2)})


def _two_subtrees(rng: random.Random, expr: Any) -> Any:
    return _subtree(rng, expr, _subtree(rng, expr))


UNRELATED: dict[str, Callable[[random.Random, Any], Any]] = {
    "unrelated formula": _unrelated, "guessed factor": _guessed_factor, "numbers with noise": _noise,
    "fitted polynomial": _fitted,
}  # fmt: skip
EDITED = {"one node replaced": _subtree, "two nodes replaced": _two_subtrees}


def _symbols(expr: Any) -> tuple[Any, ...]:
    return tuple(sorted(expr.free_symbols, key=str))


def wrong_claims(ways: Any, count: int, seed: int) -> Iterator[Wrong]:
    """Yield ``count`` claims of every way; those with nothing to differentiate are made again."""
    for way in ways:
        rng = random.Random(f"{seed} {way}")
        for number in range(count):
            expr = EXPRESSIONS[number % len(EXPRESSIONS)]
            claim = None
            while claim is None:
                try:
                    claim = {**UNRELATED, **EDITED}[way](rng, expr)
                except (IndexError, ValueError):
                    continue
                if isinstance(claim, sympy.Expr) and (
                    claim.has(sympy.nan, sympy.zoo, sympy.I) or not claim.free_symbols
                ):
                    claim = None
            yield Wrong(way, expr, claim)


def named(wrong: Wrong) -> tuple[str, Any]:
    """Return the verdict on a claim and what its report says about the mistake, if anything."""
    domain = {symbol: DOMAIN[symbol] for symbol in _symbols(wrong.expr)}
    report = stb.check_gradient(wrong.expr, wrong.claim, x, domain=domain)
    return report.verdict, report


def main() -> None:
    """Print how many claims of each way were named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100, help="of each way")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="show what was named")
    options = parser.parse_args()
    table: dict[str, Counter[str]] = {}
    shown = []
    for wrong in wrong_claims([*UNRELATED, *EDITED], options.claims, options.seed):
        verdict, report = named(wrong)
        counts = table.setdefault(wrong.way, Counter())
        counts[verdict] += 1
        if report.mistakes:
            counts["two" if len(report.mistakes) > 1 else "one"] += 1
            shown.append(f"{wrong.way}: {wrong.expr} | {wrong.claim} | {report.diagnosis}")
    print(f"{'claims':20} {'refuted':>8} {'one slip':>9} {'two slips':>10} {'share named':>12}")
    for way, counts in table.items():
        share = (counts["one"] + counts["two"]) / max(1, counts["refuted"])
        print(f"{way:20} {counts['refuted']:8} {counts['one']:9} {counts['two']:10} {share:12.1%}")
    if options.list:
        print(*shown, sep="\n")


if __name__ == "__main__":
    main()
