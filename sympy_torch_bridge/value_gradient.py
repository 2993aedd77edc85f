"""Value and gradient of any function of tensors, by torch's reverse mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import peek_interpreter_stack
from torch.autograd import forward_ad

from .outputs import total_of
from .recording_mode import recordable, recording

__all__ = ["value_and_gradient"]

# Numbers up to which a cotangent of ones costs less than to take the sum and its gradient.
_FEW = 4096


def value_and_gradient(
    function: Callable[..., Any], tensors: Sequence[Tensor]
) -> tuple[Any, tuple[Tensor | None, ...]]:
    """Return the value, and the gradient of its sum by each floating or complex tensor, None for the others.

    The result can be differentiated further where an argument requires a gradient, or a transform runs.

    Examples
    --------
    >>> value_and_gradient(torch.sin, [torch.zeros(2)])
    (tensor([0., 0.]), (tensor([1., 1.]),))
    """
    places = [i for i, t in enumerate(tensors) if t.is_floating_point() or t.is_complex()]
    if not places:
        return function(*tensors), (None,) * len(tensors)
    chosen = tensors if len(places) == len(tensors) else [tensors[i] for i in places]

    def full(chosen: Sequence[Tensor]) -> Sequence[Tensor]:
        if len(chosen) == len(tensors):
            return chosen
        replaced = dict(zip(places, chosen, strict=True))
        return [replaced.get(i, tensor) for i, tensor in enumerate(tensors)]

    def total(*chosen: Tensor) -> tuple[Tensor, Any]:
        value = function(*full(chosen))
        return total_of(value, chosen), value

    if _is_transformed() or (torch.is_grad_enabled() and any(t.requires_grad for t in chosen)):
        result: tuple[Any, ...] = torch.func.vjp(total, *chosen, has_aux=True)
        summed, pullback, value = result
        found: Sequence[Tensor] = pullback(torch.ones_like(summed))
    else:  # the transform costs more than a small formula
        with recording():
            tensors = [recordable(t) for t in tensors]
            leaves = [tensors[i].detach().requires_grad_() for i in places]
            value = function(*full(leaves))
            found = _slopes(value, leaves)
        value = _detached(value)
    if len(found) == len(tensors):
        return value, tuple(found)
    gradients = dict(zip(places, found, strict=True))
    return value, tuple(gradients.get(i) for i in range(len(tensors)))


def _slopes(value: Any, leaves: Sequence[Tensor]) -> list[Tensor]:
    """Return the gradient of the sum of a value that autograd has recorded."""
    is_small = isinstance(value, Tensor) and value.is_floating_point() and value.numel() <= _FEW
    cotangent = torch.ones_like(value) if is_small else None
    summed = value if is_small else total_of(value, leaves)
    if not summed.requires_grad:
        return [torch.zeros_like(leaf) for leaf in leaves]
    found = torch.autograd.grad(summed, leaves, cotangent, allow_unused=True)
    return [torch.zeros_like(x) if slope is None else slope for x, slope in zip(leaves, found, strict=True)]


def _is_transformed() -> bool:
    """Whether a graph is being traced, or a transform hides what requires a gradient."""
    if torch.compiler.is_compiling() or forward_ad._current_level >= 0:
        return True
    return peek_interpreter_stack() is not None


def _detached(value: Any) -> Any:
    """Return a container with its tensors cut off from the graph."""
    if isinstance(value, Tensor):
        return value.detach()
    if isinstance(value, dict):
        return {key: _detached(item) for key, item in value.items()}
    items = [_detached(item) for item in value]
    if hasattr(value, "_fields"):
        return type(value)(*items)
    return items if isinstance(value, list) else tuple(items)
