"""How long an expression takes on its way to a value and a gradient: each step by itself.

``python -m benchmarks.speed.translation [--json FILE] [--repeats N]``. Each repeat makes new expressions,
since SymPy and this library remember what they have seen; times are medians, by the time of the thread.

``python -m benchmarks.speed.translation --into docs/explanation/generated`` writes the table of the
documentation instead: until the first result, beside other packages.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks

from .first_results import CONTESTANTS, NO_LIBRARY, first_results, printed, written
from .workloads import arm

__all__ = ["measured"]

Formula = tuple[Any, Sequence[Any]]
POINTS = 100


def shared(seed: int) -> Formula:
    """Return the entries of the mass matrix of an arm of 11 links, summed: much is shared."""
    expr, inputs = _arm()
    names = {s: sp.Symbol(f"{s}_{seed}", positive=s.is_positive) for s in inputs}
    return expr.xreplace(names), list(names.values())


@cache
def _arm() -> Formula:
    return arm(11)


def flat(seed: int, terms: int = 10_000) -> Formula:
    """Return a sum of distinct terms of five operations: nothing is shared."""
    chance, x = random.Random(seed), sp.symbols("x0:20")
    found: dict[Any, None] = {}  # in order
    while len(found) < terms:
        a, b = chance.choice(x), chance.choice(x)
        inner = a * chance.randint(2, 99) + b * chance.randint(100, 999)
        found[sp.sin(inner, evaluate=False) * chance.choice(x)] = None  # asking for zeros takes a minute
    return sp.Add(*found, evaluate=False), x


def deep(seed: int, levels: int = 17_000) -> Formula:
    """Return a chain ``sin(a*u + b)`` of so many levels."""
    chance, x, y = random.Random(seed), sp.Symbol("x"), sp.Symbol("y")
    expr: Any = x
    for _ in range(levels):
        inner = sp.Add(sp.Mul(y, expr, evaluate=False), sp.Integer(chance.randint(2, 9)), evaluate=False)
        expr = sp.sin(inner, evaluate=False)
    return expr, [x, y]


def nested(seed: int) -> Formula:
    """Return a chain of 3,000 levels."""
    return deep(seed, 1000)


def thousand(seed: int, count: int = 110) -> Formula:
    """Return a sum of 1,000 operations, of the functions of a formula that a person writes."""
    chance, x = random.Random(seed), sp.symbols("x0:8")
    kinds = (sp.sin, sp.cos, sp.exp, sp.tanh, sp.sqrt, sp.log)
    terms = []
    for _ in range(count):
        a, b, c = chance.choice(x), chance.choice(x), chance.choice(x)
        inner = a * chance.randint(1, 9) + b**2 * chance.randint(10, 99) + 1
        terms.append(chance.choice(kinds)(inner) * c ** chance.randint(2, 5) / (1 + b**2))
    return sp.Add(*terms, evaluate=False), x


FORMULAS: dict[str, Callable[[int], Formula]] = {
    "shared": shared, "flat": flat, "deep": deep, "thousand": thousand,
}  # fmt: skip
# Of the documentation: the formulas, and the heads of their columns.
COLUMNS: dict[str, str] = {
    "thousand": "1,000 operations, distinct",
    "shared": "44,000 operations, of which 1,800 distinct",
    "flat": "59,000 operations, distinct",
    "nested": "3,000 levels deep",
}


def tree_operations(expr: Any) -> int:
    """Count the operations of the tree, each argument of a sum or product beyond the first being one."""
    counts: dict[int, int] = {}
    stack = [(expr, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            own = max(len(node.args) - 1, 1) if node.args else 0
            counts[id(node)] = own + sum(counts[id(a)] for a in node.args)
        elif id(node) not in counts:
            stack.append((node, True))
            stack.extend((a, False) for a in node.args)
    return counts[id(expr)]


class _Steps:
    """Times by the names of steps."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    def timed(self, name: str, run: Callable[[], Any]) -> Any:
        start = time.thread_time()
        result = run()
        self.times[name] = time.thread_time() - start
        return result


def measured(formula: Formula) -> dict[str, float]:
    """Return the seconds of each step, and of first calls from the expression on."""
    expr, inputs = formula
    points = [torch.rand(POINTS, dtype=torch.float64) + 0.5 for _ in inputs]
    steps = _Steps()
    function = steps.timed("compile", lambda: stb.compile(expr, inputs, backend="fused"))
    fused = steps.timed("expansion", lambda: function._evaluator.fused(torch.float64))
    joint = steps.timed("reverse", lambda: fused.with_gradient)
    steps.timed("simplifying", lambda: joint.simplified)
    steps.timed("plan", lambda: joint.plan(points))
    steps.timed("evaluation", lambda: function.value_and_grad(*points))
    for backend in ("eager", "fused", "auto"):
        steps.timed(f"first call, {backend}", lambda b=backend: stb.compile(expr, inputs, backend=b)(*points))
        steps.timed(
            f"first gradient, {backend}",
            lambda b=backend: stb.compile(expr, inputs, backend=b).value_and_grad(*points),
        )
    with mock.patch.object(blocks, "native_library", lambda: NO_LIBRARY):
        steps.timed("first call, blocks", lambda: stb.compile(expr, inputs, backend="fused")(*points))
        steps.timed(
            "first gradient, blocks",
            lambda: stb.compile(expr, inputs, backend="fused").value_and_grad(*points),
        )
    return steps.times


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one row a step, one column a formula, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formulas", nargs="*", default=list(FORMULAS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--into", type=Path, help="the folder of the table of the documentation")
    parser.add_argument("--only", metavar="CONTESTANT", help="of the table, as JSON")
    options = parser.parse_args(arguments)
    if options.only:
        printed(
            options.only, {name: (FORMULAS | {"nested": nested})[name] for name in options.formulas}, thousand
        )
        return
    if options.into:
        written(first_results(list(CONTESTANTS), list(COLUMNS)), COLUMNS, options.into)
        return
    torch.set_num_threads(1)
    warm, symbols = thousand(-1)
    measured((warm, symbols))
    rows: dict[str, dict[str, float]] = {}
    for name in options.formulas:
        runs = []
        for seed in range(options.repeats):
            formula = FORMULAS[name](seed)
            runs.append(measured(formula))
        rows[name] = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
        rows[name]["tree operations"] = tree_operations(formula[0])
        rows[name]["operations"] = stb.compile(*formula).program.operation_count
    print(f"{'':<26}" + "".join(f"{name:>12}" for name in rows))
    for step in next(iter(rows.values())):
        scale = 1 if "operations" in step else 1e3
        print(f"{step:<26}" + "".join(f"{row[step] * scale:>12,.1f}" for row in rows.values()))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
