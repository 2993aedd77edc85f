"""Torch kernels for functions that torch lacks, or whose torch form loses digits or gradients.

Each kernel is a composition of torch operations, so autograd, forward mode, vmap and
torch.compile pass through it. ``side`` below is +1 or -1 and a constant for autograd: unlike
``torch.abs`` it keeps odd and even functions differentiable twice at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

__all__ = [
    "acot",
    "acoth",
    "acsc",
    "acsch",
    "asec",
    "asech",
    "cot",
    "coth",
    "csc",
    "csch",
    "frac",
    "heaviside",
    "huge_power",
    "imag",
    "log10",
    "maximum",
    "minimum",
    "rem",
    "sec",
    "sech",
    "sinc",
    "step",
]

# Below 1, ten terms of the Taylor series of sin(x)/x reach 1/21! = 2e-20 relative.
_SINC_TERMS = 10
# So far from the real axis sine and cosine are one exponential, to all digits of a double.
_FAR = 20.0


def _side(x: Tensor) -> Tensor:
    """Return -1 where ``x`` (of a complex number the real part) is negative, else +1, without a gradient."""
    one = torch.ones_like(x)
    return torch.where(torch.real(x) < 0, -one, one).detach()


def sec(x: Tensor) -> Tensor:
    """Secant."""
    return _by_distance(x, lambda x: 1 / torch.cos(x), lambda t: sech(t))


def csc(x: Tensor) -> Tensor:
    """Cosecant."""
    return _by_distance(x, lambda x: 1 / torch.sin(x), lambda t: 1j * csch(t))


def cot(x: Tensor) -> Tensor:
    """Cotangent."""
    return _by_distance(x, lambda x: torch.cos(x) / torch.sin(x), lambda t: 1j * coth(t))


def _by_distance(x: Tensor, near: Callable[[Tensor], Tensor], far: Callable[[Tensor], Tensor]) -> Tensor:
    """Apply ``near`` to real numbers and next to them, ``far`` to ``1j*x`` where sine and cosine overflow."""
    if not x.is_complex():
        return near(x)
    is_far = torch.imag(x).detach().abs() > _FAR
    one = torch.ones_like(x)
    return torch.where(
        is_far, far(1j * torch.where(is_far, x, _FAR * 1j * one)), near(torch.where(is_far, one, x))
    )


def sech(x: Tensor) -> Tensor:
    """Hyperbolic secant, from decaying exponentials: 1/cosh has the gradient 0*inf for large arguments.

    Next to 0 it is 1/cosh, as the slopes of two exponentials cancel there.
    """
    is_near = torch.abs(x).detach() < 1
    t = _side(x) * torch.where(is_near, 1, x)
    return torch.where(
        is_near, 1 / torch.cosh(torch.where(is_near, x, 0)), 2 * torch.exp(-t) / (1 + torch.exp(-2 * t))
    )


def csch(x: Tensor) -> Tensor:
    """Hyperbolic cosecant, from decaying exponentials like :func:`sech`."""
    side = _side(x)
    t = side * x
    return -2 * side * torch.exp(-t) / torch.expm1(-2 * t)


def coth(x: Tensor) -> Tensor:
    """Hyperbolic cotangent as 1 + 2/(exp(2x) - 1) on the positive side, which keeps the gradient's digits.

    They come from the numerator alone: far out torch's gradient of ``expm1`` is nothing but rounding.
    """
    side = _side(x)
    t = side * x
    return side * (1 - 2 * torch.exp(-2 * t) / torch.expm1(-2 * t))


def acot(x: Tensor) -> Tensor:
    """Inverse cotangent with values in (-pi/2, pi/2], the branch of SymPy."""
    if x.is_complex():
        return torch.atan(1 / x)
    side = _side(x)
    return torch.atan2(side, side * x)


def asec(x: Tensor) -> Tensor:
    """Inverse secant; the product form keeps digits near 1 that ``acos(1/x)`` rounds away.

    Its distances are taken from the nearer end: at -1 a product with the other sign is the zero -0, the
    wrong side of the cut of ``atan2``.
    """
    if x.is_complex():
        return torch.acos(1 / x)
    side = _side(x)
    return torch.atan2(torch.sqrt(side * x - 1) * torch.sqrt(side * x + 1), side)


def acsc(x: Tensor) -> Tensor:
    """Inverse cosecant; see :func:`asec`."""
    if x.is_complex():
        return torch.asin(1 / x)
    side = _side(x)
    return torch.atan2(side, torch.sqrt(side * x - 1) * torch.sqrt(side * x + 1))


def asech(x: Tensor) -> Tensor:
    """Inverse hyperbolic secant; both terms vanish at 1, and 1/x, which leaves the range, is not needed."""
    if x.is_complex():
        return torch.acosh(1 / x)
    return torch.log1p(torch.sqrt(1 - x) * torch.sqrt(1 + x)) - torch.log(x)


def acsch(x: Tensor) -> Tensor:
    """Inverse hyperbolic cosecant; below 1 by logarithms, because 1/x and its slope leave the range."""
    if x.is_complex():
        return torch.asinh(1 / x)
    side = _side(x)
    small = (side * x < 1) & (x != 0)
    inner = torch.where(small, side * x, 1)
    near = torch.log1p(torch.sqrt(1 + inner * inner)) - torch.log(inner)
    return torch.where(small, side * near, torch.asinh(1 / torch.where(small, 1, x)))


def acoth(x: Tensor) -> Tensor:
    """Inverse hyperbolic cotangent; ``log1p`` keeps the digits near 1."""
    if x.is_complex():
        return torch.atanh(1 / x)
    side = _side(x)
    return side * torch.log1p(2 / (side * x - 1)) / 2


def sinc(x: Tensor) -> Tensor:
    """Return sin(x)/x, 1 at 0: a Taylor series below 1, so that all derivatives are right at 0.

    ``torch.sinc`` loses the digits of its gradient near 0.
    """
    small = torch.abs(x) < 1
    inner = torch.where(small, x, 0)
    outer = torch.where(small, 1, x)
    square = inner * inner
    series = torch.ones_like(square)
    for k in range(_SINC_TERMS, 0, -1):
        series = 1 - square * series / ((2 * k) * (2 * k + 1))
    # The sine of an infinite argument is nan, the limit of sinc is 0.
    ratio = torch.where(torch.isinf(outer), 1 / outer, torch.sin(outer) / outer)
    return torch.where(small, series, ratio)


def log10(x: Tensor) -> Tensor:
    """Decimal logarithm, complex arguments included."""
    return torch.log(x) / math.log(10) if x.is_complex() else torch.log10(x)


def huge_power(x: Tensor, exponent: Tensor, is_odd: Tensor) -> Tensor:
    """Return x to a power beyond the range of numbers: 0, 1 or infinite.

    Where the value vanishes so does its gradient, which the power rule gives as infinity times 0.
    """
    size = torch.abs(x)
    vanishing = torch.where(exponent > 0, size < 1, size > 1)
    power = torch.pow(torch.where(vanishing, 1, size), exponent)
    value = torch.where(vanishing, 0, power)
    return torch.where(is_odd != 0, value * torch.sgn(x), value)


def frac(x: Tensor) -> Tensor:
    """Return x - floor(x), SymPy's fractional part (``torch.frac`` keeps the sign instead)."""
    return x - torch.floor(x)


