"""What a check costs: the first of an expression, further claims about it, claims in torch code.

    python benchmarks/checker_cost.py
    python benchmarks/checker_cost.py --table docs/explanation/generated/costs.txt

Each row is the median over the functions of one class of the mutation suite; each function is measured
several times. Times are those of the thread: what else the machine does at the moment counts little.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import sympy
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import sympy_torch_bridge as stb
from benchmarks.checker.claims import by_compile, formula_claim
from benchmarks.checker.functions import KINDS, Function, functions
from benchmarks.checker.mutants import derivative
from benchmarks.checker.table import markdown
from benchmarks.checker.unnamed import mistakes_unnamed
from sympy_torch_bridge.check.known import forget

REPEATS = 5
HEADER = [
    "class",
    "first check",
    "same claim again",
    "other formula",
    "torch code, right",
    "torch code, noise",
    "refuted and named",
]


def seconds(run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(REPEATS):
        before()
        start = time.thread_time()
        run()
        times.append(time.thread_time() - start)
    return statistics.median(times)


def costs(function: Function) -> list[float]:
    """Return the times of one function, in the order of the header."""
    right = derivative(function)
    rewritten = [[sympy.expand(entry) for entry in row] for row in right]
    # Four units in the last place more than the cheap test allows: the noise has to be measured.
    off = [[entry * (1 + sympy.Rational(20, 2**52)) for entry in row] for row in right]
    code, noisy = by_compile(function, right), by_compile(function, off)

    def check(claim: object) -> Callable[[], object]:
        return lambda: stb.check_gradient(
            function.subject, claim, list(function.symbols), domain=function.domain
        )

    check(formula_claim(function, right))()
    first = seconds(check(formula_claim(function, right)), forget)
    later = [formula_claim(function, right), formula_claim(function, rewritten), code]
    times = [first, *(seconds(check(claim)) for claim in later)]
    with mistakes_unnamed():
        times.append(seconds(check(noisy)))
    doubled = [[2 * entry for entry in row] for row in right]
    return [*times, seconds(check(formula_claim(function, doubled)))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one row for each class of functions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, metavar="N", help="every Nth function of a class")
    parser.add_argument("--table", type=Path, help="file for the table that the documentation includes")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rows, everything = [], []
    for kind in KINDS:
        mine = [function for function in functions() if function.kind == kind][:: options.every]
        measured = [costs(function) for function in mine]
        everything += measured
        rows.append([kind, *map(_milliseconds, zip(*measured, strict=True))])
    rows.append(["all", *map(_milliseconds, zip(*everything, strict=True))])
    setting = (
        f"Medians of {len(everything)} functions at 24 points, {date.today().isoformat()}, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"torch {torch.__version__}, SymPy {sympy.__version__}."
    )
    text = f"{markdown(HEADER, rows)}\n\n{setting}\n"
    if options.table is not None:
        options.table.write_text(text)
    print(text)


def _milliseconds(times: Sequence[float]) -> str:
    return f"{1e3 * statistics.median(times):.1f} ms"


if __name__ == "__main__":
    main()
