"""What a call costs at small sizes: against torch written by hand, and against SymPy's lambdify.

    python -m benchmarks.call_overhead --out overhead.json
    python -m benchmarks.call_overhead --only calls modules
    python -m benchmarks.call_overhead --only gradients --workloads W1 W2 --points 1

``calls``: a formula of 1, 5, 30 and 150 operations as a function of one tensor. ``modules``: a formula with
five parameters in each backend, forward and with backward. ``gradients``: value, and value with gradient, of
the workloads of ``benchmarks.speed`` in each backend, by ``value_and_grad`` and by autograd, against
``lambdify(cse=True)`` and autograd. Microseconds of this thread, one thread of torch; the contestants take
turns, medians of the turns, and of their ratios.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy
import torch

import sympy_torch_bridge as stb

from .ddp_step import ByHand, from_formula
from .speed.peers import by_autograd, lambdified, lambdify
from .speed.workloads import WORKLOADS

TURNS = 15
# How long a contestant runs in one turn.
_TURN_SECONDS = 0.01
BACKENDS = ("eager", "auto", "fused")

Contestants = dict[str, Callable[[], Any]]


def calls(points: int) -> dict[str, Contestants]:
    """Return a Fourier series of 1, 6 and 30 terms, 5 operations a term, and a sine alone."""
    x = torch.linspace(0.1, 1.0, points, dtype=torch.float64)
    symbol = sympy.Symbol("x")
    sine = stb.compile(sympy.sin(symbol), [symbol])

    def sine_by_hand(x):
        return torch.sin(x)

    cases: dict[str, Contestants] = {
        "1 operation": {"by hand": lambda: sine_by_hand(x), "formula": lambda: sine(x)}
    }
    for terms in (1, 6, 30):
        constants = [(1.0 / (k + 1.5), k + 2, 0.1 * k + 0.05) for k in range(terms)]
        formula = stb.compile(sum((a * sympy.sin(k * symbol + p) for a, k, p in constants), 0.25), [symbol])

        def by_hand(x, constants=constants):
            total = 0.25
            for a, k, p in constants:
                total = total + a * torch.sin(k * x + p)
            return total

        cases[f"{5 * terms} operations"] = {
            "by hand": lambda f=by_hand: f(x),
            "formula": lambda f=formula: f(x),
        }
    return cases


def modules(points: int) -> dict[str, Contestants]:
    """Return the damped oscillation of ``ddp_step`` as a module, forward and forward with backward."""
    x = torch.linspace(0.1, 1.0, points, dtype=torch.float64)
    found = {"by hand": ByHand(), **{name: from_formula(name) for name in BACKENDS}}

    def backward(module):
        for parameter in module.parameters():
            parameter.grad = None
        module(x).sum().backward()

    return {
        "forward": {name: lambda m=module: m(x) for name, module in found.items()},
        "forward and backward": {name: lambda m=module: backward(m) for name, module in found.items()},
    }


def gradients(points: int, names: list[str] | None) -> dict[str, Contestants]:
    """Return value, and value with gradient, of the workloads."""
    cases: dict[str, Contestants] = {}
    for workload in WORKLOADS:
        if names and workload.name not in names:
            continue
        expr, symbols = workload.formula()
        tensors = list(torch.rand(len(symbols), points, dtype=torch.float64) * 0.7 + 0.5)
        plain = lambdified(expr, symbols, cse=True)
        functions = {name: stb.compile(expr, symbols, backend=name) for name in BACKENDS}
        under_autograd = {f"{name}, autograd": by_autograd(f) for name, f in functions.items()}
        with_gradient = lambdify(True)(expr, symbols)
        cases[f"{workload.name} value"] = {"lambdify": lambda f=plain, t=tensors: f(*t)} | {
            name: lambda f=function, t=tensors: f(*t) for name, function in functions.items()
        }
        cases[f"{workload.name} value and gradient"] = (
            {"lambdify": lambda f=with_gradient, t=tensors: f(t)}
            | {
                name: lambda f=function, t=tensors: f.value_and_grad(*t)
                for name, function in functions.items()
            }
            | {name: lambda f=f, t=tensors: f(t) for name, f in under_autograd.items()}
        )
    return cases


def measured(contestants: Contestants) -> dict[str, dict[str, float]]:
    """Return for each contestant the microseconds of a call, and the ratio to the first one."""
    repeats = {}
    for name, run in contestants.items():
        run()
        run()
        start = time.thread_time()
        run()
        repeats[name] = max(1, min(2000, int(_TURN_SECONDS / max(time.thread_time() - start, 1e-6))))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(TURNS):
        for name in sorted(contestants, reverse=bool(turn % 2)):
            run = contestants[name]
            start = time.thread_time()
            for _ in range(repeats[name]):
                run()
            times[name].append((time.thread_time() - start) / repeats[name] * 1e6)
    base = next(iter(times.values()))
    return {
        name: {
            "microseconds": statistics.median(taken),
            "ratio": statistics.median(t / b for t, b in zip(taken, base, strict=True)),
        }
        for name, taken in times.items()
    }


def table(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the cases as lines: microseconds of the first contestant, ratios of the others to it."""
    lines = []
    for case, rows in results.items():
        first, *others = rows
        cells = [f"{first} {rows[first]['microseconds']:9.1f} us"]
        cells += [f"{name} {rows[name]['ratio']:5.2f}" for name in others]
        lines.append(f"{case:32} {'   '.join(cells)}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = ("calls", "modules", "gradients")
    parser.add_argument("--only", nargs="*", choices=parts, default=parts)
    parser.add_argument("--workloads", nargs="*", help="names of workloads")
    parser.add_argument("--points", nargs="*", type=int, default=(1, 1000))
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    results = {}
    for points in options.points:
        cases: dict[str, Contestants] = {}
        if "calls" in options.only:
            cases |= calls(points)
        if "modules" in options.only:
            cases |= modules(points)
        if "gradients" in options.only:
            cases |= gradients(points, options.workloads)
        results[points] = {case: measured(contestants) for case, contestants in cases.items()}
        print(f"{points} points\n{table(results[points])}\n", flush=True)
    if options.out:
        facts = {"machine": platform.processor() or platform.machine(), "torch": torch.__version__}
        options.out.write_text(json.dumps({"facts": facts, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
