"""How long the engine takes to find the derivative of each matrix rule.

Run ``python -m benchmarks.matrix_derivatives.times`` on an idle machine. Times are medians of several runs in
one process after the first, in which SymPy fills its caches; the first is shown beside them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sympy import MatrixSymbol
from sympy.core.cache import clear_cache

import sympy_torch_bridge as stb
from sympy_torch_bridge.rules import Rule, select

REPEATS = 5
SHOWN = 10


def derive(rule: Rule) -> Any:
    """Return what the engine makes of the left side of a rule."""
    structure = dict(rule.structure) or None
    if not isinstance(rule.wrt, MatrixSymbol):
        return stb.derivative(rule.lhs, rule.wrt)
    if getattr(rule.lhs, "shape", (1, 1)) == (1, 1):
        return stb.gradient(rule.lhs, rule.wrt, structure=structure)
    return stb.jacobian(rule.lhs, rule.wrt, layout=rule.layout or "numerator", structure=structure)


def milliseconds(run: Callable[[], Any]) -> float:
    """Return the time of one call."""
    start = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - start)


def main() -> None:
    """Print the slowest rules, and how many there are."""
    rules = select(tags=["matrix"])
    derive(rules[0])  # imports
    found = []
    for rule in rules:
        clear_cache()
        run = partial(derive, rule)
        first = milliseconds(run)
        later = statistics.median(milliseconds(run) for _ in range(REPEATS))
        found.append((first, later, rule.id))
    print(f"{len(found)} rules; first run with empty caches, median of {REPEATS} runs after it, in ms")
    for first, later, name in sorted(found, reverse=True)[:SHOWN]:
        print(f"{first:8.1f} {later:8.1f}  {name}")


if __name__ == "__main__":
    main()
