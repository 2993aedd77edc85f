"""Few points in one call of the native interpreter: no blocks to cut, no inputs to lay out."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from . import blocks
from .blocks import Plan
from .native import NativeWorker

__all__ = ["in_a_row", "run_at_once"]


def in_a_row(inputs: Sequence[Tensor], shape: torch.Size, uniform: Sequence[int]) -> list[Tensor] | None:
    """Return the inputs if their numbers lie in memory in the order of the points, else None.

    Parameters
    ----------
    inputs : sequence of Tensor
    shape : torch.Size
        Of the points.
    uniform : sequence of int
        Positions of the inputs that are one number for all points; these are returned 0-dimensional.

    Examples
    --------
    >>> a = torch.arange(6.0).reshape(2, 3)
    >>> in_a_row([a, a[0, 1]], a.shape, [1])[1], in_a_row([a.T], a.T.shape, [])
    (tensor(1.), None)
    """
    found = list(inputs)
    is_one = shape.numel() == 1
    for k, x in enumerate(inputs):
        if x.is_neg() or x._is_zerotensor():
            return None
        if k in uniform:
            if x.dim():
                found[k] = x[(0,) * x.dim()]
        elif not is_one and (x.shape != shape or not x.is_contiguous()):
            return None
    return found


def run_at_once(
    plan: Plan, inputs: Sequence[Tensor], shape: torch.Size, sums: Sequence[bool]
) -> list[Tensor] | None:
    """Evaluate in one call of the native interpreter; None where that is not all that is to be done.

    Parameters
    ----------
    plan : Plan
    inputs : sequence of Tensor
        As :func:`in_a_row` returns them.
    shape : torch.Size
        Of the points.
    sums : sequence of bool
        For each output whether its sum over all points is wanted instead of its values.
    """
    if plan.native is None or not plan.is_of_numbers or shape.numel() > blocks.NATIVE_PART:
        return None
    if not torch.is_grad_enabled():  # as inside a Function of autograd; to say so again would take time
        return _evaluated(plan, plan.native, inputs, shape, sums)
    with torch.no_grad():
        return _evaluated(plan, plan.native, inputs, shape, sums)


def _evaluated(
    plan: Plan, native: NativeWorker, inputs: Sequence[Tensor], shape: torch.Size, sums: Sequence[bool]
) -> list[Tensor]:
    numbers = plan.numbers(inputs)
    same = dict(plan.uniform_outputs)
    varying = [k for k, is_sum in enumerate(sums) if is_sum and k not in same]
    outputs = _made(len(sums) - len(varying), inputs, shape)
    if varying:  # what is summed needs no memory of its own
        rows = inputs[0].new_empty((len(varying), shape.numel()))
        for k, row in zip(varying, rows, strict=True):
            outputs.insert(k, row)
    native.run(native.constants(numbers), inputs, outputs)
    for k, node in same.items():
        outputs[k] = numbers[node] * shape.numel() if sums[k] else outputs[k].fill_(numbers[node])
    for k in varying:
        outputs[k] = outputs[k].sum()
    return outputs


def _made(count: int, inputs: Sequence[Tensor], shape: torch.Size) -> list[Tensor]:
    """Return so many new tensors of a shape: like an input where one has it, in less than half the time."""
    for x in inputs:
        if x.shape == shape and x.is_contiguous():
            return [torch.empty_like(x) for _ in range(count)]
    return [inputs[0].new_empty(shape) for _ in range(count)]
