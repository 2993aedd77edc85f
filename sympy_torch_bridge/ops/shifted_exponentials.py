"""One exponential divided by another, with all digits and in range: terms of sums far out."""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["largest_exponent", "shifted_exponential", "shifted_term"]

# What the double next to log(2) leaves of it.
_LOG_2_BELOW = 2.319046813846299e-17


def largest_exponent(dtype: torch.dtype) -> float:
    """Return the logarithm of the largest number, rounded so that its exponential is one.

    Examples
    --------
    >>> round(largest_exponent(torch.float32), 2)
    88.72
    """
    facts = torch.finfo(dtype)
    return math.log(facts.max) * (1 - 2 * facts.eps)


def shifted_exponential(exponent: Tensor, shift: Tensor) -> Tensor:
    """Return exp(a - shift) with all digits.

    Examples
    --------
    >>> import mpmath
    >>> found = shifted_exponential(*torch.tensor([0.1, 500.0], dtype=torch.float64)).item()
    >>> with mpmath.workdps(30):
    ...     exact = mpmath.exp(mpmath.mpf(0.1) - 500)
    >>> abs(found - exact) < 2e-16 * exact, abs(math.exp(0.1 - 500) - exact) < 2e-16 * exact
    (True, False)
    """
    return torch.exp(exponent - shift) * torch.where(shift != 0, 1 + _lost(exponent, -shift), 1)


def _lost(first: Tensor, second: Tensor | float) -> Tensor:
    """Return what the sum loses by rounding (TwoSum), which is a relative error of its exponential."""
    if first.is_complex():
        return torch.zeros_like(first.real)
    first = first.detach()
    total = first + second
    moved = total - first
    lost = (first - (total - moved)) + (second - moved)
    # Much is lost only far beyond where the exponential is 0.
    return torch.where(torch.abs(lost) < 1, lost, 0)


def shifted_term(weight: Tensor | float, exponent: Tensor, shift: Tensor) -> tuple[Tensor | float, Tensor]:
    """Return a weight and an exponent for the term over the exponential of the shift.

    A power of 2 in a very large or small weight goes into the exponent: a weight below the normal numbers
    has no reciprocal, and a large one times a derivative would leave the range that its exponential comes
    back into. What the exponent loses by rounding goes into the weight. A weight of 0 the shift does not see,
    and 0 times its exponential is 0. By the exponent that term has no slope; that by the weight is then the
    largest number in place of infinity.
    """
    if isinstance(weight, int | float):
        if weight:
            return _numbered_term(weight, exponent, shift)
        weight = exponent.detach().new_zeros(())
    if exponent.is_complex() or weight.is_complex():
        return weight, exponent - shift
    largest, far = largest_exponent(exponent.dtype), shift != 0
    power = torch.floor(torch.log2(torch.abs(weight.detach())))
    is_extreme = (torch.abs(power) > largest / 8) & torch.isfinite(power)
    high, low = _logarithm_of_2(exponent.dtype)
    # What is negligible stays: its derivative by the weight may be none.
    counts = exponent.detach() - shift + power * high > -largest / 4
    power = torch.where(is_extreme & counts, power, 0)
    moved = shift - power * high
    lost = _lost(exponent, -moved) - _lost(shift, -power * high) + power * low
    distance = exponent - torch.where(far, moved, shift)
    level = distance.detach()
    distance = torch.where(weight == 0, torch.where(level > largest, largest, level), distance)
    return torch.where(far, weight / torch.exp2(power) * (1 + lost), weight), distance


def _numbered_term(weight: float, exponent: Tensor, shift: Tensor) -> tuple[Tensor | float, Tensor]:
    """Do so for a weight that is a number, other than 0: it may lie outside the range of the type."""
    if exponent.is_complex():
        return weight, exponent - shift
    mantissa, power = math.frexp(weight)
    if abs(power - 1) <= largest_exponent(exponent.dtype) / 8:
        return torch.where(shift != 0, weight * (1 + _lost(exponent, -shift)), weight), exponent - shift
    high, low = _logarithm_of_2(exponent.dtype)
    moved = shift - power * high
    lost = _lost(exponent, -moved) - _lost(shift, -power * high) + power * low
    return mantissa * (1 + lost), exponent - moved


def _logarithm_of_2(dtype: torch.dtype) -> tuple[float, float]:
    """Return log(2) as a number with exact multiples, and the rest; half precisions have no room for that."""
    facts = torch.finfo(dtype)
    digits = 1 - round(math.log2(facts.eps)) - math.ceil(math.log2(-math.log2(facts.tiny * facts.eps)))
    if digits < 16:
        return math.log(2), 0.0
    high = math.floor(math.log(2) * 2**digits) / 2**digits
    return high, (math.log(2) - high) + _LOG_2_BELOW
