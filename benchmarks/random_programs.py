"""Random programs: how far fused value, gradient and Hessian are from plain operations with autograd.

``PYTHONPATH=tests python benchmarks/random_programs.py --count 10000`` takes about half an hour. The unit is
what other rounding errors on the way change in the plain result, so that 1 is as good as any order of the
same operations; with ``--out`` the distribution is written for the documentation.
"""

from __future__ import annotations

import argparse
import json
import platform
import traceback
from pathlib import Path

import numpy as np
import torch
from random_formulas import Difference, differences

from sympy_torch_bridge.fused.blocks import native_library

SIZES = (4, 8, 12, 16, 24)


def main() -> None:
    """Compare, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--out", type=Path, help="file for the distribution, as JSON")
    given = parser.parse_args()
    torch.set_num_threads(1)
    found: dict[str, list[tuple[int, Difference]]] = {}
    failed = 0
    for seed in range(given.start, given.start + given.count):
        try:
            every = differences(seed, SIZES[seed % len(SIZES)])
        except Exception:  # one that fails must not hide the others
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
        "evaluated by": "native" if native_library() else "blocks",
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "quantities": {name: _distribution(of) for name, of in found.items()},
    }
    print(json.dumps(report, indent=1))
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n")


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


if __name__ == "__main__":
    main()
