"""Value and gradient where arrays of NumPy are among the arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from .arrays import tensor_of

__all__ = ["array_gradient"]


def array_gradient(
    value_and_grad: Callable[..., tuple[Any, tuple[Any, ...]]],
    names: Sequence[str],
    given: Sequence[Any],
    bound: Sequence[Tensor],
) -> tuple[Any, tuple[Any, ...]]:
    """Return value and gradient as tensors, computed in one dtype; None for arrays of whole numbers.

    Parameters
    ----------
    value_and_grad : callable
        Of tensors.
    names : sequence of str
        The inputs in order.
    given : sequence
        The arguments as the user gave them.
    bound : sequence of Tensor
        The same as tensors of the one dtype.

    Examples
    --------
    >>> import torch
    >>> def square(x):
    ...     return x**2, (2 * x,)
    >>> array_gradient(square, ["x"], [np.array([3])], [torch.tensor([3.0])])
    (tensor([9.]), (None,))
    """
    tensors = [
        _inexact_or(value, tensor, name) for value, tensor, name in zip(given, bound, names, strict=True)
    ]
    value, found = value_and_grad(*tensors)
    whole = [isinstance(one, np.ndarray) and one.dtype.kind not in "fc" for one in given]
    return value, tuple(None if w else gradient for gradient, w in zip(found, whole, strict=True))


def _inexact_or(value: Any, bound: Tensor, name: str) -> Tensor:
    """Return an array of inexact numbers as it is, and anything else as it was bound, real where it is."""
    tensor = value if isinstance(value, Tensor) else tensor_of(name, value)
    if tensor is not None and (tensor.is_floating_point() or tensor.is_complex()):
        return tensor
    return bound.real if bound.is_complex() and not isinstance(value, complex) else bound
