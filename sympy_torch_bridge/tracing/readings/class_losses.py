"""Losses of scores and classes, which are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..constants import integers, is_constant
from ..entries import Entries, array_of, filled
from ..reading import Call, reads
from .losses import MEAN, NONE, share_of, summarised
from .reductions import total
from .relations import chosen


def _classes(call: Call, target: Entries) -> Any:
    if not is_constant(target):
        call.refuse(
            "the classes are no numbers", "pass the target as a tensor of whole numbers among the inputs"
        )
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
    if reduction == NONE:
        return losses, filled(call.results[1].shape, sympy.Integer(0))
    whole = total(list(losses.flat))
    return array_of(whole / weight_sum if reduction == MEAN else whole), array_of(weight_sum)


@reads("nll_loss_backward", "nll_loss2d_backward")
def _nll_backward(
    call: Call,
    cotangent: Entries,
    given: Entries,
    target: Entries,
    weight: Any,
    reduction: int,
    ignored: int,
    summed: Entries,
) -> Entries:
    classes, weights = _classes(call, target), _class_weights(given, weight)
    result = filled(given.shape, sympy.Integer(0))
    shares = np.broadcast_to(cotangent, classes.shape)
    for place in np.ndindex(*classes.shape):
        kind = classes[place]
        if kind != ignored:
            slope = -weights[kind] * shares[place]
            result[(*place[:1], kind, *place[1:])] = slope / summed[()] if reduction == MEAN else slope
    return result


@reads("multi_margin_loss")
def _multi_margin(
    call: Call,
    given: Entries,
    target: Entries,
    p: Any = 1,
    margin: Any = 1,
    weight: Any = None,
    reduction: int = MEAN,
) -> Entries:
    classes = np.atleast_1d(_classes(call, target))
    rows, order, gap = np.atleast_2d(given), call.number(p), call.number(margin)
    weights = _class_weights(rows, weight)
    losses = np.empty(len(rows), object)
    for place, (row, kind) in enumerate(zip(rows, classes, strict=True)):
        terms = [sympy.Max(0, gap - row[kind] + x) ** order for k, x in enumerate(row) if k != kind]
        losses[place] = weights[kind] * total(terms) / len(row)
    return summarised(losses.reshape(call.results[0].shape) if reduction == NONE else losses, reduction)


@reads("multi_margin_loss_backward")
def _multi_margin_backward(
    call: Call,
    cotangent: Entries,
    given: Entries,
    target: Entries,
    p: Any,
    margin: Any,
    weight: Any = None,
    reduction: int = MEAN,
) -> Entries:
    classes = np.atleast_1d(_classes(call, target))
    rows, order, gap = np.atleast_2d(given), call.number(p), call.number(margin)
    weights = _class_weights(rows, weight)
    shares = np.broadcast_to(share_of(cotangent, len(rows), reduction), classes.shape)
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
    shares = np.broadcast_to(share_of(cotangent, len(rows), reduction), (len(rows),))
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
    values = losses.reshape(call.results[0].shape) if reduction == NONE else losses
    return summarised(values, reduction), flags.reshape(given.shape)
