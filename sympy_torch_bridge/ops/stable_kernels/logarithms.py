"""Logarithms of what is near 1, or has left the range of numbers."""

from __future__ import annotations

import torch
from torch import Tensor

from .. import powers
from .branches import any_complex, fold

__all__ = [
    "log1mexp",
    "log_cos",
    "log_cosh",
    "log_difference",
    "log_even_power",
    "log_exp",
    "log_expm1",
    "log_power",
    "log_product",
    "log_sin",
    "log_sinh",
    "softplus",
]

_LOG2 = 0.6931471805599453


def softplus(x: Tensor) -> Tensor:
    """Return log(1 + exp(x))."""
    if any_complex(x):
        return torch.log(1 + torch.exp(x))
    negative, t = fold(x)
    return torch.where(negative, 0, x) + torch.log1p(torch.exp(t))


def log1mexp(x: Tensor) -> Tensor:
    """Return log(1 - exp(x)), real for x < 0."""
    if any_complex(x):
        return torch.log(1 - torch.exp(x))
    near = x > -_LOG2
    # 0 - y, not -y: the difference at x = 0 is the positive zero that 1 - exp(0) is.
    close = torch.log(0 - torch.expm1(torch.where(near, x, -1)))
    return torch.where(near, close, torch.log1p(-torch.exp(torch.where(near, -1, x))))


def log_expm1(x: Tensor) -> Tensor:
    """Return log(exp(x) - 1), real for x > 0; large exponentials cancel against the logarithm."""
    if any_complex(x):
        return torch.log(torch.exp(x) - 1)
    far = x > 10
    outer = torch.where(far, x, 10)
    return torch.where(
        far, outer + torch.log1p(-torch.exp(-outer)), torch.log(torch.expm1(torch.where(far, 1, x)))
    )


def log_exp(x: Tensor) -> Tensor:
    """Return log(exp(x)), the number itself where it is real."""
    return torch.log(torch.exp(x)) if any_complex(x) else x


def log_difference(log_a: Tensor, log_b: Tensor, b: Tensor, difference: Tensor) -> Tensor:
    """Return log(a) - log(b) from both logarithms, ``b`` and ``difference = a - b``."""
    if any_complex(log_a, log_b, b):
        return log_a - log_b
    size = torch.abs(difference)
    near = (2 * size < b) & (size >= torch.finfo(b.dtype).tiny)
    quotient = torch.where(near, difference, 0) / torch.where(near, b, 1)
    return torch.where(near, torch.log1p(quotient), log_a - log_b)


def log_power(base: Tensor, exponent: Tensor) -> Tensor:
    """Return log(base**exponent), the product with log(base) for positive bases."""
    if any_complex(base, exponent):
        return torch.log(powers.power(base, exponent))
    positive = base > 0
    product = exponent * torch.log(torch.where(positive, base, 1))
    written = torch.log(powers.power(torch.where(positive, 1, base), torch.where(positive, 1, exponent)))
    return torch.where(positive, product, written)


def log_even_power(base: Tensor, exponent: Tensor) -> Tensor:
    """Return log(base**exponent) for an even number."""
    if any_complex(base):
        return torch.log(powers.power(base, exponent))
    return exponent * torch.log(torch.abs(base))


def log_product(*factors: Tensor) -> Tensor:
    """Return log(a*b*...), as a sum of logarithms where the product is out of range."""
    product, negative = factors[0], factors[0] < 0 if not any_complex(*factors) else None
    for factor in factors[1:]:
        product = product * factor
        negative = negative if negative is None else negative ^ (factor < 0)
    if negative is None:
        return torch.log(product)
    nonzero = torch.ones_like(negative)
    for factor in factors:
        nonzero = nonzero & (factor != 0)
    beyond = _is_beyond(torch.abs(product)) & nonzero & ~negative
    apart = torch.zeros_like(product)
    written = torch.ones_like(product)
    for factor in factors:
        apart = apart + torch.log(torch.abs(torch.where(beyond, factor, 1)))
        written = written * torch.where(beyond, 1, factor)
    return torch.where(beyond, apart, torch.log(written))


def _is_beyond(size: Tensor) -> Tensor:
    """Tell where a product has left the range of normal numbers."""
    limits = torch.finfo(size.dtype)
    return (size < limits.tiny) | (size > limits.max)


def log_cos(x: Tensor) -> Tensor:
    """Return log(cos(x)), from the sine of half the angle where the cosine is near 1."""
    if any_complex(x):
        return torch.log(torch.cos(x))
    near = torch.cos(x) > 0.5
    half = torch.sin(torch.where(near, x, 0) / 2)
    return torch.where(near, torch.log1p(-2 * half * half), torch.log(torch.cos(torch.where(near, 0, x))))


def log_sin(x: Tensor) -> Tensor:
    """Return log(sin(x)), from the cosine where the sine is near 1."""
    if any_complex(x):
        return torch.log(torch.sin(x))
    near = torch.sin(x) > 0.75
    other = torch.cos(torch.where(near, x, 1))
    return torch.where(near, torch.log1p(-other * other) / 2, torch.log(torch.sin(torch.where(near, 1, x))))


def log_cosh(x: Tensor) -> Tensor:
    """Return log(cosh(x))."""
    if any_complex(x):
        return torch.log(torch.cosh(x))
    small = torch.abs(x) < 1
    half = torch.sinh(torch.where(small, x, 0) / 2)
    _, t = fold(torch.where(small, 1, x))
    return torch.where(small, torch.log1p(2 * half * half), torch.log1p(torch.exp(2 * t)) - t - _LOG2)


def log_sinh(x: Tensor) -> Tensor:
    """Return log(sinh(x)), real for x > 0."""
    if any_complex(x):
        return torch.log(torch.sinh(x))
    far = x > 1.5
    outer = torch.where(far, x, 2)
    return torch.where(
        far,
        outer + torch.log1p(-torch.exp(-2 * outer)) - _LOG2,
        torch.log(torch.sinh(torch.where(far, 1, x))),
    )
