"""A function applied to every entry of an array."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy.tensor.array.expressions import ArrayElementwiseApplyFunc
from torch import Tensor

from ...ops.array_kernels import lift
from ..body import lowered_body
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import Operation

__all__ = ["FORMS"]


class _Entrywise:
    """Gives the captured scalars and arrays ``rank`` axes for the entries, between batch and own axes."""

    def __init__(self, function: Callable[..., Tensor], rank: int, ranks: Sequence[int]) -> None:
        self.__name__ = "entrywise"
        self._function, self._rank, self._ranks = function, rank, tuple(ranks)

    def __call__(self, array: Tensor, *captured: Tensor) -> Tensor:
        lifted = [self._lifted(t, rank) for t, rank in zip(captured, self._ranks, strict=True)]
        value = self._function(array, *lifted)
        return value.expand(array.broadcast_to(value.shape).shape) if value.dim() > array.dim() else value

    def _lifted(self, captured: Tensor, rank: int) -> Tensor:
        if not rank:
            return lift(self._rank, captured)
        batch = captured.dim() - rank
        return captured.reshape(
            *captured.shape[:batch], *(1 for _ in range(self._rank)), *captured.shape[batch:]
        )


def _applied(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    function, array = expr.args
    argument = yield array, scope
    lowering.traits.extend(function)
    body = yield from lowered_body(lowering, function.expr, list(function.variables), scope)
    rank = lowering.builder.ranks[argument]
    ranks = [lowering.builder.ranks[node] for node in body.captured]
    operation = Operation("entrywise", _Entrywise(body.function, rank, ranks), supplied=True, rank=rank)
    return lowering.builder.add(operation, argument, *body.captured)


FORMS: dict[type[Any], FormFunction] = {ArrayElementwiseApplyFunc: _applied}
