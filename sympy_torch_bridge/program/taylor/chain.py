"""Elementwise functions of expansions: the chain rule of all orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from .elementwise import FORMULAS, slopes_of, smoothness
from .expansion import Expansion, Kink, NoTaylorRule, Origin, Scaled, rule
from .multi_index import Orders, Terms
from .slopes import Slopes

__all__ = ["product_of"]


def _composed(expansion: Expansion, value: Tensor, slopes: Slopes) -> Expansion:
    """Return the expansion of an elementwise function, from its value and its derivatives."""
    inner, plan = expansion.parts, expansion.plan
    parts: dict[Orders, Tensor | Scaled] = {expansion.zero: value}
    given = tuple(key for key in inner if any(key))
    if not given:
        return expansion.like(parts)
    at_once = plan.evaluates is not None and not torch.compiler.is_compiling()
    if at_once and all(inner[key].shape == value.shape for key in given):
        evaluated, keys = plan.composed(slopes, given)
        results = evaluated(*slopes.taken(expansion.value, value), *(inner[key] for key in given))
        return expansion.like({**parts, **dict(zip(keys, results, strict=True))})
    # Rows of weights are smaller than what the evaluator takes, tensors of one shape.
    derived = plan.slopes(slopes, expansion.value, value) if at_once else slopes(expansion.value, value)
    for key in plan.orders[1:]:
        part = _by_chain_rule(inner, plan.chains[key], derived)
        if part is not None:
            parts[key] = part
    return expansion.like(parts)


def _by_chain_rule(
    inner: Mapping[Orders, Tensor], terms: Terms, derived: Sequence[Tensor | None]
) -> Tensor | Scaled | None:
    """Sum the terms of one derivative; those with an inner or outer derivative of zero are left out."""
    by_count: dict[int, Tensor] = {}
    for count, factors in terms:
        if all(factor in inner for factor in factors) and derived[len(factors) - 1] is not None:
            term = product_of([inner[factor] for factor in factors], count)
            known = by_count.get(len(factors))
            by_count[len(factors)] = term if known is None else known + term
    if len(by_count) == 1:
        ((number, term),) = by_count.items()
        return _scaled(derived[number - 1], term)
    total: Tensor | None = None
    for number, term in by_count.items():
        slope = derived[number - 1]
        if slope is not None:
            # One pass over memory instead of two.
            total = slope * term if total is None else torch.addcmul(total, slope, term)
    return total


def _scaled(slope: Tensor | None, term: Tensor) -> Tensor | Scaled | None:
    """Multiply, or leave it to what comes next where a factor is the same at all points."""
    if slope is None:
        return None
    is_row = term.dim() == slope.dim() > 1 and term.numel() == term.shape[-1] == slope.shape[-1]
    return Scaled(slope, term) if is_row and slope.shape != term.shape else slope * term


def product_of(factors: Sequence[Tensor], count: int | float) -> Tensor:
    """Multiply derivatives, and how often their product occurs."""
    term = factors[0]
    for factor in factors[1:]:
        term = term * factor
    return term if count == 1 else term * count


def _applied(expansion: Any, function: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Expansion:
    if not isinstance(expansion, Expansion) or options.pop("inplace", False):
        raise NoTaylorRule(function)
    slopes = slopes_of(function, expansion.plan.degree, arguments, options)
    if slopes is None:
        raise NoTaylorRule(function)
    return _composed(expansion, function(expansion.value, *arguments, **options), slopes)


def _elementwise(function: Any) -> None:
    """Register a torch function, and the method of tensors of its name."""
    name = getattr(function, "__name__", "")

    def applied(expansion: Any, *arguments: Any, **options: Any) -> Expansion:
        result = _applied(expansion, function, arguments, options)
        order = smoothness(function, *arguments, **options)
        if order is not None:
            slots, kinks = result.origin
            result.is_rectified = name == "relu" and not kinks
            result.origin = Origin(slots, kinks | {Kink(order, slots, name)})
        return result

    rule(function, getattr(torch.Tensor, name, function))(applied)


for _function in FORMULAS:
    _elementwise(_function)


@rule(torch.pow, Tensor.pow, Tensor.__pow__)
def _pow(base: Any, exponent: Any) -> Expansion:
    if isinstance(exponent, bool) or not isinstance(exponent, int | float):
        raise NoTaylorRule(torch.pow)
    result = _applied(base, torch.pow, (exponent,), {})
    if isinstance(exponent, int) and exponent > 1 and base.is_rectified:
        # relu(z)**n has n - 1 continuous derivatives, and its n-th one leaves out nothing.
        slots, kinks = base.origin
        result.origin = Origin(slots, frozenset(k._replace(order=exponent * k.order) for k in kinks))
    return result
