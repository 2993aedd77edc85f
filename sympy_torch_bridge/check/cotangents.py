"""Backward passes that do not multiply by the gradient of the output once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .case import Case
from .diagnosis import Diagnosis, Mistake
from .diagnosis.cut_off import bounds_of
from .result import PointResult
from .torch_jacobians import cotangent

__all__ = ["WRONG_USES", "cotangent_mistake"]

# What the result is multiplied by, for a gradient c of the output, where it is divided by c again.
WRONG_USES: dict[str, Callable[[float], float]] = {
    "the gradient of the output ignored": lambda c: 1 / c,
    "the gradient of the output used twice (its square)": lambda c: c,
    "the absolute value of the gradient of the output": lambda c: 1.0 if c > 0 else -1.0,
    "the sign of the gradient of the output alone": lambda c: 1 / abs(c),
    "divided by the gradient of the output": lambda c: 1 / c**2,
}
_CLOSE = 1e-9


def cotangent_mistake(case: Case) -> Diagnosis | None:
    """Return which of ``WRONG_USES`` accounts for every number of a first derivative, None if none does."""
    rows = [row for row in case.rows if row.witness == "backward" and row.verdict in ("PASS", "FAIL")]
    if case.question.order > 1 or not rows:
        return None
    seeds = cotangent(case.bench.values().to(case.bench.dtype), case.bench.tensors).tolist()
    if len({seeds[row.index] for row in rows if row.exact}) < 2:
        return None
    for text, factor in WRONG_USES.items():
        expected = [row.exact * factor(seeds[row.index]) for row in rows]
        if all(
            abs(row.measured - number)
            <= 8 * row.tolerance * max(1, abs(factor(seeds[row.index]))) + _CLOSE * abs(number)
            for row, number in zip(rows, expected, strict=True)
        ):
            return Diagnosis(f"consistent with {text}", (Mistake("cotangent", text),))
    return _clipped(rows, seeds)


def _clipped(rows: Sequence[PointResult], seeds: Sequence[float]) -> Diagnosis | None:
    """Return the account of a product with the gradient of the output that was clipped."""
    factors = np.array([seeds[row.index] for row in rows])
    measured = np.array([row.measured for row in rows]) * factors
    exact = np.array([row.exact for row in rows]) * factors
    bounds = bounds_of(measured, exact, np.array([row.verdict == "FAIL" for row in rows]))
    if bounds is None or 0 in bounds:  # a bound of zero is a slope of zero, whatever comes in
        return None
    sides = [f"{bound:g}" for bound in bounds if np.isfinite(bound)]
    text = f"the product with the gradient of the output clipped at {' and '.join(sides)}"
    return Diagnosis(f"consistent with {text}", (Mistake("cotangent", text),))
