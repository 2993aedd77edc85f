"""The logarithm of a quotient, from the exact difference of close numbers."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ..at_hand import are_at_hand, range_of
from ..differentiable import Differentiable
from .branches import any_complex

__all__ = ["log_quotient", "log_quotient_of_values"]

# Down to here the difference is exact, and log1p makes little of the rounding of the quotient.
_NEAR = -0.5
# Quotients from here on are in range.
_LEAST = -0.999


def log_quotient(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b) by one logarithm, of the difference; by two where the quotient is out of range."""
    if any_complex(a, b):
        return torch.log(a / b)
    if are_at_hand((a, b)) and (found := _log_quotient_at_hand(a, b)) is not None:
        return found
    beyond = _is_out_of_range(a, _growth(a, b)[1])
    larger, growth = _growth(torch.where(beyond, 1, a), torch.where(beyond, 1, b))
    size = torch.log1p(growth)
    apart = torch.log(torch.abs(torch.where(beyond, a, 1))) - torch.log(torch.abs(torch.where(beyond, b, 1)))
    return torch.where(beyond, apart, torch.where(larger, size, -size))


def log_quotient_of_values(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b) of real numbers, without a gradient where the quotient is out of range."""
    larger, growth = _growth(a, b)
    size = torch.log1p(growth)
    apart = torch.log(torch.abs(a)) - torch.log(torch.abs(b))
    return torch.where(_is_out_of_range(a, growth), apart, torch.where(larger, size, -size))


def _growth(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Return whether ``abs(a) >= abs(b)``, and by how much the larger one exceeds the other, relative to it.

    The difference of close numbers is exact. Of numbers of different signs it is below -1.
    """
    larger = torch.abs(a) >= torch.abs(b)
    difference = a - b
    # No absolute value: at a == b its gradient would be 0.
    return larger, torch.where(larger, difference, -difference) / torch.where(larger, b, a)


def _is_out_of_range(a: Tensor, growth: Tensor) -> Tensor:
    """Tell where only the two logarithms are in range; that of 0 is so whatever the sign of ``b``."""
    return (growth == float("inf")) | (a == 0)


def _log_quotient_at_hand(a: Tensor, b: Tensor) -> Tensor | None:
    """Return log(a/b) by the forms that its numbers need; None where a quotient may be out of range."""
    growth = (a - b) / b
    least, largest = range_of(growth)
    if not _LEAST < least <= largest <= torch.finfo(growth.dtype).max:
        return None
    if least >= _NEAR:
        return torch.log1p(growth)
    if largest < _NEAR:
        return torch.log(a / b)
    is_differentiated = torch.is_grad_enabled() and (a.requires_grad or b.requires_grad)
    # To differentiate both forms takes longer than to compute them.
    return _STATED(a, b) if is_differentiated and forward_ad._current_level < 0 else _by_both_forms(a, b)


def _by_both_forms(a: Tensor, b: Tensor) -> Tensor:
    growth = (a - b) / b
    return torch.where(growth >= _NEAR, torch.log1p(growth), torch.log(a / b))


class _InRange(Differentiable):
    """The logarithm of quotients that are all in range, with its two slopes."""

    def evaluate(self, *arguments: Tensor) -> Tensor:
        return _by_both_forms(*arguments)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        return (-1 if position else 1) / arguments[position]

    def pullback(
        self, arguments: tuple[Tensor, ...], cotangent: Tensor, needed: tuple[bool, ...]
    ) -> list[Tensor | None]:
        a, b = arguments
        return [cotangent / a if needed[0] else None, -cotangent / b if needed[1] else None]


_STATED = _InRange("log_quotient", key="log_quotient")
