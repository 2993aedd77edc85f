"""Sums, products and linear layers of expansions."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .chain import product_of
from .expansion import Expansion, NoTaylorRule, Scaled, origin_of, rule
from .multi_index import Orders

__all__ = ["aligned"]

_MATRIX = 2


def aligned(parts: dict[Orders, Tensor], axes: int) -> dict[Orders, Tensor]:
    """Give every derivative the number of axes of the value."""
    return {
        orders: part.reshape((1,) * (axes - part.dim()) + tuple(part.shape)) if part.dim() < axes else part
        for orders, part in parts.items()
    }


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, Expansion) else operand


@rule(functional.linear)
def _linear(expansion: Any, weight: Any, bias: Any = None) -> Expansion:
    if not isinstance(expansion, Expansion) or isinstance(weight, Expansion) or isinstance(bias, Expansion):
        raise NoTaylorRule(functional.linear)
    parts: dict[Orders, Tensor] = {expansion.zero: functional.linear(expansion.value, weight, bias)}
    for orders, part in expansion.factored.items():
        if orders != expansion.zero:
            parts[orders] = _times_weight(part, weight, expansion)
    return expansion.like(parts)


def _times_weight(part: Tensor | Scaled, weight: Tensor, expansion: Expansion) -> Tensor:
    if not isinstance(part, Scaled):
        return functional.linear(_with_features(part, expansion), weight)
    if part.points.numel() > weight.numel():
        # The row goes into the smaller of the two.
        return functional.linear(part.points, weight * part.row.flatten())
    return functional.linear(part.points * part.row, weight)


@rule(torch.matmul, Tensor.matmul, Tensor.__matmul__)
def _matmul(expansion: Any, weight: Any) -> Expansion:
    if not isinstance(expansion, Expansion) or not isinstance(weight, Tensor) or weight.dim() != _MATRIX:
        raise NoTaylorRule(torch.matmul)
    parts = {o: torch.matmul(_with_features(part, expansion), weight) for o, part in expansion.parts.items()}
    return expansion.like(parts)


def _with_features(part: Tensor, expansion: Expansion) -> Tensor:
    """Expand the last axis of a derivative, over which a matrix sums, to its size."""
    return part.expand((*part.shape[:-1], expansion.shape[-1]))


def _sum(first: Any, second: Any, sign: int) -> Expansion:
    """Add or subtract; one of the two may be a tensor or a number."""
    value = _value(first) + _value(second) if sign > 0 else _value(first) - _value(second)
    operands = [(o, s) for o, s in ((first, 1), (second, sign)) if isinstance(o, Expansion)]
    plan = operands[0][0].plan
    parts: dict[Orders, Tensor] = {plan.orders[0]: value}
    for index in plan.orders[1:]:
        for operand, factor in operands:
            if index in operand.parts:
                part = operand.parts[index] if factor > 0 else -operand.parts[index]
                parts[index] = parts[index] + part if index in parts else part
    origin = origin_of([operand for operand, _ in operands])
    return Expansion(aligned(parts, value.dim()), plan, origin)


@rule(torch.add, Tensor.add, Tensor.__add__, Tensor.__radd__)
def _add(first: Any, second: Any, *, alpha: Any = 1) -> Expansion:
    return _sum(first, second if alpha == 1 else second * alpha, 1)


@rule(torch.sub, Tensor.sub, Tensor.__sub__)
def _sub(first: Any, second: Any, *, alpha: Any = 1) -> Expansion:
    return _sum(first, second if alpha == 1 else second * alpha, -1)


@rule(torch.rsub, Tensor.__rsub__)
def _rsub(first: Any, second: Any, *, alpha: Any = 1) -> Expansion:
    return _sum(second, first if alpha == 1 else first * alpha, -1)


@rule(torch.neg, Tensor.neg, Tensor.__neg__)
def _neg(expansion: Expansion) -> Expansion:
    return expansion.like({orders: -part for orders, part in expansion.parts.items()})


@rule(torch.mul, Tensor.mul, Tensor.__mul__, Tensor.__rmul__)
def _mul(first: Any, second: Any) -> Expansion:
    if isinstance(first, Expansion) and isinstance(second, Expansion):
        return _by_product_rule(first, second)
    expansion: Expansion = first if isinstance(first, Expansion) else second
    factor = second if expansion is first else first
    parts = {orders: part * factor for orders, part in expansion.parts.items()}
    return expansion.like(aligned(parts, parts[expansion.zero].dim()))


def _by_product_rule(first: Expansion, second: Expansion) -> Expansion:
    parts: dict[Orders, Tensor] = {}
    for index in first.plan.orders:
        for count, left, right in first.plan.products[index]:
            if left in first.parts and right in second.parts:
                term = product_of([first.parts[left], second.parts[right]], count)
                parts[index] = parts[index] + term if index in parts else term
    return Expansion(aligned(parts, parts[first.zero].dim()), first.plan, origin_of([first, second]))


@rule(torch.div, torch.true_divide, Tensor.div, Tensor.__truediv__)
def _div(first: Any, second: Any) -> Expansion:
    if isinstance(second, Expansion):
        product: Expansion = _mul(first, second.reciprocal())
        return product.like({**product.parts, product.zero: _value(first) / second.value})
    dividend: Expansion = first
    parts = {orders: part / second for orders, part in dividend.parts.items()}
    return dividend.like(aligned(parts, parts[dividend.zero].dim()))


@rule(Tensor.__rtruediv__)
def _rdiv(expansion: Expansion, other: Any) -> Expansion:
    quotient: Expansion = _div(other, expansion)
    return quotient
