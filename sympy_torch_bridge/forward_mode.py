"""Torch's forward mode, for one thread at a time, and what torch refuses to differentiate by it.

The levels of dual numbers are global to the process: a thread that leaves its level ends that of another
one, whose tangents are lost or belong to the wrong level.
"""

from __future__ import annotations

from threading import RLock

__all__ = ["FORWARD_MODE_LOCK", "is_refused_by_torch"]

# A thread that holds it may take it again: forward mode runs inside forward mode.
FORWARD_MODE_LOCK = RLock()

# What torch 2.13 says where it raises a plain RuntimeError; the rest is NotImplementedError.
_REFUSALS = (
    "In order to use an autograd.Function with functorch transforms",
    "inside of a function being transformed by a functorch transform",
    "Cannot access data pointer of Tensor",
    "Can't call numpy() on Tensor that requires grad",
    "arguments don't support automatic differentiation",
    "that requires grad is being used in an in-place operation",
    "marked with @once_differentiable",
    "is not implemented",
)


def is_refused_by_torch(error: Exception) -> bool:
    """Tell whether torch says that it has no derivative of some code, rather than that something broke.

    Examples
    --------
    >>> is_refused_by_torch(NotImplementedError("Trying to use forward AD with igamma"))
    True
    >>> is_refused_by_torch(RuntimeError("Trying to access a forward AD level with an invalid index"))
    False
    """
    if isinstance(error, NotImplementedError):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error) for text in _REFUSALS)
