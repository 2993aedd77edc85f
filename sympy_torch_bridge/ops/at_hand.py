"""Whether the numbers of a call may be looked at, so that a kernel can leave out what they do not need.

A kernel that keeps digits everywhere computes several forms and chooses point by point. On the CPU it costs
less to look where all the points lie. A traced call has no numbers, a batched one only some of them, and on
another device the look would wait for it: there all forms are computed.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch._C._functorch import is_legacy_batchedtensor, peek_interpreter_stack
from torch.utils._python_dispatch import _get_current_dispatch_mode

__all__ = ["are_at_hand", "is_traced", "range_of"]

_PLAIN = (Tensor, nn.Parameter)


def is_traced() -> bool:
    """Tell whether operations are written down, or taken by a mode, instead of computed."""
    if torch.compiler.is_compiling() or torch._C._get_tracing_state() is not None:
        return True
    return _get_current_dispatch_mode() is not None


def are_at_hand(tensors: Sequence[Tensor]) -> bool:
    """Tell whether all tensors are plain real ones on the CPU, in a call that nothing traces or batches.

    Examples
    --------
    >>> are_at_hand([torch.ones(3)]), torch.vmap(lambda x: x + are_at_hand([x]))(torch.zeros(2))
    (True, tensor([0., 0.]))
    """
    # A mode, such as one that refuses what brings points together, would see the look as an operation.
    if is_traced() or peek_interpreter_stack() is not None or torch._C._len_torch_function_stack():
        return False
    for tensor in tensors:
        is_plain = type(tensor) in _PLAIN and tensor.is_cpu and tensor.dtype.is_floating_point
        if not is_plain or is_legacy_batchedtensor(tensor):
            return False
    return True


def range_of(value: Tensor) -> tuple[float, float]:
    """Return the least and the largest number of a tensor, both nan where one is.

    Examples
    --------
    >>> range_of(torch.tensor([2.0, -1.0]))
    (-1.0, 2.0)
    """
    value = value.detach()
    if value.numel() <= 1:
        only = value.item() if value.numel() else float("nan")
        return only, only
    least, largest = torch.aminmax(value)
    return least.item(), largest.item()
