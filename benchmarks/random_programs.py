"""Random programs: how far fused value, gradient and Hessian are from plain operations with autograd.

``PYTHONPATH=tests python benchmarks/random_programs.py`` takes about half an hour. The unit is what other
rounding errors on the way change in the plain result, so that 1 is as good as any order of the same
operations. ``--out FILE`` keeps the distribution, ``--table FILE ... --into FILE`` makes a table of such
files.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import random
import traceback
from pathlib import Path
from typing import Any

import numpy as np
import torch
from random_formulas import Difference, differences, random_expression

from sympy_torch_bridge.fused.blocks import native_library

SIZES = (4, 8, 12, 16, 24)


def main() -> None:
    """Compare, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--device", default="cpu", help="where to evaluate, as cuda")
    parser.add_argument("--out", type=Path, help="file for the distribution, as JSON")
    parser.add_argument("--table", type=Path, nargs="+", help="files to make a table of; nothing is compared")
    parser.add_argument("--into", type=Path, default=Path("random-programs.txt"), help="file for that table")
    given = parser.parse_args()
    if given.table:
        given.into.write_text(_table([json.loads(file.read_text()) for file in given.table]))
        return
    torch.set_num_threads(1)
    found: dict[str, list[tuple[int, Difference]]] = {}
    failed = compared = 0
    unmade = []
    for seed in itertools.count(given.start):
        if compared == given.count:
            break
        size = SIZES[seed % len(SIZES)]
        try:
            random_expression(random.Random(seed), size)
        except (RecursionError, TypeError, ValueError):  # of SymPy, as of a Piecewise that compares nan
            unmade.append(seed)
            continue
        compared += 1
        try:
            every = differences(seed, size, device=given.device)
        except Exception:  # whatever it is, it is shown, counted, and makes the exit status 1
            failed += 1
            print(seed, traceback.format_exc(), flush=True)
            continue
        for difference in every:
            found.setdefault(difference.quantity, []).append((seed, difference))
            if difference.units > 1:
                print(seed, difference, flush=True)
    report = {
        "programs": given.count,
        "failed": failed,
        "seeds of which SymPy makes no formula": unmade,
        "evaluated by": _evaluator(given.device),
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "quantities": {name: _distribution(of) for name, of in found.items()},
    }
    print(json.dumps(report, indent=1))
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n")
    if failed:
        raise SystemExit(f"{failed} of {compared} programs failed")


def _evaluator(device: str) -> str:
    if device != "cpu":
        return torch.cuda.get_device_name()
    return "native" if native_library() else "blocks"


def _distribution(found: list[tuple[int, Difference]]) -> dict[str, float | int]:
    """Return the quantiles of the largest difference of each program, and how many numbers were compared."""
    units = np.array([difference.units for _, difference in found])
    return {
        "median": float(np.median(units)),
        "99 %": float(np.quantile(units, 0.99)),
        "largest": float(units.max()),
        "seed of the largest": found[int(units.argmax())][0],
        "numbers": sum(difference.decided for _, difference in found),
        "without digits": sum(difference.total - difference.decided for _, difference in found),
    }


def _table(reports: list[dict[str, Any]]) -> str:
    lines = [
        "| fused by | programs | quantity | median | 99 % | largest | numbers | without three digits |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for report in reports:
        for name, of in report["quantities"].items():
            units = " | ".join(f"{of[key]:.2f}" for key in ("median", "99 %", "largest"))
            numbers = f"{of['numbers'] + of['without digits']:,} | {of['without digits']:,}"
            by, programs = report["evaluated by"], report["programs"]
            lines.append(f"| {by} | {programs:,} | {name} | {units} | {numbers} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
