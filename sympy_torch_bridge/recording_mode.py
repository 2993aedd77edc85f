"""Derivatives by autograd whatever mode the caller is in: ``torch.no_grad``, ``torch.inference_mode``."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor

__all__ = ["recordable", "recording"]


def recording() -> AbstractContextManager[Any]:
    """Return a context in which autograd records.

    ``torch.enable_grad`` is not enough in inference mode: there it records nothing, and says nothing.

    Examples
    --------
    >>> with torch.inference_mode(), recording():
    ...     x = torch.zeros(1, requires_grad=True)
    ...     torch.autograd.grad(torch.sin(x), x)
    (tensor([1.]),)
    """
    if torch.is_inference_mode_enabled():
        return torch.inference_mode(False)
    return nullcontext() if torch.is_grad_enabled() else torch.enable_grad()


def recordable(tensor: Tensor) -> Tensor:
    """Return a tensor that a graph may hold, inside :func:`recording`: a copy of one of inference mode.

    Examples
    --------
    >>> with torch.inference_mode():
    ...     x = torch.zeros(1)
    >>> x.is_inference(), recordable(x).is_inference()
    (True, False)
    """
    return tensor.clone() if tensor.is_inference() else tensor
