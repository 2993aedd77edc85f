"""How long it takes from an expression to its first result: this library and its peers, as a table.

Each contestant runs in a process of its own, which has translated another expression before, and is stopped
after a minute. Times are those of the process.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.native import NativeLibrary

from .peers import PEERS, lambdified

__all__ = ["CONTESTANTS", "NO_LIBRARY", "first_results", "table"]

Contestant = Callable[[Any, Sequence[Any], list[torch.Tensor]], Any]
NO_LIBRARY = NativeLibrary({}, "left out to measure the blocks alone")
SECONDS = 60
_POINTS = 100
# Of a few milliseconds each: one run alone says little.
_REPEATS = 3


def _value(backend: str) -> Contestant:
    return lambda expr, inputs, points: stb.compile(expr, inputs, backend=backend)(*points)


def _gradient(backend: str) -> Contestant:
    return lambda expr, inputs, points: stb.compile(expr, inputs, backend=backend).value_and_grad(*points)


def _backward(backend: str) -> Contestant:
    def run(expr: Any, inputs: Sequence[Any], points: list[torch.Tensor]) -> None:
        leaves = [p.clone().requires_grad_() for p in points]
        stb.compile(expr, inputs, backend=backend)(*leaves).sum().backward()

    return run


def _in_blocks(contestant: Contestant) -> Contestant:
    def run(*arguments: Any) -> Any:
        with mock.patch.object(blocks, "native_library", lambda: NO_LIBRARY):
            return contestant(*arguments)

    return run


def _lambdify(cse: bool) -> Contestant:
    return lambda expr, inputs, points: lambdified(expr, inputs, cse)(*points)


def _peer(name: str) -> Contestant:
    return lambda expr, inputs, points: PEERS[name][0](expr, inputs)(points)


def _derivatives(expr: Any, inputs: Sequence[Any], points: list[torch.Tensor]) -> None:
    for symbol in inputs:
        expr.diff(symbol)


CONTESTANTS: dict[str, Contestant] = {
    '"eager": value': _value("eager"),
    '"fused": value': _value("fused"),
    '"fused" in blocks: value': _in_blocks(_value("fused")),
    '"auto": value': _value("auto"),
    '"eager": `value_and_grad`': _gradient("eager"),
    '"fused": `value_and_grad`': _gradient("fused"),
    '"fused" in blocks: `value_and_grad`': _in_blocks(_gradient("fused")),
    '"auto": `value_and_grad`': _gradient("auto"),
    '"fused": call and `backward`': _backward("fused"),
    "lambdify(cse=True): value": _lambdify(True),
    "lambdify: value": _lambdify(False),
    "sympytorch: value and backward": _peer("sympytorch"),
    "torchsympy: value and backward": _peer("torchsympy"),
    "sympy2jax: value and gradient": _peer("sympy2jax"),
    "`sympy.diff` by each input, nothing translated": _derivatives,
}


def measured(name: str, formula: Callable[[int], Any], warming: Callable[[int], Any]) -> float:
    """Return the seconds of the process until the first result, after another expression."""
    torch.set_num_threads(1)
    run, seconds = CONTESTANTS[name], []
    expr, inputs = warming(-1)
    points = [torch.rand(_POINTS, dtype=torch.float64) + 0.5 for _ in inputs]
    run(expr, inputs, points)
    for seed in range(_REPEATS):
        expr, inputs = formula(seed)
        points = [torch.rand(_POINTS, dtype=torch.float64) + 0.5 for _ in inputs]
        start = time.process_time()
        run(expr, inputs, points)
        seconds.append(time.process_time() - start)
        if sum(seconds) > 1:
            break
    return statistics.median(seconds)


def first_results(formulas: Sequence[str]) -> dict[str, dict[str, float | str]]:
    """Measure all contestants, each in a process; a text where there is no time."""
    return {name: {formula: _alone(name, formula) for formula in formulas} for name in CONTESTANTS}


def _alone(name: str, formula: str) -> float | str:
    command = [sys.executable, "-m", "benchmarks.speed.translation", "--one", name, formula]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"over {SECONDS} s"
    if done.returncode == 0:
        return float(done.stdout)
    return done.stderr.strip().splitlines()[-1].partition(":")[0].rpartition(".")[2]


def table(results: Mapping[str, Mapping[str, float | str]], titles: Mapping[str, str]) -> str:
    """Return the milliseconds as Markdown."""
    lines = [f"| | {' | '.join(titles.values())} |", f"|---|{'---|' * len(titles)}"]
    for name, row in results.items():
        if any(row[formula] == "ModuleNotFoundError" for formula in titles):
            continue
        lines.append(f"| {name} | {' | '.join(_cell(row[formula]) for formula in titles)} |")
    return "\n".join(lines)


def _cell(found: float | str) -> str:
    return found if isinstance(found, str) else f"{1000 * found:,.0f}"


def written(formulas: Mapping[str, str], into: Path) -> None:
    """Measure, and write the table and its record into a folder."""
    results = first_results(list(formulas))
    (into / "translation.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (into / "translation.txt").write_text(table(results, formulas) + "\n", encoding="utf-8")
