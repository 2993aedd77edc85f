"""Time value and gradient on a GPU: ratios to one kernel in CUDA, and memory, in one run.

    python -m benchmarks.speed.cuda --out cuda.json
    python -m benchmarks.speed.report cuda.json --cuda --into docs/explanation/generated

The contestants take turns, the median of several turns counts. Times are between events of the device, so
that a call counts from its first kernel to its last, with the waiting between them. Memory is what torch's
allocator held at most during a call, in arrays of one input; that of other packages is not seen.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
import warnings
from pathlib import Path

import torch

from .cuda_contestants import available
from .report import ratio_table
from .setting import setting
from .workloads import WORKLOADS

REPEATS = 15
POINTS = 1_000_000
# It has an allocator of its own.
_UNSEEN = ("sympy2jax",)


def inputs_of(symbols, points=POINTS):
    """Return the points on the device."""
    generator = torch.Generator().manual_seed(0)
    drawn = (torch.rand(points, dtype=torch.float64, generator=generator) for _ in symbols)
    return [(one * 0.7 + 0.5).cuda() for one in drawn]


def seconds_of(run, tensors):
    """Return the time of one call, by events of the device."""
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    torch.cuda.synchronize()
    start.record()
    run(tensors)
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1000


def arrays_of(run, tensors):
    """Return how many arrays torch's allocator held at most in a call, beside the inputs."""
    gc.collect()
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    run(tensors)
    torch.cuda.synchronize()
    return (torch.cuda.max_memory_allocated() - before) / tensors[0].nbytes


def measured(workload, names):
    """Return for each contestant what its first call took, a call, and its memory."""
    expr, symbols = workload.formula()
    tensors = inputs_of(symbols)
    rows, runs = {}, {}
    for name, make in available().items():
        if names and name not in names:
            continue
        start = time.perf_counter()
        try:
            run = make(expr, list(symbols))
            made = time.perf_counter()
            run(tensors)
            torch.cuda.synchronize()
            rows[name] = {"make": made - start, "first": time.perf_counter() - made}
            if name not in _UNSEEN:
                rows[name]["arrays"] = arrays_of(run, tensors)
        except Exception as error:  # what fails is a result too
            rows[name] = {"error": f"{type(error).__name__}: {error}"[:160]}
            gc.collect()
            torch.cuda.empty_cache()
            continue
        runs[name] = run
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            times[name].append(seconds_of(run, tensors))
    for name, taken in times.items():
        rows[name] |= {"seconds": statistics.median(taken)}
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="names of workloads")
    parser.add_argument("--contestants", nargs="*", help="names of contestants")
    parser.add_argument("--out", type=Path, help="write the results as JSON, beside those that are there")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    device = {"device": torch.cuda.get_device_name(), "CUDA": str(torch.version.cuda)}
    record = {"setting": setting() | device, "results": {}}
    if options.out and options.out.exists():
        record = json.loads(options.out.read_text(encoding="utf-8"))
    for workload in WORKLOADS:
        if options.only and workload.name not in options.only:
            continue
        torch.compiler.reset()
        record["results"].setdefault(workload.name, {}).update(measured(workload, options.contestants))
        print(workload.name, "done", flush=True)
        if options.out:
            options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(ratio_table(record["results"], base="CUDA"))


if __name__ == "__main__":
    main()
