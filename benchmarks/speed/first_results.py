"""How long it takes from an expression to its first result: this library and its peers, as a table.

Each contestant runs in a process of its own, has translated another expression before, and is stopped after a
minute. Times are those of the process.
"""

from __future__ import annotations

import json
import signal
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

__all__ = ["CONTESTANTS", "NO_LIBRARY", "first_results", "printed", "table", "written"]

Formula = Callable[[int], Any]
Contestant = Callable[[Any, Sequence[Any], list[torch.Tensor]], Any]
NO_LIBRARY = NativeLibrary({}, "left out to measure the blocks alone")
SECONDS = 60
_POINTS = 100
_COMMAND = (sys.executable, "-m", "benchmarks.speed.translation")
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


def printed(name: str, formulas: Mapping[str, Formula], warming: Formula) -> None:
    """Measure one contestant after another expression; print a line of JSON for each formula.

    The process ends where a run takes over a minute: an exception would have to pass through foreign code.
    """
    torch.set_num_threads(1)
    _seconds(name, warming(-1))
    for title, formula in formulas.items():
        try:
            times: list[float] = []
            while len(times) < _REPEATS and sum(times) < 1:
                times.append(_seconds(name, formula(len(times))))
            found: float | str = statistics.median(times)
        except Exception as error:  # what fails is a result too: the table says how
            signal.alarm(0)
            found = type(error).__name__
        print(json.dumps([title, found]), flush=True)


def _seconds(name: str, formula: Any) -> float:
    expr, inputs = formula
    points = [torch.rand(_POINTS, dtype=torch.float64) + 0.5 for _ in inputs]
    signal.alarm(SECONDS)
    start = time.process_time()
    CONTESTANTS[name](expr, inputs, points)
    spent = time.process_time() - start
    signal.alarm(0)
    return spent


def first_results(
    names: Sequence[str], formulas: Sequence[str], command: Sequence[str] = _COMMAND
) -> dict[str, dict[str, float | str]]:
    """Measure contestants at formulas, in seconds; a text says why there is no number.

    Parameters
    ----------
    names, formulas : sequence of str
    command : sequence of str
        What is run on the names of formulas, ``--only`` and the name of a contestant.
    """
    return {name: _of_one(name, formulas, command) for name in names}


def _of_one(name: str, formulas: Sequence[str], command: Sequence[str]) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    left = list(formulas)
    while left:
        done = subprocess.run([*command, *left, "--only", name], capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        found |= dict(lines)
        del left[: len(lines)]
        if not done.returncode:
            break
        if not left or (done.returncode != -signal.SIGALRM and not lines):
            # Its package is not installed, or it fails at the expression before.
            print(name, done.stderr.strip().splitlines()[-1:], file=sys.stderr)
            break
        found[left.pop(0)] = f"over {SECONDS} s" if done.returncode == -signal.SIGALRM else "ended"
    return found


def table(results: Mapping[str, Mapping[str, float | str]], titles: Mapping[str, str]) -> str:
    """Return the milliseconds as Markdown."""
    lines = [f"| | {' | '.join(titles.values())} |", f"|---|{'---|' * len(titles)}"]
    for name, row in results.items():
        lines.append(f"| {name} | {' | '.join(_cell(row.get(formula)) for formula in titles)} |")
    return "\n".join(lines)


def _cell(found: float | str | None) -> str:
    if found is None:
        return "-"
    return found if isinstance(found, str) else f"{1000 * found:,.0f}"


def written(results: Mapping[str, Mapping[str, float | str]], titles: Mapping[str, str], into: Path) -> None:
    """Write the table and its record into a folder; a contestant without any result is left out."""
    known = {name: row for name, row in results.items() if row}
    (into / "translation.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    (into / "translation.txt").write_text(table(known, titles) + "\n", encoding="utf-8")
