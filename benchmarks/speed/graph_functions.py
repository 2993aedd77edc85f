"""What each function costs a point in the interpreter, and in the code that ``torch.compile`` makes of it.

``python -m benchmarks.speed.graph_functions [--single]``: nanoseconds, one thread; the
difference is ``saved`` in the records of sympy_torch_bridge/fused/primitives.py.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import evaluator

X, A = sp.symbols("x0:4"), sp.Symbol("a")
POINTS, TURNS = 100_000, 15
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda u: u,
    **{f.__name__: f for f in (sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, sp.erf)},
    **{f.__name__: f for f in (sp.erfc, sp.atan, sp.asinh)},
    "asin": lambda u: sp.asin(u / 8),
    "acos": lambda u: sp.acos(u / 8),
    "atanh": lambda u: sp.atanh(u / 8),
    "acosh": lambda u: sp.acosh(u + 1),
    "sqrt": sp.sqrt,
    "rsqrt": lambda u: 1 / sp.sqrt(u),
    "reciprocal": lambda u: 1 / u,
    "log1p": lambda u: sp.log(1 + u),
    "expm1": lambda u: sp.exp(u) - 1,
    "pow": lambda u: u**A,
    "atan2": lambda u: sp.atan2(u, A),
}


def evaluated(function: Callable[[Any], Any], points: list[torch.Tensor]) -> tuple[Callable[[], Any], ...]:
    """Return the evaluation by the interpreter, and by what torch compiles."""
    total = sum(function(u + k * A) for k, u in enumerate(X))
    fused = stb.compile(total, [*X, A], backend="fused")
    compiled = torch.compile(fused, fullgraph=True, isolate_recompiles=True)
    with mock.patch.object(evaluator, "is_better_as_operator", lambda _: False):
        compiled(*points)
    fused(*points)
    return lambda: fused(*points), lambda: compiled(*points)


def main() -> None:
    """Print one line a function: the least of the turns, less that of the sum alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--single", action="store_true", help="single precision")
    dtype = torch.float32 if parser.parse_args().single else torch.float64
    torch.set_num_threads(1)
    points = [torch.rand(POINTS, dtype=dtype) + 1.1 for _ in (*X, A)]
    ways = {name: evaluated(function, points) for name, function in FUNCTIONS.items()}
    least = {name: [float("inf")] * 2 for name in ways}
    for _ in range(TURNS):
        for name, both in ways.items():
            for k, run in enumerate(both):
                start = time.process_time()
                run()
                least[name][k] = min(least[name][k], time.process_time() - start)
    scale = 1e9 / POINTS / len(X)
    for name, times in least.items():
        native, graph = ((t - alone) * scale for t, alone in zip(times, least["nothing"], strict=True))
        print(
            f"{name:<12} interpreter {native:6.2f}   torch.compile {graph:6.2f}   saved {graph - native:6.2f}"
        )


if __name__ == "__main__":
    main()
