"""Calls whose arguments are taken as they are, told quickly: nearly every call is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn

__all__ = ["are_settled", "settlement"]

_PLAIN = frozenset((Tensor, nn.Parameter))


def are_settled(values: Sequence[Any]) -> bool:
    """Whether all values are plain tensors of one real floating dtype, of one shape or 0-dimensional.

    Nothing of them needs conversion, sharing among processes, or a check. False says only that the full
    binding has to look.

    Examples
    --------
    >>> import torch
    >>> are_settled([torch.ones(2), torch.tensor(1.0)]), are_settled([torch.ones(2), 1.0])
    (True, False)
    """
    first = values[0]
    if type(first) not in _PLAIN:
        return False
    dtype, shape = first.dtype, first.shape
    for value in values[1:]:
        if type(value) not in _PLAIN or value.dtype is not dtype:
            return False
        other = value.shape
        if other != shape and other:  # a number fits every shape
            if shape:
                return False
            shape = other
    return bool(dtype.is_floating_point)


def settlement(count: int) -> Callable[[Sequence[Any]], bool]:
    """Return the predicate of calls with so many arguments; none is settled if there are 0."""

    def is_settled(args: Sequence[Any]) -> bool:
        return len(args) == count and are_settled(args)

    return {0: _is_never_settled, 1: _is_one_settled}.get(count, is_settled)


def _is_one_settled(args: Sequence[Any]) -> bool:
    return len(args) == 1 and type(args[0]) in _PLAIN and args[0].dtype.is_floating_point


def _is_never_settled(args: Sequence[Any]) -> bool:
    return False
