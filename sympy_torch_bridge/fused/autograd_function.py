"""The one Function of autograd: a program of numbers that is evaluated, and knows its own derivatives."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..ops.known_signature import with_known_signature

__all__ = ["recorded", "summed_to"]


def recorded(fused: Any, *inputs: Tensor) -> tuple[Tensor, ...]:
    """Evaluate a program, or what stands for one, with a record for autograd and transforms."""
    return _Evaluation.apply(fused, *inputs)  # type: ignore[no-untyped-call,no-any-return]


def summed_to(gradient: Tensor, x: Tensor) -> Tensor:
    """Return a gradient, or the sum of one, in the shape of its input."""
    if gradient.shape == x.shape:
        return gradient
    return gradient.reshape(x.shape) if gradient.numel() == x.numel() else gradient.sum_to_size(x.shape)


@with_known_signature
class _Evaluation(torch.autograd.Function):
    """The call of a fused program: what is saved are the inputs, derivatives are fused programs again."""

    @staticmethod
    def forward(fused: Any, *inputs: Tensor) -> tuple[Tensor, ...]:
        return tuple(fused.evaluate(inputs))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        ctx.fused = inputs[0]
        # What nobody asks for is left out: 0 times an infinite slope would be nan.
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*inputs[1:])
        ctx.save_for_forward(*inputs[1:])

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor | None) -> tuple[Tensor | None, ...]:
        inputs = ctx.saved_tensors
        seeded = {k: c for k, c in enumerate(cotangents) if c is not None}
        if not seeded:
            return (None,) * (1 + len(inputs))
        # Data that nobody differentiates by costs as much as a parameter.
        needed = ctx.needs_input_grad[1:]
        wanted = tuple(k for k, is_needed in enumerate(needed) if is_needed)
        pullback = ctx.fused.pullback(tuple(seeded), None if all(needed) else wanted)
        # The gradient by one number for many points is a sum, made block by block.
        is_large = any(x.numel() > 1 for x in seeded.values())
        sums = [inputs[k].numel() == 1 for k in wanted] if is_large else None
        found: list[Tensor | None] = [None] * len(inputs)
        for k, slope in zip(wanted, pullback.with_sums((*inputs, *seeded.values()), sums), strict=True):
            found[k] = summed_to(slope, inputs[k])
        return None, *found

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> tuple[Tensor, ...]:
        moving = {k: t for k, t in enumerate(tangents[1:]) if t is not None}
        pushforward = ctx.fused.pushforward(tuple(moving))
        return tuple(pushforward(*ctx.saved_tensors, *moving.values()))

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *arguments: Any) -> tuple[Any, Any]:
        fused, *inputs = arguments
        ranks = [x.dim() - (dim is not None) for x, dim in zip(inputs, in_dims[1:], strict=True)]
        most = max(ranks)
        moved = []
        for x, dim, rank in zip(inputs, in_dims[1:], ranks, strict=True):
            if dim is None:
                moved.append(x)
                continue
            front = x.movedim(dim, 0)
            moved.append(front.reshape(front.shape[0], *(1,) * (most - rank), *front.shape[1:]))
        results = fused(*moved)
        return results, (0,) * len(results)
