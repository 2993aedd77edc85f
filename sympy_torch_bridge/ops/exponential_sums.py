"""Torch kernels for logarithms and quotients of sums of exponentials, at any size of the exponents.

The weighted kernels take pairs, a weight and an exponent: ``w1, a1, w2, a2, ...`` is the sum of the
``w*exp(a)``; a weight that is a Python number costs less than a tensor. While all of it is in range, with
the powers that its derivatives divide by, it is computed as written; otherwise the largest term is divided
out first. The shift carries no gradient: the result does not depend on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import Tensor

from . import kernels
from .at_hand import are_at_hand, range_of
from .shifted_exponentials import largest_exponent, shifted_exponential, shifted_term

__all__ = [
    "WEIGHTS_FROM",
    "log1p_sum_exp",
    "log1p_weighted_sum_exp",
    "log_sum_exp",
    "log_weighted_sum_exp",
    "quotient_sum_exp",
    "quotient_weighted_sum_exp",
]

Weight = Tensor | float
Weights = Sequence[Weight] | None

# The derivative of a logarithm of this order divides by this power of the sum.
_ORDER = 4


def log_sum_exp(*exponents: Tensor) -> Tensor:
    """Return log(exp(a1) + exp(a2) + ...)."""
    return _log(None, exponents)


def log_weighted_sum_exp(*pairs: Any) -> Tensor:
    """Return log(w1*exp(a1) + w2*exp(a2) + ...)."""
    return _log(pairs[::2], pairs[1::2])


def log1p_sum_exp(*exponents: Tensor) -> Tensor:
    """Return log(1 + exp(a1) + exp(a2) + ...)."""
    return _log1p(None, exponents)


def log1p_weighted_sum_exp(*pairs: Any) -> Tensor:
    """Return log(1 + w1*exp(a1) + w2*exp(a2) + ...)."""
    return _log1p(pairs[::2], pairs[1::2])


def quotient_sum_exp(exponent: Tensor, *exponents: Tensor) -> Tensor:
    """Return exp(a)/(exp(a1) + exp(a2) + ...)."""
    return _quotient(exponent, None, exponents)


def quotient_weighted_sum_exp(exponent: Tensor, *pairs: Any) -> Tensor:
    """Return exp(a)/(w1*exp(a1) + w2*exp(a2) + ...)."""
    return _quotient(exponent, pairs[::2], pairs[1::2])


# The first argument of a kernel that is a weight, as every second one after it is.
WEIGHTS_FROM: Final = {log_weighted_sum_exp: 0, log1p_weighted_sum_exp: 0, quotient_weighted_sum_exp: 1}


def _quotient(exponent: Tensor, weights: Weights, exponents: Sequence[Tensor]) -> Tensor:
    total = _as_written(weights, exponents)
    if total is not None and (written := _quotient_as_written(exponent, total)) is not None:
        return written
    shift = _shift(weights, exponents, above=exponent)
    return shifted_exponential(exponent, shift) / _total(weights, exponents, shift)


def _quotient_as_written(exponent: Tensor, total: Tensor) -> Tensor | None:
    """Return the quotient where its numbers show that a power of the sum divides it too; else None."""
    if not are_at_hand((exponent,)):
        return None
    quotient = torch.exp(exponent) / total
    least, largest = range_of(total)
    room = largest_exponent(total.dtype) - _ORDER * max(abs(math.log(least)), abs(math.log(largest)))
    least, largest = range_of(quotient)
    return quotient if math.exp(-room) <= least and largest <= math.exp(room) else None


def _log(weights: Weights, exponents: Sequence[Tensor]) -> Tensor:
    written = _as_written(weights, exponents)
    if written is not None:
        return torch.log(written)
    shift = _shift(weights, exponents)
    return torch.log(_total(weights, exponents, shift)) + shift


def _log1p(weights: Weights, exponents: Sequence[Tensor]) -> Tensor:
    written = _as_written(weights, exponents, is_beside_one=True)
    if written is not None:
        return torch.log1p(written)
    # The 1 keeps the sum from vanishing: only exponents above 0 need a shift.
    shift = _shift(weights, exponents)
    shift = torch.where(shift > 0, shift, 0)
    total = _total(weights, exponents, shift)
    shifted = shift > 0
    far = torch.log(torch.where(shifted, total, 1) + torch.exp(-shift)) + shift
    return torch.where(shifted, far, torch.log1p(torch.where(shifted, 0, total)))


def _as_written(
    weights: Weights, exponents: Sequence[Tensor], *, is_beside_one: bool = False
) -> Tensor | None:
    """Return the sum where its numbers show that no term has to be divided out; None for all others.

    Beside a 1 the sum may be small, or negative.
    """
    if not are_at_hand((*exponents, *_tensors(weights))):
        return None
    total = _sum([torch.exp(exponent) for exponent in exponents], weights)
    limit = _limit(total.dtype, len(exponents))
    bounds = -math.exp(limit) if is_beside_one else len(exponents) * math.exp(-limit), math.exp(limit)
    least, largest = range_of(total)
    return total if bounds[0] <= least and largest <= bounds[1] else None


def _total(weights: Weights, exponents: Sequence[Tensor], shift: Tensor) -> Tensor:
    if weights is None:
        return _sum([shifted_exponential(exponent, shift) for exponent in exponents], None)
    parts = [shifted_term(w, a, shift) for w, a in zip(weights, exponents, strict=True)]
    return _sum([torch.exp(distance) for _, distance in parts], [weight for weight, _ in parts])


def _tensors(weights: Weights) -> list[Tensor]:
    return [weight for weight in weights or () if not isinstance(weight, int | float)]


def _sum(terms: list[Tensor], weights: Weights) -> Tensor:
    if weights is not None:
        terms = [weight * term for weight, term in zip(weights, terms, strict=True)]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _limit(dtype: torch.dtype, count: int) -> float:
    """Return up to which logarithm so many terms, and down to which their sum, have a power in range."""
    return (largest_exponent(dtype) - 1) / _ORDER - math.log(count)


def _shift(weights: Weights, exponents: Sequence[Tensor], above: Tensor | None = None) -> Tensor:
    """Return 0 where all terms are in range, else the logarithm of the largest term, without a gradient.

    Where the sum divides the exponential of ``above``, the quotient has to be in range beside its powers.
    """
    given = (*exponents, *_tensors(weights), *(() if above is None else (above,)))
    if any(value.is_complex() for value in given):
        return torch.zeros_like(exponents[0].real)
    top = kernels.maximum(*(a.detach() for a in exponents))
    limit = _limit(top.dtype, len(exponents))
    if weights is None:
        in_range = torch.abs(top) <= limit
        if above is not None:
            in_range = in_range & _is_beside_powers(above, top)
        return torch.where(in_range | ~torch.isfinite(top), 0, top)
    sizes = [_size(weight) for weight in weights]
    levels = kernels.maximum(*(a.detach() + size for a, size in zip(exponents, sizes, strict=True)))
    in_range = (top <= limit) & (torch.abs(levels) <= limit)
    if above is not None:
        in_range = in_range & _is_beside_powers(above, levels)
    shift = torch.where(in_range | ~torch.isfinite(levels), 0, levels)
    if above is not None:
        return shift
    # So far inside, whatever the weights of the terms, that their levels are not needed.
    numbers, others = [size for size in sizes if isinstance(size, float)], _tensors(sizes)
    if numbers:
        size = abs(max(numbers))
        is_inside = (top <= limit - 1 - size) & (top >= 1 - limit - min(numbers))
    if others:
        upper = limit - 1 - torch.abs(kernels.maximum(*others))
        is_also = (top <= upper) & (top >= 1 - limit - kernels.minimum(*others))
        is_inside = is_inside & is_also if numbers else is_also
    return torch.where(is_inside, 0, shift)


def _size(weight: Weight) -> Weight:
    """Return the logarithm of the size of a weight."""
    if not isinstance(weight, int | float):
        return torch.log(torch.abs(weight.detach()))
    return math.log(abs(weight)) if weight else -math.inf


def _is_beside_powers(above: Tensor, level: Tensor) -> Tensor:
    """Tell whether the exponential of ``above - level`` is in range with powers of that of ``level``."""
    room = largest_exponent(level.dtype) - 1 - _ORDER * torch.abs(level)
    return torch.abs(above.detach() - level) <= room
