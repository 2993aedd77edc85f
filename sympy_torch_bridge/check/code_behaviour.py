"""Code that is no function of its points: another run, or other points beside them, change its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from .batch_dependence import is_random, mixes_points
from .diagnosis import Diagnosis, Mistake
from .real_values import real_values

__all__ = ["NOTES", "behaviour_of"]

_RANDOM = Mistake("random", "random numbers: two runs at the same points give different ones")
_MIXED = Mistake("batch", "a result that mixes the points of the batch: it changes with the other points")

# What to do about each of them, by the kind of the mistake.
NOTES = {
    "random": "two runs of the claim differ: switch its random numbers off, as module.eval() does",
    "batch": "a claim gets all points at once, in tensors of shape (n,): reduce over other axes only",
}

Batch = Callable[..., Tensor]
Read = Callable[[Tensor], Tensor]


def behaviour_of(compute: Batch, tensors: Sequence[Tensor], read: Read = real_values) -> Diagnosis:
    """Return what keeps a computation from being a function of one point, an empty diagnosis if nothing.

    Parameters
    ----------
    compute : callable
        Maps tensors of shape ``(n,)`` to a tensor of shape ``(n, ...)``.
    tensors : sequence of Tensor, shape (n,)
    read : callable
        Turns what was computed into numbers of double precision.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([0.1, 0.7, 1.3])
    >>> behaviour_of(lambda x: torch.cos(x) - torch.cos(x).mean(), [x]).mistakes[0].kind
    'batch'
    """
    for found, mistake in ((is_random, _RANDOM), (mixes_points, _MIXED)):
        if found(compute, tensors, read):
            return Diagnosis(f"consistent with {mistake.text}", (mistake,))
    return Diagnosis()
