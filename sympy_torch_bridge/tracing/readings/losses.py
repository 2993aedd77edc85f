"""Losses, as the formulas that define them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, array_of, elementwise
from ..reading import Call, reads
from .activations import softplus
from .reductions import total
from .relations import chosen

__all__ = ["MEAN", "NONE", "share_of", "summarised"]

# How torch numbers reduction='none' and 'mean'; 2 is 'sum'.
NONE, MEAN = 0, 1


def summarised(values: Entries, reduction: int) -> Entries:
    """Return the losses, their mean or their sum."""
    if reduction == NONE:
        return values
    whole = total(list(values.flat))
    return array_of(whole / values.size if reduction == MEAN else whole)


def share_of(gradient: Entries, count: int, reduction: int) -> Entries:
    """Return what one loss gets of the gradient of their summary."""
    return elementwise(lambda g: g / count, gradient) if reduction == MEAN else gradient


def _loss(name: str, function: Callable[..., Any], slope: Callable[..., Any], *extra: Any) -> None:
    """Register a loss of an input and a target, and the gradient of it by the input."""

    @reads(name)
    def value(
        call: Call, given: Entries, target: Entries, reduction: int = MEAN, *options: Any, **named: Any
    ) -> Entries:
        more = [call.number(o) for o in (*options, *named.values())] or extra
        return summarised(elementwise(lambda a, b: function(a, b, *more), given, target), reduction)

    @reads(f"{name}_backward")
    def gradient(
        call: Call,
        cotangent: Entries,
        given: Entries,
        target: Entries,
        reduction: int = MEAN,
        *options: Any,
        **named: Any,
    ) -> Entries:
        more = [call.number(o) for o in (*options, *named.values())] or extra
        count = int(np.prod(np.broadcast_shapes(given.shape, target.shape)))
        share = share_of(cotangent, count, reduction)
        return elementwise(lambda g, a, b: g * slope(a, b, *more), share, given, target)


def _huber(a: Any, b: Any, delta: Any) -> Any:
    gap = sympy.Abs(a - b)
    return chosen(gap <= delta, (a - b) ** 2 / 2, delta * (gap - delta / 2))


def _huber_slope(a: Any, b: Any, delta: Any) -> Any:
    return sympy.Max(-delta, sympy.Min(delta, a - b))


def _smooth_l1(a: Any, b: Any, beta: Any) -> Any:
    gap = sympy.Abs(a - b)
    if beta == 0:
        return gap
    return chosen(gap < beta, (a - b) ** 2 / (2 * beta), gap - beta / 2)


def _smooth_l1_slope(a: Any, b: Any, beta: Any) -> Any:
    if beta == 0:
        return sympy.sign(a - b)
    return chosen(sympy.Abs(a - b) < beta, (a - b) / beta, sympy.sign(a - b))


_loss("mse_loss", lambda a, b: (a - b) ** 2, lambda a, b: 2 * (a - b))
_loss("huber_loss", _huber, _huber_slope, sympy.Integer(1))
_loss("smooth_l1_loss", _smooth_l1, _smooth_l1_slope, sympy.Integer(1))
_loss(
    "soft_margin_loss",
    lambda a, b: softplus(-a * b),
    lambda a, b: -b * sympy.exp(-a * b) / (1 + sympy.exp(-a * b)),
)


@reads("binary_cross_entropy")
def _bce(call: Call, given: Entries, target: Entries, weight: Any = None, reduction: int = MEAN) -> Entries:
    """Read the formula; torch also keeps the logarithms above -100, which matters at 0 and 1 alone."""
    loss = elementwise(lambda p, t: -(t * sympy.log(p) + (1 - t) * sympy.log(1 - p)), given, target)
    return summarised(loss if weight is None else loss * weight, reduction)


@reads("binary_cross_entropy_backward")
def _bce_backward(
    call: Call,
    cotangent: Entries,
    given: Entries,
    target: Entries,
    weight: Any = None,
    reduction: int = MEAN,
) -> Entries:
    share = share_of(cotangent, given.size, reduction)
    result = elementwise(lambda g, p, t: g * (p - t) / (p * (1 - p)), share, given, target)
    return result if weight is None else result * weight


@reads("binary_cross_entropy_with_logits")
def _bce_with_logits(
    call: Call,
    given: Entries,
    target: Entries,
    weight: Any = None,
    pos_weight: Any = None,
    reduction: int = MEAN,
) -> Entries:
    positive = sympy.Integer(1) if pos_weight is None else pos_weight
    loss = elementwise(lambda x, t, w: w * t * softplus(-x) + (1 - t) * softplus(x), given, target, positive)
    return summarised(loss if weight is None else loss * weight, reduction)


@reads("xlogy")
def _xlogy(call: Call, first: Any, second: Any) -> Entries:
    """Read a product; torch also returns 0 at 0*log(0)."""
    given = (a if isinstance(a, np.ndarray) else call.number(a) for a in (first, second))
    return elementwise(lambda a, b: a * sympy.log(b), *given)
