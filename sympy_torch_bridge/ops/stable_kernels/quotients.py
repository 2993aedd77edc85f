"""The logarithm of a quotient, from the exact difference of close numbers."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ..at_hand import are_at_hand, range_of
from .branches import any_complex

__all__ = ["log_quotient", "log_quotient_of_values"]

# Of quotients between these the difference decides, and autograd through it stays in range.
_NEAR, _FAR = -0.5, 3.0
# Quotients from here on are in range.
_LEAST = -0.999


def log_quotient(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b): from the difference near 1, from two logarithms where it is out of range."""
    if any_complex(a, b):
        return torch.log(a / b)
    if are_at_hand((a, b)) and forward_ad._current_level < 0:
        return _log_quotient_at_hand(a, b)
    same = ((a > 0) & (b > 0)) | ((a < 0) & (b < 0))
    near = torch.abs(a - b) * 2 < torch.abs(b)
    beyond = _is_beyond(torch.abs(a / b)) & same
    special = near | beyond
    close = torch.log1p((torch.where(near, a, 1) - torch.where(near, b, 1)) / torch.where(near, b, 1))
    apart = torch.log(torch.abs(torch.where(beyond, a, 1))) - torch.log(torch.abs(torch.where(beyond, b, 1)))
    quotient = torch.where(special, 1, a) / torch.where(special, 1, b)
    # A negative quotient may have become a zero, whose logarithm is infinite.
    is_lost = (quotient == 0) & (a != 0) & ~same
    written = torch.log(torch.where(is_lost, -1, quotient))
    return torch.where(near, close, torch.where(beyond, apart, written))


def log_quotient_of_values(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b) of real numbers that are not differentiated, by one logarithm: of the difference.

    Two logarithms are needed where the quotient is out of range.
    """
    larger = torch.abs(a) >= torch.abs(b)
    difference = a - b
    # How much the larger one exceeds the other, relative to it; below -1 where the signs differ.
    growth = torch.where(larger, difference, -difference) / torch.where(larger, b, a)
    size = torch.log1p(growth)
    apart = torch.log(torch.abs(a)) - torch.log(torch.abs(b))
    # The logarithm of 0 is in range whatever the sign of b.
    beyond = (growth == float("inf")) | (a == 0)
    return torch.where(beyond, apart, torch.where(larger, size, -size))


def _log_quotient_at_hand(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b) by the forms that its numbers need."""
    growth = (a - b) / b
    least, largest = range_of(growth)
    if least >= _NEAR and largest <= _FAR:
        return torch.log1p(growth)
    if least > _LEAST and largest < _NEAR:
        return torch.log(a / b)
    is_in_range = least > _LEAST and largest <= torch.finfo(growth.dtype).max
    if torch.is_grad_enabled() and (a.requires_grad or b.requires_grad):
        # To differentiate the forms takes longer than to compute them.
        stated: Tensor = _Stated.apply(is_in_range, a, b)  # type: ignore[no-untyped-call]
        return stated
    return _by_both_forms(a, b) if is_in_range else log_quotient_of_values(a, b)


def _by_both_forms(a: Tensor, b: Tensor) -> Tensor:
    growth = (a - b) / b
    return torch.where(growth >= _NEAR, torch.log1p(growth), torch.log(a / b))


def _is_beyond(size: Tensor) -> Tensor:
    """Tell where a quotient has left the range of normal numbers."""
    limits = torch.finfo(size.dtype)
    return (size < limits.tiny) | (size > limits.max)


class _Stated(torch.autograd.Function):
    """The logarithm of a quotient with its two slopes, in reverse mode alone."""

    @staticmethod
    def forward(ctx: Any, is_in_range: bool, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return _by_both_forms(a, b) if is_in_range else log_quotient_of_values(a, b)

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor) -> tuple[Tensor | None, ...]:
        (cotangent,), (a, b) = cotangents, ctx.saved_tensors
        _, by_a, by_b = ctx.needs_input_grad
        return (
            None,
            (cotangent / a).sum_to_size(a.shape) if by_a else None,
            (-cotangent / b).sum_to_size(b.shape) if by_b else None,
        )
