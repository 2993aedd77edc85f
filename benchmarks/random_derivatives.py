"""Random matrix expressions against torch: how many gradients are right, refused and wrong.

``PYTHONPATH=tests python benchmarks/random_derivatives.py --count 1000`` takes some minutes. Three results
are compared with ``torch.func`` on a second reading of each expression: the gradient, the differential in
a random direction and, for a part of them, the product of the Hessian with it. With ``--hessians`` it is the
Hessian by a vector.
"""

from __future__ import annotations

import argparse
import collections
import statistics
import time
from pathlib import Path

from random_comparison import compared, compared_hessian


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--hessians", action="store_true", help="Hessians by vectors only")
    parser.add_argument("--out", type=Path, help="file for the cases that are not right")
    given = parser.parse_args()
    verdicts: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    seconds, lines = [], []
    for seed in range(given.start, given.start + given.count):
        begin = time.perf_counter()
        if given.hessians:
            outcome = compared_hessian(seed, given.depth)
        else:
            outcome = compared(seed, given.depth, hessian=seed % 4 == 0)
        seconds.append(time.perf_counter() - begin)
        if seconds[-1] > 5:
            print(f"{seed} took {seconds[-1]:.1f} s: {outcome.text}"[:300], flush=True)
        verdicts[outcome.verdict] += 1
        kinds.update(outcome.kinds)
        if outcome.verdict != "right":
            lines.append(f"{seed} {outcome.verdict} {outcome.text}")
            print(lines[-1][:300], flush=True)
    if given.out:
        given.out.write_text("\n".join(lines))
    print(dict(verdicts))
    print(f"seconds: median {statistics.median(seconds):.3f}, largest {max(seconds):.2f}")
    print("node kinds:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


if __name__ == "__main__":
    main()
