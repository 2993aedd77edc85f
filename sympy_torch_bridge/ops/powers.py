"""Powers with an exponent that varies, and their derivatives of any order.

The derivatives that torch states for ``x**y`` are right to first order only: where an exponent is 0 it
takes the derivative by the base as the constant 0, and loses the mixed derivative ``1/x``. One order
higher it does so at an exponent of 1, for ``y*x**(y - 1)`` is a power again.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor
from torch._C._functorch import peek_interpreter_stack
from torch.autograd import forward_ad

from .differentiable import Differentiable

__all__ = ["power"]

# Keys that every process knows, for graphs that another one has saved: derivatives to this order.
_KNOWN = 8


class _LogarithmicPower(Differentiable):
    """The function ``x**y * log(x)**n``: powers and their derivatives are closed under differentiation.

    At ``x == 0`` a derivative by the exponent is 0 for exponents from 0 on, as torch has it.
    """

    def __init__(self, n: int) -> None:
        super().__init__("power", key=f"power.{n}.{__name__}")
        self.n = n

    def evaluate(self, *arguments: Tensor) -> Tensor:
        base, exponent = arguments
        value = torch.pow(base, exponent)
        if not self.n:
            return value
        product = value * torch.log(base) ** self.n
        return torch.where((base == 0) & (torch.real(exponent) >= 0), 0, product)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        base, exponent = arguments
        # Nothing will differentiate what is computed while torch records nothing.
        is_last = not (torch.is_grad_enabled() or _is_transformed())
        if position == 1:
            higher = _logarithmic_power(self.n + 1)
            return higher.evaluate(base, exponent) if is_last else higher(base, exponent)
        lowered = exponent - 1
        if is_last and not self.n:
            return torch.where(exponent == 0, 0, exponent * torch.pow(base, lowered))
        slope = _scaled(exponent, _logarithmic_power(self.n)(base, lowered))
        return slope + self.n * _logarithmic_power(self.n - 1)(base, lowered) if self.n else slope


@cache
def _logarithmic_power(n: int) -> _LogarithmicPower:
    return _LogarithmicPower(n)


_POWER = _logarithmic_power(0)
for _n in range(1, _KNOWN + 1):
    _logarithmic_power(_n)


def _scaled(factor: Tensor, slope: Tensor) -> Tensor:
    """Return the product, 0 for a factor of 0 even where the slope is infinite.

    There the product has no derivative by the factor, nor has the root of its square, which is written.
    """
    factor = factor.to(slope.dtype)  # where both meet, torch wants a gradient of one type
    lost = (factor == 0) & torch.isinf(slope)
    zero = torch.where(lost, factor, 1)
    return torch.where(lost, torch.sqrt(zero * zero), factor * torch.where(lost, 0, slope))


def power(base: Tensor, exponent: Tensor) -> Tensor:
    """Return ``base**exponent``, with right derivatives of any order by both.

    Examples
    --------
    >>> x = torch.tensor(4.0, requires_grad=True)
    >>> y = torch.tensor(0.0, requires_grad=True)
    >>> (slope,) = torch.autograd.grad(power(x, y), x, create_graph=True)
    >>> torch.autograd.grad(slope, y)
    (tensor(0.2500),)
    """
    if not _may_be_differentiated_by_both(base, exponent):
        return torch.pow(base, exponent)
    return _POWER(base, exponent)


def _may_be_differentiated_by_both(base: Tensor, exponent: Tensor) -> bool:
    """Whether derivatives by both arguments can be asked for; torch's are right where one is constant."""
    is_plain = torch.is_grad_enabled() and base.requires_grad and exponent.requires_grad
    return is_plain or _is_transformed()


def _is_transformed() -> bool:
    """Whether a graph is being traced, or a transform hides what requires a gradient."""
    if torch.compiler.is_compiling() or forward_ad._current_level >= 0:
        return True
    return peek_interpreter_stack() is not None
