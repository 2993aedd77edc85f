"""The entry to Taylor mode: a function, the derivatives wanted, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from .expansion import Expansion, Kink, NoTaylorRule, Origin
from .multi_index import Orders
from .plan import Plan

__all__ = ["Propagated", "propagated"]


@dataclass(frozen=True, slots=True)
class Propagated:
    """The value and derivatives of a function, and which of them leave out a kink."""

    result: Expansion
    kinks: tuple[tuple[Orders, Kink], ...]


def propagated(function: Callable[..., Any], plan: Plan, arguments: Sequence[Tensor]) -> Propagated:
    """Run a function on expansions of its arguments.

    Parameters
    ----------
    function : callable
        Takes one tensor per argument, all of one shape.
    plan : Plan
        The derivatives.
    arguments : sequence of Tensor

    Raises
    ------
    NoTaylorRule
        An operation of the function has no rule, or its result is no longer an expansion.

    Examples
    --------
    >>> import torch
    >>> two, zero = torch.tensor(2.0), torch.tensor(0.0)
    >>> slopes = propagated(lambda x, t: x**3 * torch.exp(t), Plan([((1, (2, 1)),)]), [two, zero])
    >>> slopes.result.full((2, 1))
    tensor(12.)
    """
    seeds = [_seed(argument, slot, plan) for slot, argument in enumerate(arguments)]
    result = function(*seeds)
    if not isinstance(result, Expansion):
        raise NoTaylorRule("a result that depends on no argument")
    kinks = _left_out(result.origin.kinks, plan.single)
    return Propagated(result, tuple(kinks))


def _seed(argument: Tensor, slot: int, plan: Plan) -> Expansion:
    """Return an argument, whose derivative by itself is one."""
    parts = {plan.orders[0]: argument}
    for key, factor in plan.units[slot].items():
        parts[key] = argument.new_full((1,) * argument.dim(), factor)
    return Expansion(parts, plan, Origin(frozenset((slot,))))


def _left_out(kinks: frozenset[Kink], wanted: Sequence[Orders]) -> list[tuple[Orders, Kink]]:
    return [
        (orders, kink)
        for orders in wanted
        for kink in sorted(kinks, key=lambda kink: (kink.order, kink.operation))
        if sum(orders[slot] for slot in kink.slots) > kink.order
    ]
