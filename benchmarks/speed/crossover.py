"""From which size on fused evaluation is faster than one operation after the other.

    python -m benchmarks.speed.crossover

For each workload and number of points the time of value and gradient relative to the plain joint program.
The numbers behind ``backend="auto"``: see ``sympy_torch_bridge.fused.crossover``.
"""

from __future__ import annotations

import statistics
import time

import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.native import NativeLibrary, native_library

from .workloads import WORKLOADS

POINTS = (1, 100, 1_000, 10_000, 100_000)
REPEATS, SECONDS = 5, 0.02


def seconds(run):
    """Return the median time of a call, each over at least 20 ms."""
    run()
    times = []
    for _ in range(REPEATS):
        start, calls = time.thread_time(), 0
        while time.thread_time() - start < SECONDS:
            run()
            calls += 1
        times.append((time.thread_time() - start) / calls)
    return statistics.median(times)


def row(workload, points):
    """Return operations with gradient, and the time in blocks and by the interpreter, relative to plain."""
    expr, symbols = workload.formula()
    tensors = [torch.rand(points, dtype=torch.float64) + 0.5 for _ in symbols]
    found = []
    for library in (NativeLibrary({}, "turned off"), native_library()):
        blocks.native_library = lambda library=library: library
        joint = stb.compile(expr, symbols, backend="fused")._evaluator.fused(torch.float64).with_gradient
        found.append(seconds(lambda joint=joint: joint.evaluate(tensors)))
        plain = seconds(lambda joint=joint: joint.plain(*tensors))
    return joint.operation_count, *(time / plain for time in found)


def main():
    torch.set_num_threads(1)
    print("| workload | operations | points | blocks / plain | native / plain |\n|---|---|---|---|---|")
    for workload in WORKLOADS[:6]:
        for points in POINTS:
            count, slow, fast = row(workload, points)
            print(f"| {workload.name} | {count} | {points} | {slow:.2f} | {fast:.2f} |", flush=True)


if __name__ == "__main__":
    main()
