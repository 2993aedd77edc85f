"""How long it takes from an expression to its first result: this library and its peers, as a table.

Each contestant has translated another expression before, the peers in processes of their own, and is stopped
after a minute. Times are those of the process.
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


def measured(name: str, formulas: Mapping[str, Formula], warming: Formula) -> dict[str, float | str]:
    """Return the seconds until the first result, after another expression; a text where there is none."""
    torch.set_num_threads(1)
    _seconds(name, warming(-1))
    found: dict[str, float | str] = {}
    for title, formula in formulas.items():
        times: list[float] = []
        signal.alarm(SECONDS)
        try:
            while len(times) < _REPEATS and sum(times) < 1:
                times.append(_seconds(name, formula(len(times))))
            found[title] = statistics.median(times)
        except TimeoutError:
            found[title] = f"over {SECONDS} s"
        except Exception as error:  # what fails is a result too: the table says how
            found[title] = type(error).__name__
        finally:
            signal.alarm(0)
    return found


def _seconds(name: str, formula: Any) -> float:
    expr, inputs = formula
    points = [torch.rand(_POINTS, dtype=torch.float64) + 0.5 for _ in inputs]
    start = time.process_time()
    CONTESTANTS[name](expr, inputs, points)
    return time.process_time() - start


def _stopped(*_: object) -> None:
    raise TimeoutError


def first_results() -> dict[str, dict[str, float | str]]:
    """Measure all contestants, each peer in a process of its own."""
    peers = [name for name in CONTESTANTS if not name.startswith('"')]
    groups = [[name for name in CONTESTANTS if name not in peers], *([name] for name in peers)]
    return {name: row for group in groups for name, row in _apart(group).items()}


def _apart(names: Sequence[str]) -> dict[str, dict[str, float | str]]:
    command = [sys.executable, "-m", "benchmarks.speed.translation", "--only", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # its package is not installed, or fails at the expression before
        print(*names, done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return {}
    found: dict[str, dict[str, float | str]] = json.loads(done.stdout)
    return found


def printed(names: Sequence[str], formulas: Mapping[str, Formula], warming: Formula) -> None:
    """Measure some contestants, and print the results as JSON."""
    signal.signal(signal.SIGALRM, _stopped)
    print(json.dumps({name: measured(name, formulas, warming) for name in names}))


def table(results: Mapping[str, Mapping[str, float | str]], titles: Mapping[str, str]) -> str:
    """Return the milliseconds as Markdown."""
    lines = [f"| | {' | '.join(titles.values())} |", f"|---|{'---|' * len(titles)}"]
    for name, row in results.items():
        lines.append(f"| {name} | {' | '.join(_cell(row[formula]) for formula in titles)} |")
    return "\n".join(lines)


def _cell(found: float | str) -> str:
    return found if isinstance(found, str) else f"{1000 * found:,.0f}"


def written(titles: Mapping[str, str], into: Path) -> None:
    """Measure, and write the table and its record into a folder."""
    results = first_results()
    (into / "translation.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (into / "translation.txt").write_text(table(results, titles) + "\n", encoding="utf-8")
