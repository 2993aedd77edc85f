"""How long the steps from an expression to a gradient take, beside ``sympy.lambdify``.

Run it on an idle machine: ``python benchmarks/build_time.py``. Times are medians of several runs
in one process; the ratio of two columns means more than either number.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)
REPEATS = 5


def seconds(run: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def wide(terms: int) -> Any:
    """Return a sum of three operations a term and the additions, which SymPy does not evaluate."""
    parts = [
        sympy.Mul(sympy.Integer(k), sympy.sin(sympy.Mul(x, sympy.Integer(k), evaluate=False)), evaluate=False)
        for k in range(2, terms + 2)
    ]
    return sympy.Add(*parts, evaluate=False)


def import_time() -> float:
    """Return the time of the import in a fresh interpreter, without the interpreter's own start."""
    program = (
        "import time; t = time.perf_counter(); import sympy_torch_bridge; print(time.perf_counter() - t)"
    )
    return seconds_of([sys.executable, "-c", program])


def seconds_of(command: list[str]) -> float:
    """Return the median of what a command prints."""
    return statistics.median(
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(REPEATS)
    )


def main() -> None:
    """Print one row a measurement."""
    small = sympy.exp(-(x**2)) * sympy.sin(x * y) / (1 + x**2)
    large, huge = wide(2000), wide(15_000)
    function = stb.compile(small)
    point = [torch.tensor(0.7, dtype=torch.float64), torch.tensor(1.1, dtype=torch.float64)]
    peer = sympy.lambdify([x, y], small, modules="torch")
    derivative = sympy.diff(small, x)
    rows: list[tuple[str, float, float | None]] = [
        ("import", import_time(), None),
        ("compile, 8 operations", seconds(lambda: stb.compile(small)),
         seconds(lambda: sympy.lambdify([x, y], small, modules="torch"))),
        ("compile, 8,000 operations", seconds(lambda: stb.compile(large), 3),
         seconds(lambda: sympy.lambdify([x], large, modules="torch", cse=True), 3)),
        ("compile, 60,000 operations", seconds(lambda: stb.compile(huge), 3), None),
        ("one value", seconds(lambda: function(*point), 200),
         seconds(lambda: peer(*point), 200)),
        ("value and gradient", seconds(lambda: function.value_and_grad(*point), 200), None),
        ("check of a SymPy claim", seconds(lambda: stb.check_gradient(small, derivative, x)), None),
        ("check_consistency", seconds(lambda: stb.check_consistency(small)), None),
        ("limit table", seconds(lambda: stb.limit_table(small, x, at={x: 1, y: 2})), None),
    ]  # fmt: skip
    print(f"{'':<28}{'here':>12}{'lambdify':>12}{'ratio':>8}")
    for name, ours, theirs in rows:
        beside = "" if theirs is None else f"{theirs * 1e3:>9.3f} ms{ours / theirs:>8.2f}"
        print(f"{name:<28}{ours * 1e3:>9.3f} ms{beside}")


if __name__ == "__main__":
    main()
