"""Whether a Module that computes neither the expression nor its gradient is nearer to one or to the other."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from ..errors import InputShapeError, InputTypeError
from .diagnosis.mistake import Mistake
from .measurement import Bench
from .result import PointResult
from .torch_claim import TorchClaim

__all__ = ["as_meant", "reading_notes"]

_AS_GRADIENT = (
    "the output of the Module was taken for the gradient: it is not the expression. A Module that computes "
    "the expression is judged by its backward pass"
)
_IS_FUNCTION = (
    "code that computes the function is judged by its backward pass if it is given as a Module, as the "
    "class of an autograd.Function, or as a compiled expression"
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


def reading_notes(claim: TorchClaim, mistakes: Sequence[Mistake]) -> list[str]:
    """Say how wrong code was read, where it may have been meant otherwise.

    Parameters
    ----------
    claim : TorchClaim
    mistakes : sequence of Mistake
        What was found wrong.
    """
    if claim.as_function is not None:
        return [_AS_GRADIENT]
    gives_function = any(m.kind == "other-order" and "function itself" in m.text for m in mistakes)
    return [_IS_FUNCTION] if gives_function and claim.value is None else []