def rem(p: Tensor, q: Tensor) -> Tensor:
    """Return the remainder that has the sign of ``p``, SymPy's Rem.

    The slope of ``torch.fmod`` by ``q`` is the quotient as rounded, 10 at 1/0.1, where 9 is taken from 1.
    """
    value = torch.fmod(p, q)
    taken = (p - value) / q
    # What is added is less than 1, so that even quotients without a place for halves stay.
    taken = torch.floor(taken) + torch.floor(taken - torch.floor(taken) + 0.5)
    excess = torch.trunc(p / q) - taken
    is_off = torch.isfinite(excess) & (excess != 0)
    excess = torch.where(is_off, excess, 0).detach()
    return torch.where(is_off, value + excess * (q - q.detach()), value)


def step(x: Tensor) -> Tensor:
    """Return -1, 0 or 1 by the sign of a real ``x`` (nan for nan), or ``x/|x|`` for a complex one."""
    if x.is_complex() or not x.is_floating_point():
        return torch.sgn(x)
    # Not x where it is nan, whose slope is 1, nor sgn, whose gradient has no storage.
    return torch.where(torch.isnan(x), torch.nan, torch.sign(x))


def heaviside(x: Tensor, at_zero: Tensor) -> Tensor:
    """Return 0 below 0, 1 above, ``at_zero`` at 0; the gradient with respect to ``x`` is 0."""
    sides = (step(x) + 1) / 2
    return torch.where(x == 0, at_zero, sides)


def imag(x: Tensor) -> Tensor:
    """Imaginary part; zeros (with gradient 0) for a real tensor, for which ``torch.imag`` raises."""
    if x.is_complex():
        return torch.imag(x)
    # sgn(x)*0 would do, but for a gradient that has no storage.
    return torch.where(torch.ones_like(x, dtype=torch.bool), torch.zeros_like(x), x)


def maximum(*values: Tensor) -> Tensor:
    """Largest of the arguments; at a tie of two the gradient is shared evenly."""
    result = values[0]
    for value in values[1:]:
        result = torch.maximum(result, value)
    return result


def minimum(*values: Tensor) -> Tensor:
    """Smallest of the arguments; at a tie of two the gradient is shared evenly."""
    result = values[0]
    for value in values[1:]:
        result = torch.minimum(result, value)
    return result
