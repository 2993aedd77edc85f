"""Gradients by structured matrices that are not projected, or are those of another convention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from ..alike import SAME
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
    "toeplitz": "the means of its diagonals are the projected one",
}


def projection_mistake(
    written: WrittenOut, order: int, *samples: Mapping[Component, Evidence]
) -> Mistake | None:
    """Return the mistake of a claim whose projection is right, or that counts other variables.

    Parameters
    ----------
    written : WrittenOut
        With the structure of the variable.
    order : int
        2 for the Hessian of a scalar, which is projected twice.
    *samples : mapping of Component to Evidence
        The numbers of all entries, at the points of the check and at fresh ones: each has to fit.
    """
    if not written.structure:
        return None
    is_gradient = len(written.outputs) == 1 and order == 1
    shape = (*([] if order == 1 else written.variables.shape), *written.variables.shape)
    project = partial(_projected, structure=written.structure, order=order)
    if all(_fits(sample, shape, project) for sample in samples):
        part = _PARTS[written.structure] if is_gradient else "each row has to be projected like a gradient"
        what = "gradient" if is_gradient else "Jacobian" if order == 1 else "Hessian"
        return Mistake("unprojected", f"the plain {what}, not projected: {part}")
    counts_twice = is_gradient and written.structure == "symmetric"
    if counts_twice and all(_fits(sample, shape, _of_triangle) for sample in samples):
        text = "the gradient by the entries on and above the diagonal, which counts the others twice"
        return Mistake("triangle-convention", text)
    if is_gradient and written.structure == "toeplitz" and all(_fits(s, shape, _of_sums) for s in samples):
        return Mistake("diagonal-sums", "the gradient by the value of each diagonal: sums in place of means")
    return None


def _fits(sample: Mapping[Component, Evidence], shape: tuple[int, ...], change: Change) -> bool:
    numbers = common_numbers(list(sample.values()))
    claimed, exact, slack = (
        part.reshape(len(part), -1, *shape) for part in (numbers.claimed, numbers.exact, numbers.slack)
    )
    if len(claimed) < _ENOUGH or not np.isfinite(claimed).all():
        return False
    made = change(claimed)
    limits = np.maximum(np.where(np.isfinite(slack), slack, 0.0), SAME * np.abs(exact))
    limits = limits.max(axis=tuple(range(1, limits.ndim)), keepdims=True)
    return bool(np.all(np.abs(made - exact) <= limits)) and not bool(
        np.all(np.abs(claimed - exact) <= limits)
    )


def _projected(claimed: Numbers, structure: str, order: int = 1) -> Numbers:
    if order == 2:  # of a Hessian the first two axes as well
        turned = _projected(claimed, structure).transpose(0, 1, 4, 5, 2, 3)
        return _projected(turned, structure).transpose(0, 1, 4, 5, 2, 3)
    if structure == "symmetric":
        return (claimed + claimed.swapaxes(-1, -2)) / 2
    if structure == "diagonal":
        return claimed * np.eye(claimed.shape[-1])
    if structure == "toeplitz":
        return _means(claimed)
    return np.tril(claimed) if structure == "lower-triangular" else np.triu(claimed)


def _means(claimed: Numbers) -> Numbers:
    size = claimed.shape[-1]
    shifts = [np.eye(size, k=k) for k in range(1 - size, size)]
    means = [(claimed * shift).sum((-2, -1), keepdims=True) / shift.sum() for shift in shifts]
    total: Numbers = np.sum([mean * shift for mean, shift in zip(means, shifts, strict=True)], axis=0)
    return total


def _of_sums(claimed: Numbers) -> Numbers:
    """Return the means of diagonals where their sums are given."""
    places = np.arange(claimed.shape[-1])
    made: Numbers = claimed / (len(places) - np.abs(places[:, None] - places))
    return made


def _of_triangle(claimed: Numbers) -> Numbers:
    """Return what ``2*P - diag(P)`` comes from."""
    return (claimed + claimed * np.eye(claimed.shape[-1])) / 2
