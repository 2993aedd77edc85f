"""Exponentials and powers: near 0, near 1, and where they overflow."""

from __future__ import annotations

import torch
from torch import Tensor

from .. import powers
from .branches import any_complex, fold

__all__ = [
    "bose",
    "bose_slope",
    "compound",
    "exp_difference",
    "exp_power",
    "expm1",
    "power_of_one_plus",
    "sech_squared",
    "sigmoid",
    "sigmoid_slope",
    "tanh",
    "tanh_slope",
]


def expm1(x: Tensor) -> Tensor:
    """Return exp(x) - 1; torch's ``expm1`` takes its gradient, exp(x), from a value that is -1 far out."""
    if any_complex(x):
        return torch.expm1(x)
    near = x > -1
    return torch.where(near, torch.expm1(torch.where(near, x, 0)), torch.exp(torch.where(near, 0, x)) - 1)


def sech_squared(x: Tensor) -> Tensor:
    """Return 1 - tanh(x)**2, by decaying exponentials in the tails."""
    small = x.abs() < 1
    if any_complex(x):
        return 1 - torch.tanh(x) ** 2
    inner = torch.tanh(torch.where(small, x, 0))
    _, t = fold(torch.where(small, 1, x))
    decay = torch.exp(2 * t)
    return torch.where(small, 1 - inner * inner, 4 * decay / ((1 + decay) * (1 + decay)))


def sigmoid(x: Tensor) -> Tensor:
    """Return 1/(1 + exp(-x)); the exponential never overflows, the tail of the gradient keeps digits."""
    if any_complex(x):
        return 1 / (1 + torch.exp(-x))
    negative, t = fold(x)
    decay = torch.exp(t)
    return torch.where(negative, decay, 1) / (1 + decay)


def sigmoid_slope(x: Tensor) -> Tensor:
    """Return the derivative of 1/(1 + exp(-x)), by the same decaying exponential."""
    _, t = fold(x)
    decay = torch.exp(t)
    return decay / ((1 + decay) * (1 + decay))


def tanh(x: Tensor) -> Tensor:
    """Return tanh(x); its gradient keeps digits in the tails, where ``1 - tanh(x)**2`` has none."""
    if any_complex(x):
        return torch.tanh(x)
    negative, t = fold(x)
    quotient = -expm1(2 * t) / (1 + torch.exp(2 * t))
    return torch.where(negative, -quotient, quotient)


def tanh_slope(x: Tensor) -> Tensor:
    """Return 1 - tanh(x)**2, by the decaying exponential of tanh."""
    _, t = fold(x)
    decay = torch.exp(2 * t)
    return 4 * decay / ((1 + decay) * (1 + decay))


def bose(x: Tensor) -> Tensor:
    """Return 1/(exp(x) - 1); the exponential never overflows."""
    if any_complex(x):
        return 1 / torch.expm1(x)
    negative, t = fold(x)
    denominator = expm1(t)
    # At 0 the sign of the zero decides between the two infinities.
    return torch.where(negative, 1, torch.exp(t)) / torch.where(negative, denominator, 0 - denominator)


def bose_slope(x: Tensor) -> Tensor:
    """Return the derivative of 1/(exp(x) - 1), an even function, by the same decaying exponential."""
    _, t = fold(x)
    denominator = expm1(t)
    return -torch.exp(t) / (denominator * denominator)


def exp_difference(a: Tensor, b: Tensor, difference: Tensor) -> Tensor:
    """Return exp(a) - exp(b) for ``difference = a - b``."""
    if any_complex(a, b):
        return torch.exp(a) - torch.exp(b)
    near = torch.abs(difference) < 1
    factor = torch.expm1(torch.where(near, difference, 0))
    written = torch.exp(torch.where(near, 0, a)) - torch.exp(torch.where(near, 0, b))
    return torch.where(near, torch.exp(torch.where(near, b, 0)) * factor, written)


def exp_power(exponent: Tensor, base: Tensor) -> Tensor:
    """Return exp(exponent * log(base)): for positive bases the power, which rounds only once."""
    written = torch.exp(exponent * torch.log(base))
    if any_complex(exponent, base):
        return written
    # The correction is 1 but for rounding, so that it needs no gradient.
    regular = (base > 0) & (written >= torch.finfo(base.dtype).tiny) & torch.isfinite(written)
    power = torch.pow(torch.where(regular, base, 1), exponent)
    return written * torch.where(regular, power / torch.where(regular, written, 1), 1).detach()


def power_of_one_plus(x: Tensor, exponent: Tensor) -> Tensor:
    """Return (1 + x)**exponent, corrected for what the rounding of 1 + x cuts off."""
    total = 1 + x
    if any_complex(x, exponent):
        return powers.power(total, exponent)
    # The rounding error of the sum, exactly: a correction, not a function of x, so without a gradient.
    kept = total - x
    lost = ((1 - kept) + (x - (total - kept))).detach()
    lost = torch.where(torch.isfinite(lost) & (total > 0), lost, 0)
    power = powers.power(total, exponent)
    regular = torch.isfinite(power) & (power != 0)  # what has left the range of numbers stays as it is
    factor = torch.exp(torch.where(regular, exponent, 0) * (lost / torch.where(total > 0, total, 1)))
    return torch.where(regular, torch.where(regular, power, 1) * factor, power)


def compound(x: Tensor, exponent: Tensor) -> Tensor:
    """Return (1 + x)**exponent - 1, by ``expm1`` where the result is small."""
    if any_complex(x, exponent):
        return powers.power(1 + x, exponent) - 1
    growth = exponent * torch.log1p(torch.where(x > -1, x, 0))
    near = (x > -1) & (torch.abs(growth) < 1)
    far = power_of_one_plus(torch.where(near, 0, x), torch.where(near, 1, exponent)) - 1
    inner = torch.where(near, exponent, 0) * torch.log1p(torch.where(near, x, 0))
    return torch.where(near, torch.expm1(inner), far)
