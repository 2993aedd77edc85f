"""The same right and wrong derivatives through other gradient checkers, at the same points.

    python -m benchmarks.checker.compare --json compare.json --tables docs/explanation/generated

Every tool gets every function of the suite as float64 code (ours gets the formula as well) and the 24
points that our checker draws, and judges the same numbers: the right derivative, and one wrong one of
each class. numdifftools is optional: without it its rows are missing, and a line says so.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch

from .comparison_tables import tables
from .functions import KINDS, Function, functions
from .mutants import derivative, mutants
from .suite import check, other_points, wrong_somewhere
from .tools import Case, available
from .unnamed import mistakes_unnamed

__all__ = ["Trial", "main", "trials"]

_PACKAGES = ("torch", "scipy", "numdifftools", "numpy", "sympy", "python-flint")


@dataclass(frozen=True)
class Trial:
    """What a tool said to one claim: rejected, accepted, or undecided."""

    tool: str
    kind: str
    subject: str
    claim: str
    verdict: str
    seconds: float


def trials(function: Function) -> Iterator[Trial]:
    """Yield what every tool says to every claim about a function."""
    right = derivative(function)
    report = check(function, right if function.is_vector else right[0])
    blind = {row.index for row in report.points if row.verdict in ("KINK", "OUTSIDE_DOMAIN")}
    chosen = dict.fromkeys(row.point for row in report.points if row.index not in blind)
    coordinates = [[value for _, value in point] for point in chosen]
    if not coordinates:
        return
    case = Case(function, tuple(torch.tensor(c, dtype=torch.float64) for c in zip(*coordinates, strict=True)))
    points = other_points(function, right)
    claims = [("right", right)]
    for mutant in mutants(function, right, points):
        if wrong_somewhere(function, mutant.rows, right, points):
            claims.append((mutant.kind, mutant.rows))
    for tool in available()[0]:
        start = time.perf_counter()
        judge = tool.prepared(case)
        preparation = time.perf_counter() - start
        for name, rows in claims:
            start = time.perf_counter()
            rejected = judge(rows)
            seconds = preparation + time.perf_counter() - start
            verdict = "undecided" if rejected is None else "rejected" if rejected else "accepted"
            yield Trial(tool.name, function.kind, str(function.subject), name, verdict, seconds)


def _trials(function: Function) -> list[Trial]:
    torch.set_num_threads(1)
    with mistakes_unnamed():
        return list(trials(function))


def _installed() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all tools and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker.compare", description=__doc__)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="classes of functions")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth function only")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--json", type=Path, help="where to write all trials")
    parser.add_argument("--tables", type=Path, help="folder for the tables that the documentation includes")
    options = parser.parse_args(arguments)
    missing = available()[1]
    if missing:
        print(missing, file=sys.stderr)
    chosen = [function for function in functions() if function.kind in options.kinds][:: options.every]
    if options.tables is not None:
        options.tables.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        found = [trial for group in pool.map(_trials, chosen) for trial in group]
    parts = tables(found, _setting(len(chosen)))
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(trial) for trial in found], indent=0))
    for name, text in parts.items():
        if options.tables is not None:
            (options.tables / f"{name}.txt").write_text(f"{text}\n")
        print(f"{text}\n")
    return 0


def _setting(count: int) -> dict[str, Any]:
    return {
        "functions": count,
        "all": len(list(functions())),
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": _installed(),
    }


if __name__ == "__main__":
    sys.exit(main())
