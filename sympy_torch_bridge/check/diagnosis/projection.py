"""Gradients by structured matrices that are not projected, or are those of another convention."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from ..case import SAME
from ..question import Component
from ..written_out import WrittenOut
from .evidence import Evidence
from .matrix_screen import common_numbers
from .mistake import Mistake

__all__ = ["projection_mistake"]

_ENOUGH = 3

Numbers = npt.NDArray[np.float64]
Change = Callable[[Numbers], Numbers]

_PARTS = {
    "symmetric": "its symmetric part is the projected one",
    "diagonal": "the entries beside the diagonal are zero in the projected one",
    "lower-triangular": "the entries above the diagonal are zero in the projected one",
    "upper-triangular": "the entries below the diagonal are zero in the projected one",
}


def projection_mistake(written: WrittenOut, *samples: Mapping[Component, Evidence]) -> Mistake | None:
    """Return the mistake of a claim whose projection is right, or that counts other variables.

    Parameters
    ----------
    written : WrittenOut
        With the structure of the variable.
    *samples : mapping of Component to Evidence
        The numbers of all entries, at the points of the check and at fresh ones: each has to fit.
    """
    if not written.structure or len(written.outputs) != 1:
        return None
    shape = written.variables.shape
    if all(
        _fits(sample, shape, lambda claimed: _projected(claimed, written.structure)) for sample in samples
    ):
        text = f"the plain gradient, not projected: {_PARTS[written.structure]}"
        return Mistake("unprojected", text)
    if written.structure == "symmetric" and all(_fits(s, shape, _of_triangle) for s in samples):
        text = "the gradient by the entries on and above the diagonal, which counts the others twice"
        return Mistake("triangle-convention", text)
    return None


def _fits(sample: Mapping[Component, Evidence], shape: tuple[int, int], change: Change) -> bool:
    numbers = common_numbers(list(sample.values()))
    claimed, exact, slack = (
        part.reshape(-1, *shape) for part in (numbers.claimed, numbers.exact, numbers.slack)
    )
    if len(claimed) < _ENOUGH or not np.isfinite(claimed).all():
        return False
    made = change(claimed)
    limits = np.maximum(np.where(np.isfinite(slack), slack, 0.0), SAME * np.abs(exact))
    limits = limits.max(axis=(1, 2), keepdims=True)
    return bool(np.all(np.abs(made - exact) <= limits)) and not bool(
        np.all(np.abs(claimed - exact) <= limits)
    )


def _projected(claimed: Numbers, structure: str) -> Numbers:
    if structure == "symmetric":
        return (claimed + claimed.swapaxes(1, 2)) / 2
    if structure == "diagonal":
        return claimed * np.eye(claimed.shape[1])
    return np.tril(claimed) if structure == "lower-triangular" else np.triu(claimed)


def _of_triangle(claimed: Numbers) -> Numbers:
    """Return what ``2*P - diag(P)`` comes from."""
    return (claimed + claimed * np.eye(claimed.shape[1])) / 2
