"""Whether a Module that computes neither the expression nor its gradient is nearer to one or to the other."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from ..errors import InputShapeError, InputTypeError
from .measurement import Bench
from .result import PointResult
from .torch_claim import TorchClaim

__all__ = ["AS_GRADIENT", "as_meant"]

AS_GRADIENT = (
    "the output of the Module was taken for the gradient: it is not the expression. A Module that computes "
    "the expression is judged by its backward pass"
)
# Values that lie so near at most points are those of the function with a slip.
_NEAR = 0.1

Rows = Callable[[TorchClaim, Bench], list[PointResult]]


def as_meant(claim: TorchClaim, bench: Bench, judged: Rows) -> tuple[TorchClaim, list[PointResult]]:
    """Return a claim as it is meant, with its rows: code that is wrong as a gradient may be a wrong function.

    Parameters
    ----------
    claim : TorchClaim
    bench : Bench
    judged : callable
        Judges a claim.
    """
    rows = judged(claim, bench)
    other = claim.as_function
    if other is None or not any(row.verdict == "FAIL" for row in rows):
        return claim, rows
    try:
        other_rows = judged(other, bench)
    except (InputShapeError, InputTypeError, RuntimeError, ValueError, TypeError, IndexError):
        return claim, rows
    values = [row for row in other_rows if row.witness == "value"]
    slopes = [row for row in other_rows if row.witness != "value"]
    is_right = all(row.verdict != "FAIL" for row in slopes) and any(row.verdict == "PASS" for row in slopes)
    distance = _distance(values)
    if is_right or (distance <= _NEAR and distance < _distance(rows)):
        return other, other_rows
    return claim, rows


def _distance(rows: Sequence[PointResult]) -> float:
    """Return the median of the relative gaps."""
    gaps = [row.gap / abs(row.exact) for row in rows if math.isfinite(row.gap) and row.exact]
    return statistics.median(gaps) if gaps else math.inf
