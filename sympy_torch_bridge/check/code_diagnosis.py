"""What only code can get wrong: a forward pass beside its backward, a backward that has no derivative."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .case import Case
from .cotangents import cotangent_mistake
from .diagnosis import Diagnosis, Mistake, diagnose
from .result import PointResult

__all__ = ["code_diagnosis", "detached_mistake"]

# Values that differ by more are those of another function, not of a careless formula.
_OTHER_FUNCTION = 0.1
_FORWARD = "the forward pass is wrong: it does not compute the expression"
_OTHER = "the forward pass computes another function than the expression"
_DETACHED = (
    "the backward pass has no derivative of its own: it uses tensors that were detached, computed in forward "
    "or kept outside save_for_backward, or it is marked once_differentiable"
)


def code_diagnosis(case: Case, below: Diagnosis, name: Callable[[Case], Diagnosis] = diagnose) -> Diagnosis:
    """Return what refuted code is consistent with; wrong values are told apart from wrong derivatives.

    Parameters
    ----------
    case : Case
    below : Diagnosis
        What is wrong with its derivative of the order below, where double backward is the claim.
    name : callable
        Names the mistake of wrong derivatives.
    """
    values = [row for row in case.rows if row.witness == "value" and row.verdict == "FAIL"]
    slopes = [row for row in case.rows if row.witness != "value" and row.verdict == "FAIL"]
    forward = (_OTHER if _is_another(values) else _FORWARD) if values else None
    if not slopes and not case.is_transposed:
        if forward is None:
            return Diagnosis()
        return _of_forward(f"{forward}; its backward pass agrees with the exact derivative")
    named = below if below.text is not None else _of_backward(case, slopes) or name(case)
    if forward is None:
        return named
    if named.text is None:
        return _of_forward(forward)
    return Diagnosis(f"{named.text}; {forward}", (*named.mistakes, *_of_forward(forward).mistakes))


def _of_forward(text: str) -> Diagnosis:
    return Diagnosis(text, (Mistake("forward", text),))


def _is_another(rows: Sequence[PointResult]) -> bool:
    """Tell whether most of the wrong values are nowhere near the right ones."""
    far = [row for row in rows if not row.gap <= _OTHER_FUNCTION * abs(row.exact)]
    return 2 * len(far) > len(rows)


def _of_backward(case: Case, slopes: Sequence[PointResult]) -> Diagnosis | None:
    """Return what only a backward pass can get wrong."""
    return detached_mistake(slopes, case.question.order) or cotangent_mistake(case)


def detached_mistake(slopes: Sequence[PointResult], order: int) -> Diagnosis | None:
    """Tell whether double backward finds nothing where there is something.

    Parameters
    ----------
    slopes : sequence of PointResult
        The wrong derivatives.
    order : int
    """
    if not slopes or order == 1 or any(row.witness != "backward" or row.measured for row in slopes):
        return None
    return Diagnosis(_DETACHED, (Mistake("detached", _DETACHED),))
