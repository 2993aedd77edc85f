"""Time what compilers for the GPU need for formulas of growing size, each in a process of its own.

python -m benchmarks.speed.cuda_compile --at-once 8 --seconds 240 --out compile.json
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from .contestants import compiled
from .cuda import inputs_of, seconds_of
from .cuda_contestants import fused
from .cuda_kernel import CudaKernel
from .loop_body import joint_program
from .peers import compiled_lambdify
from .workloads import WORKLOADS, arm, kerr_ricci

_COMMAND = (sys.executable, "-m", "benchmarks.speed.cuda_compile", "--one")
# From few operations to many.
FORMULAS = {w.name: w.formula for w in WORKLOADS if w.name in ("W2", "W3a", "W3b", "W4")}
FORMULAS |= {f"arm of {links} links": lambda links=links: arm(links) for links in (3, 4, 5)}
FORMULAS["W7"] = kerr_ricci
FORMULAS |= {f"arm of {links} links": lambda links=links: arm(links) for links in (6, 7)}


CONTESTANTS = {
    "fused": fused,
    "fused, torch.compile": compiled,
    "torch.compile of lambdify cse": compiled_lambdify,
    "CUDA": CudaKernel,
}


def one(formula, contestant):
    """Return operations, seconds to make the function and to call it first, kernels and seconds of a call."""
    warnings.simplefilter("ignore")
    expr, symbols = FORMULAS[formula]()
    tensors = inputs_of(symbols)
    start = time.perf_counter()
    run = CONTESTANTS[contestant](expr, list(symbols))
    run(tensors)
    torch.cuda.synchronize()
    taken = time.perf_counter() - start
    from torch._inductor import metrics

    return {
        "operations": joint_program(expr, symbols).operation_count,
        "first": taken,
        "kernels": metrics.generated_kernel_count,
        "seconds": statistics.median(seconds_of(run, tensors) for _ in range(15)),
    }


def in_process(formula, contestant, seconds):
    """Return what the measurement in another process found, or why it did not."""
    command = [*_COMMAND, formula, contestant]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"error": f"stopped after {seconds} s"}
    if run.returncode:
        return {"error": run.stderr.strip()[-300:]}
    return json.loads(run.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=2, metavar=("FORMULA", "CONTESTANT"), help="measure here")
    parser.add_argument("--at-once", type=int, default=1, help="processes side by side")
    parser.add_argument("--seconds", type=int, default=240, help="stop a process after so long")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(*options.one)))
        return
    record = {}
    # The longest first, so that they do not stand at the end alone.
    jobs = [(f, c) for f in reversed(FORMULAS) for c in CONTESTANTS]
    with ThreadPoolExecutor(options.at_once) as pool:
        found = pool.map(lambda job: (job, in_process(*job, options.seconds)), jobs)
        for (formula, contestant), row in found:
            record.setdefault(formula, {})[contestant] = row
            print(formula, contestant, row, flush=True)
            if options.out:
                options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
