"""The choice between the emitted source and the fused program, call by call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import torch
from torch import Tensor

from ..program import Layout, Program
from .explanation import Explanation
from .fused_program import FusedProgram
from .support import reason_against_program, reason_against_tensors

__all__ = ["Evaluator"]

# Numbers to compute, operations times points, from which blocks are faster than one operation after the
# other; measured by benchmarks/crossover.py.
_LEAST_WORK = 200_000
_LEAST_OPERATIONS = 2


class Evaluator:
    """Evaluates a program by the backend that was asked for, or plainly where it does not apply.

    Parameters
    ----------
    program : Program
    plain : callable
        The emitted source.
    backend : {"eager", "fused", "auto"}
        ``"auto"`` takes the fused program where there is enough to compute.
    """

    def __init__(
        self, program: Program, plain: Callable[..., Any], backend: Literal["eager", "fused", "auto"]
    ) -> None:
        self.program = program
        self.backend = backend
        self._plain = plain
        self.reason = "" if backend == "eager" else reason_against_program(program)
        self._operations = program.operation_count
        self._fused: dict[torch.dtype, FusedProgram] = {}

    def fused(self, dtype: torch.dtype) -> FusedProgram:
        """Return the fused program for tensors of a type, made when it is first needed."""
        if dtype not in self._fused:
            self._fused[dtype] = FusedProgram(self.program, dtype)
        return self._fused[dtype]

    def reason_against(self, tensors: Sequence[Tensor]) -> str:
        """Return why a call is evaluated plainly, "" where it is fused."""
        if self.backend == "eager":
            return "plain torch operations were asked for"
        if self.reason:
            return self.reason
        found = reason_against_tensors(tensors)
        if found or self.backend == "fused":
            return found
        points = torch.broadcast_shapes(*(t.shape for t in tensors)).numel()
        if self._operations < _LEAST_OPERATIONS or self._operations * points < _LEAST_WORK:
            return f"{self._operations} operations at {points} points are computed faster one by one"
        return ""

    def __call__(self, *tensors: Tensor) -> Any:
        """Return the outputs as the emitted source returns them."""
        if self.reason_against(tensors):
            return self._plain(*tensors)
        return arranged(self.program.layout, iter(self.fused(tensors[0].dtype)(*tensors)))

    def value_and_grad(self, tensors: Sequence[Tensor]) -> tuple[Any, tuple[Tensor, ...]] | None:
        """Return the outputs and the gradients of their sum from one evaluation, None if it is plain."""
        if self.reason_against(tensors):
            return None
        joint = self.fused(tensors[0].dtype).with_gradient
        count = len(self.program.outputs())
        if torch.is_grad_enabled() and any(t.requires_grad for t in tensors):
            results = joint(*tensors)
        else:
            size = torch.broadcast_shapes(*(t.shape for t in tensors)).numel()
            # The gradient by one number for all points is a sum, made block by block.
            sums = [t.numel() == 1 and size > 1 for t in tensors]
            results = tuple(joint.evaluate(tensors, sums=[*[False] * count, *sums]))
        gradients = tuple(
            g.reshape(t.shape) if g.numel() == t.numel() else g.sum_to_size(t.shape)
            for g, t in zip(results[count:], tensors, strict=True)
        )
        return arranged(self.program.layout, iter(results[:count])), gradients

    def explain(self, tensors: Sequence[Tensor]) -> Explanation:
        """Say how a call with these tensors is evaluated, and why."""
        reason = self.reason_against(tensors)
        return Explanation.of(self.program, self.backend, reason, tensors, self.fused if not reason else None)


def arranged(layout: Layout, values: Iterator[Tensor]) -> Any:
    """Arrange flat outputs as emitted source returns them: nested tuples, and arrays stacked.

    Examples
    --------
    >>> node = Layout("node", node=0)
    >>> arranged(Layout("stack", (node, node), shape=(2,)), iter([torch.zeros(3), torch.ones(3)])).shape
    torch.Size([3, 2])
    """
    if layout.kind == "node":
        return next(values)
    items = [arranged(item, values) for item in layout.items]
    if layout.kind != "stack":
        return tuple(items)
    stacked = torch.stack(items, dim=-1)
    return stacked.reshape(*stacked.shape[:-1], *layout.shape)
