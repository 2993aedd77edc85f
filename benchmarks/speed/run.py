"""Time value and gradient of the workloads: ratios to one fused loop in C, in one run.

    python -m benchmarks.speed.run --out speed.json
    WITH_COMPILE=1 python -m benchmarks.speed.run --only W1 W2 W4

The contestants take turns, the median of several turns counts. Times are those of the process on one
thread, so that what else the machine does counts little. Peak memory is in arrays of one input.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import statistics
import time
import warnings
from pathlib import Path

import torch

from .contestants import available
from .workloads import WORKLOADS

REPEATS = 7
# A contestant whose first call takes longer is timed once.
_LONG = 5.0


def inputs_of(workload, symbols):
    generator = torch.Generator().manual_seed(0)
    return [
        torch.rand(workload.points, dtype=torch.float64, generator=generator) * 0.7 + 0.5 for _ in symbols
    ]


def measured(workload, names=None):
    """Return for each contestant the seconds to make it, to call it first, and of a call."""
    expr, symbols = workload.formula()
    tensors = inputs_of(workload, symbols)
    rows, runs = {}, {}
    for name, make in available().items():
        if names and name not in names:
            continue
        gc.collect()
        start = time.process_time()
        try:
            run = make(expr, list(symbols))
            made = time.process_time()
            run(tensors)
        except Exception as error:  # what fails is a result too
            rows[name] = {"error": f"{type(error).__name__}: {error}"[:160]}
            continue
        rows[name] = {"make": made - start, "first": time.process_time() - made, "times": []}
        runs[name] = run
    for turn in range(REPEATS):
        for name, run in runs.items():
            if turn and rows[name]["first"] > _LONG:
                continue
            start = time.process_time()
            run(tensors)
            rows[name]["times"].append(time.process_time() - start)
    for row in rows.values():
        if "times" in row:
            row["seconds"] = statistics.median(row.pop("times"))
    return rows


def table(results):
    """Return the ratios as Markdown."""
    names = list(dict.fromkeys(name for rows in results.values() for name in rows))
    lines = [f"| | {' | '.join(results)} |", f"|---|{'---|' * len(results)}"]
    for name in names:
        cells = []
        for rows in results.values():
            row, base = rows.get(name, {}), rows.get("C", {}).get("seconds")
            cells.append(f"{row['seconds'] / base:.1f}" if "seconds" in row and base else "-")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="names of workloads")
    parser.add_argument("--contestants", nargs="*", help="names of contestants")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    results = {}
    for workload in WORKLOADS:
        if not options.only or workload.name in options.only:
            results[workload.name] = measured(workload, options.contestants)
            print(workload.name, {n: round(r.get("seconds", -1), 4) for n, r in results[workload.name].items()}, flush=True)
    print(table(results))
    if options.out:
        facts = {"machine": platform.processor() or platform.machine(), "torch": torch.__version__}
        facts["peak_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        options.out.write_text(json.dumps({"facts": facts, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
