"""Operations on expansions that move axes, pick entries or join tensors: each derivative by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .arithmetic import aligned
from .expansion import Expansion, NoTaylorRule, origin_of, rule
from .multi_index import Orders

__all__ = ["stacked"]


def stacked(members: Sequence[Any]) -> Any:
    """Stack tensors or expansions along a new last axis."""
    # Called directly, for Dynamo does not hand a sequence of expansions over to them.
    if any(isinstance(member, Expansion) for member in members):
        return _stack(members, -1)
    return torch.stack(list(members), -1)


def _moves(*functions: Any) -> None:
    """Register operations with one result."""
    for function in functions:

        def moved(expansion: Any, *args: Any, _function: Any = function, **options: Any) -> Expansion:
            if not isinstance(expansion, Expansion) or any(isinstance(a, Expansion) for a in args):
                raise NoTaylorRule(_function)
            return expansion.mapped(lambda part: _function(part, *args, **options))

        rule(function)(moved)


def _splits(*functions: Any) -> None:
    """Register operations with several results."""
    for function in functions:

        def split(
            expansion: Any, *args: Any, _function: Any = function, **options: Any
        ) -> tuple[Expansion, ...]:
            number = len(_function(expansion.value, *args, **options))
            return tuple(
                expansion.mapped(lambda part, i=i: _function(part, *args, **options)[i])
                for i in range(number)
            )

        rule(function)(split)


_moves(torch.squeeze, Tensor.squeeze, torch.unsqueeze, Tensor.unsqueeze, Tensor.__getitem__)
_moves(torch.select, Tensor.select, torch.narrow, Tensor.narrow, torch.movedim, Tensor.movedim)
_moves(torch.transpose, Tensor.transpose, torch.flatten, Tensor.flatten, torch.reshape, Tensor.reshape)
_moves(Tensor.view, Tensor.expand, Tensor.contiguous, torch.clone, Tensor.clone)
_moves(Tensor.to, Tensor.double, Tensor.float)
_splits(torch.unbind, Tensor.unbind, torch.chunk, Tensor.chunk, torch.split, Tensor.split)


@rule(torch.stack)
def _stack(tensors: Sequence[Any], dim: int = 0) -> Expansion:
    return _joined(tensors, lambda parts: torch.stack(parts, dim))


@rule(torch.cat, torch.concat, torch.concatenate)
def _cat(tensors: Sequence[Any], dim: int = 0) -> Expansion:
    return _joined(tensors, lambda parts: torch.cat(parts, dim), along=dim)


def _joined(
    members: Sequence[Any], join: Callable[[list[Tensor]], Tensor], along: int | None = None
) -> Expansion:
    expansions = [member for member in members if isinstance(member, Expansion)]
    values = [member.value if isinstance(member, Expansion) else member for member in members]
    plan = expansions[0].plan
    parts: dict[Orders, Tensor] = {plan.orders[0]: join(values)}
    for index in plan.orders[1:]:
        given = [m.parts.get(index) if isinstance(m, Expansion) else None for m in members]
        if any(part is not None for part in given):
            parts[index] = join(_alike(given, values, along))
    return Expansion(parts, plan, origin_of(expansions))


def _alike(parts: Sequence[Tensor | None], values: Sequence[Tensor], along: int | None) -> list[Tensor]:
    """Bring derivatives to one shape but for the axis along which they are joined; None are zeros."""
    like = next(part for part in parts if part is not None)
    filled = [like.new_zeros((1,) * like.dim()) if part is None else part for part in parts]
    shape = torch.broadcast_shapes(*(_without(part.shape, along) for part in filled))
    result = []
    for part, value in zip(filled, values, strict=True):
        wanted = list(shape)
        if along is not None:
            wanted[along] = value.shape[along]
        result.append(part.expand(wanted))
    return result


def _without(shape: Sequence[int], axis: int | None) -> list[int]:
    sizes = list(shape)
    if axis is not None:
        sizes[axis] = 1
    return sizes


@rule(torch.broadcast_tensors)
def _broadcast(*members: Any) -> list[Any]:
    shape = torch.broadcast_shapes(*(tuple(member.shape) for member in members))
    return [_expanded(m, shape) if isinstance(m, Expansion) else m.expand(shape) for m in members]


def _expanded(member: Expansion, shape: torch.Size) -> Expansion:
    return member.like(aligned({**member.parts, member.zero: member.value.expand(shape)}, len(shape)))


@rule(functional.dropout)
def _dropout(expansion: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Expansion:
    if training and p:
        raise NoTaylorRule(functional.dropout)
    result: Expansion = expansion
    return result
