"""Losses, as the formulas that define them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ..constants import integers, is_constant
from ..entries import Entries, array_of, elementwise, filled
from ..reading import Call, reads
from .activations import softplus
from .reductions import total
from .relations import chosen

_NONE, _MEAN, _SUM = 0, 1, 2


def _summarised(values: Entries, reduction: int) -> Entries:
    """Return the losses, their mean or their sum."""
    if reduction == _NONE:
        return values
    whole = total(list(values.flat))
    return array_of(whole / values.size if reduction == _MEAN else whole)


def _share(gradient: Entries, count: int, reduction: int) -> Entries:
    """Return what one loss gets of the gradient of their summary."""
    return elementwise(lambda g: g / count, gradient) if reduction == _MEAN else gradient


def _loss(name: str, function: Callable[..., Any], slope: Callable[..., Any], *extra: Any) -> None:
    """Register a loss of an input and a target, and the gradient of it by the input."""

    @reads(name)
    def value(call: Call, given: Entries, target: Entries, reduction: int = _MEAN, *options: Any, **named: Any) -> Entries:
        more = [call.number(o) for o in (*options, *named.values())] or extra
        return _summarised(elementwise(lambda a, b: function(a, b, *more), given, target), reduction)

    @reads(f"{name}_backward")
    def gradient(
        call: Call, cotangent: Entries, given: Entries, target: Entries, reduction: int = _MEAN, *options: Any, **named: Any
    ) -> Entries:
        more = [call.number(o) for o in (*options, *named.values())] or extra
        count = int(np.prod(np.broadcast_shapes(given.shape, target.shape)))
        share = _share(cotangent, count, reduction)
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
def _bce(call: Call, given: Entries, target: Entries, weight: Any = None, reduction: int = _MEAN) -> Entries:
    """Read the formula; torch also keeps the logarithms above -100, which matters at 0 and 1 alone."""
    loss = elementwise(lambda p, t: -(t * sympy.log(p) + (1 - t) * sympy.log(1 - p)), given, target)
    return _summarised(loss if weight is None else loss * weight, reduction)


@reads("binary_cross_entropy_backward")
def _bce_backward(
    call: Call, cotangent: Entries, given: Entries, target: Entries, weight: Any = None, reduction: int = _MEAN
) -> Entries:
    share = _share(cotangent, given.size, reduction)
    result = elementwise(lambda g, p, t: g * (p - t) / (p * (1 - p)), share, given, target)
    return result if weight is None else result * weight


@reads("binary_cross_entropy_with_logits")
def _bce_with_logits(
    call: Call, given: Entries, target: Entries, weight: Any = None, pos_weight: Any = None, reduction: int = _MEAN
) -> Entries:
    positive = sympy.Integer(1) if pos_weight is None else pos_weight
    loss = elementwise(
        lambda x, t, w: w * t * softplus(-x) + (1 - t) * softplus(x), given, target, positive
    )
    return _summarised(loss if weight is None else loss * weight, reduction)


def _classes(call: Call, target: Entries) -> Any:
    if not is_constant(target):
        call.refuse("the classes are no numbers", "pass the target as a tensor of whole numbers among the inputs")
    return integers(target)


def _class_weights(given: Entries, weight: Any) -> Entries:
    axis = 1 if given.ndim > 1 else 0
    return filled((given.shape[axis],), sympy.Integer(1)) if weight is None else weight


@reads("nll_loss_forward", "nll_loss2d_forward")
def _nll(
    call: Call, given: Entries, target: Entries, weight: Any, reduction: int, ignored: int
) -> tuple[Entries, Entries]:
    classes, weights = _classes(call, target), _class_weights(given, weight)
    losses = np.empty(classes.shape, object)
    used = filled(classes.shape, sympy.Integer(0))
    for place in np.ndindex(*classes.shape):
        kind = classes[place]
        if kind != ignored:
            used[place] = weights[kind]
        at = (*place[:1], kind, *place[1:])
        losses[place] = -used[place] * given[at] if kind != ignored else sympy.Integer(0)
    weight_sum = total(list(used.flat))
    if reduction == _NONE:
        return losses, filled(call.results[1].shape, sympy.Integer(0))
    whole = total(list(losses.flat))
    return array_of(whole / weight_sum if reduction == _MEAN else whole), array_of(weight_sum)


@reads("nll_loss_backward", "nll_loss2d_backward")
def _nll_backward(
    call: Call, cotangent: Entries, given: Entries, target: Entries, weight: Any, reduction: int, ignored: int, summed: Entries
) -> Entries:
    classes, weights = _classes(call, target), _class_weights(given, weight)
    result = filled(given.shape, sympy.Integer(0))
    shares = np.broadcast_to(cotangent, classes.shape)
    for place in np.ndindex(*classes.shape):
        kind = classes[place]
        if kind != ignored:
            slope = -weights[kind] * shares[place]
            result[(*place[:1], kind, *place[1:])] = slope / summed[()] if reduction == _MEAN else slope
    return result


@reads("multi_margin_loss")
def _multi_margin(
    call: Call, given: Entries, target: Entries, p: Any = 1, margin: Any = 1, weight: Any = None, reduction: int = _MEAN
) -> Entries:
    classes = np.atleast_1d(_classes(call, target))
    rows, order, gap = np.atleast_2d(given), call.number(p), call.number(margin)
    weights = _class_weights(rows, weight)
    losses = np.empty(len(rows), object)
    for place, (row, kind) in enumerate(zip(rows, classes, strict=True)):
        terms = [sympy.Max(0, gap - row[kind] + x) ** order for k, x in enumerate(row) if k != kind]
        losses[place] = weights[kind] * total(terms) / len(row)
    return _summarised(losses.reshape(call.results[0].shape) if reduction == _NONE else losses, reduction)


@reads("multi_margin_loss_backward")
def _multi_margin_backward(
    call: Call, cotangent: Entries, given: Entries, target: Entries, p: Any, margin: Any, weight: Any = None, reduction: int = _MEAN
) -> Entries:
    classes = np.atleast_1d(_classes(call, target))
    rows, order, gap = np.atleast_2d(given), call.number(p), call.number(margin)
    weights = _class_weights(rows, weight)
    shares = np.broadcast_to(_share(cotangent, len(rows), reduction), classes.shape)
    result = filled(rows.shape, sympy.Integer(0))
    for place, (row, kind) in enumerate(zip(rows, classes, strict=True)):
        scale = weights[kind] * shares[place] / len(row)
        for k, x in enumerate(row):
            excess = gap - row[kind] + x
            if k != kind:
                result[place, k] = chosen(excess > 0, scale * order * excess ** (order - 1), sympy.Integer(0))
        result[place, kind] = -total([r for k, r in enumerate(result[place]) if k != kind])
    return result.reshape(given.shape)


@reads("multilabel_margin_loss_backward")
def _multilabel_backward(
    call: Call, cotangent: Entries, given: Entries, target: Entries, reduction: int, flags: Entries
) -> Entries:
    rows, labels = np.atleast_2d(given), np.atleast_2d(_classes(call, target))
    shares = np.broadcast_to(_share(cotangent, len(rows), reduction), (len(rows),))
    result = filled(rows.shape, sympy.Integer(0))
    for place, row in enumerate(rows):
        kinds = _labels(labels[place])
        for kind in kinds:
            for k, x in enumerate(row):
                if k not in kinds:
                    slope = chosen(1 - row[kind] + x > 0, shares[place] / len(row), sympy.Integer(0))
                    result[place, k] = result[place, k] + slope
                    result[place, kind] = result[place, kind] - slope
    return result.reshape(given.shape)


def _labels(row: Any) -> list[int]:
    """Return the classes of a row, which ends at the first -1."""
    kinds = [int(kind) for kind in row]
    return kinds[: kinds.index(-1)] if -1 in kinds else kinds


@reads("multilabel_margin_loss_forward")
def _multilabel(call: Call, given: Entries, target: Entries, reduction: int) -> tuple[Entries, Entries]:
    rows, labels = np.atleast_2d(given), np.atleast_2d(_classes(call, target))
    losses, flags = np.empty(len(rows), object), filled(rows.shape, sympy.Integer(0))
    for place, row in enumerate(rows):
        kinds = _labels(labels[place])
        for kind in kinds:
            flags[place, kind] = sympy.Integer(1)
        others = [x for k, x in enumerate(row) if k not in kinds]
        losses[place] = total([sympy.Max(0, 1 - row[k] + x) for k in kinds for x in others]) / len(row)
    values = losses.reshape(call.results[0].shape) if reduction == _NONE else losses
    return _summarised(values, reduction), flags.reshape(given.shape)


@reads("xlogy")
def _xlogy(call: Call, first: Any, second: Any) -> Entries:
    """Read a product; torch also returns 0 at 0*log(0)."""
    given = (a if isinstance(a, np.ndarray) else call.number(a) for a in (first, second))
    return elementwise(lambda a, b: a * sympy.log(b), *given)


