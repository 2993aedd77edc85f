"""Time value and gradient of the workloads: ratios to one fused loop in C, in one run.

    python -m benchmarks.speed.run --out speed.json
    python -m benchmarks.speed.run --memory --out memory.json
    python -m benchmarks.speed.run --points 1000000 --contestants C "fused, blocks" --out million.json
    WITH_COMPILE=1 python -m benchmarks.speed.run --only W1 W2 W4

The contestants take turns, the median of several turns counts. Times are those of the process on one
thread, so that what else the machine does counts little. Peak memory is in arrays of one input. Tables
and the plot of the documentation are made from the records by ``python -m benchmarks.speed.report``.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import statistics
import time
import warnings
from dataclasses import replace
from pathlib import Path

import torch

from .contestants import available
from .report import memory_table, ratio_table
from .setting import setting
from .workloads import WORKLOADS

REPEATS = 7
# A contestant that takes longer is timed once; the first call of all, in which some compile, does not count.
_LONG = 5.0
_MMAP_THRESHOLD = -3  # of mallopt, see malloc.h


def inputs_of(workload, symbols):
    generator = torch.Generator().manual_seed(0)
    return [
        torch.rand(workload.points, dtype=torch.float64, generator=generator) * 0.7 + 0.5 for _ in symbols
    ]


def contestants_of(workload, names):
    """Make each contestant and call it once; return those that work, and the rows of all."""
    expr, symbols = workload.formula()
    tensors = inputs_of(workload, symbols)
    rows, runs = {}, {}
    for name, make in available().items():
        if names and name not in names:
            continue
        gc.collect()
        # By the clock: compilers work in processes of their own.
        start = time.perf_counter()
        try:
            run = make(expr, list(symbols))
            made = time.perf_counter()
            run(tensors)
        except Exception as error:  # what fails is a result too
            rows[name] = {"error": f"{type(error).__name__}: {error}"[:160]}
            continue
        rows[name] = {"make": made - start, "first": time.perf_counter() - made}
        runs[name] = run
    return rows, runs, tensors


def measured(workload, names=None):
    """Return for each contestant the seconds to make it, to call it first, and of a call."""
    rows, runs, tensors = contestants_of(workload, names)
    times = {name: [] for name in runs}
    for turn in range(REPEATS):
        for name, run in runs.items():
            if turn and times[name][0] > _LONG:
                continue
            start = time.process_time()
            run(tensors)
            times[name].append(time.process_time() - start)
    for name, taken in times.items():
        rows[name] |= {"seconds": statistics.median(taken), "turns": len(taken)}
    return rows


def measured_memory(workload, names=None):
    """Return for each contestant the arrays by which the memory of the process grows in a call."""
    _, runs, tensors = contestants_of(workload, names)
    return {
        name: {"arrays": peak_bytes(lambda run=run: run(tensors)) / (8 * workload.points)}
        for name, run in runs.items()
    }


def peak_bytes(run):
    """Return how much the resident memory grows during a call, 0 where the system does not tell."""
    if not Path("/proc/self/clear_refs").exists():
        return 0
    # Arrays then come from the system and go back to it, instead of from what earlier ones have left.
    library = ctypes.CDLL(None)
    library.mallopt(_MMAP_THRESHOLD, 65536)
    gc.collect()
    library.malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    result = run()
    grown = status("VmHWM") - before
    del result
    return max(grown, 0)


def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name)).split()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="names of workloads")
    parser.add_argument("--contestants", nargs="*", help="names of contestants")
    parser.add_argument("--points", type=int, help="instead of those of each workload")
    parser.add_argument("--memory", action="store_true", help="measure memory instead of time")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    results = {}
    for workload in WORKLOADS:
        if not options.only or workload.name in options.only:
            if options.points:
                workload = replace(workload, points=options.points)
            measure = measured_memory if options.memory else measured
            results[workload.name] = measure(workload, options.contestants)
            print(workload.name, "done", flush=True)
    print(memory_table(results) if options.memory else ratio_table(results))
    if options.out:
        record = {"setting": setting(), "results": results}
        options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
