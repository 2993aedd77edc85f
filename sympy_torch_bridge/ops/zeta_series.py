"""Euler-Maclaurin summation of the zeta function, carried as a Taylor series in s."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import torch
from torch import Tensor

__all__ = ["LARGEST_ORDER", "derivative_of", "exponential", "hurwitz", "regular_part", "times_linear"]

_TERMS = 16  # summed one by one before the correction terms
# B(2j)/(2j)!: with twelve of them the rest is below 1e-17 of the sum for s >= 0.
_BERNOULLI = tuple(float(mpmath.bernoulli(2 * j) / mpmath.factorial(2 * j)) for j in range(1, 13))
LARGEST_ORDER = 4


def derivative_of(series: list[Tensor], n: Tensor) -> Tensor:
    """Return n! times the n-th coefficient."""
    value = torch.full_like(n, math.nan)
    for order, coefficient in enumerate(series):
        value = torch.where(n == order, math.factorial(order) * coefficient, value)
    return value


def hurwitz(s: Tensor, a: Tensor, order: int, from_pole: Tensor) -> list[Tensor]:
    """Return the Taylor coefficients of zeta(s, a) in s, for s >= 0 and not 1; ``from_pole`` is s - 1."""
    rest, base, logarithm = regular_part(s, a, order)
    inverse = 1 / from_pole
    geometric = [(-1) ** k * inverse ** (k + 1) for k in range(order + 1)]
    main = _product(exponential(torch.pow(base, -from_pole), logarithm, order), geometric)
    return [r + m for r, m in zip(rest, main, strict=True)]


def regular_part(s: Tensor, a: Tensor, order: int) -> tuple[list[Tensor], Tensor, Tensor]:
    """Return the series without the term ``base**(1 - s)/(s - 1)``, the base and its logarithm."""
    base = a + _TERMS
    logarithm = torch.log(base)
    last = exponential(torch.pow(base, -s), logarithm, order)
    total = [part / 2 for part in last]
    factor = [part * (1 / base) for part in last]
    factor = times_linear(factor, s)
    for j, bernoulli in enumerate(_BERNOULLI):
        total = [t + bernoulli * f for t, f in zip(total, factor, strict=True)]
        factor = times_linear(times_linear(factor, s + 2 * j + 1), s + 2 * j + 2)
        factor = [f / (base * base) for f in factor]
    for k in range(_TERMS - 1, -1, -1):
        term = exponential(torch.pow(a + k, -s), torch.log(a + k), order)
        total = [t + part for t, part in zip(total, term, strict=True)]
    return total, base, logarithm


def exponential(value: Tensor, logarithm: Tensor, order: int) -> list[Tensor]:
    """Return the Taylor coefficients of ``value * exp(-e * logarithm)`` in e."""
    series = [value]
    for k in range(1, order + 1):
        series.append(series[-1] * logarithm / -k)
    return series


def times_linear(series: list[Tensor], constant: Tensor) -> list[Tensor]:
    """Multiply by ``constant + e``."""
    return [series[0] * constant, *(low + high * constant for low, high in pairwise(series))]


def _product(first: list[Tensor], second: list[Tensor]) -> list[Tensor]:
    return [
        sum((first[i] * second[k - i] for i in range(k + 1)), torch.zeros_like(first[0]))
        for k in range(len(first))
    ]
