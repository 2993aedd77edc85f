"""Derivatives of a pointwise function by backward passes that are shared.

Each order of derivatives is the backward pass of what is already computed, and one backward pass
gives the derivatives by all arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..taylor import Orders, below
from .pointwise import Pullback, slopes
from .pointwise_function import PointwiseFunction

__all__ = ["Check", "Request", "Sweeps"]

# A derivative: of which component of the function, and how often by each argument.
Request = tuple[int, Orders]
# For each derivative of one degree: the place of the derivative below it, and by which argument it is taken.
Layer = list[tuple[int, int]]
Results = Callable[..., tuple[Tensor, ...]]
# Looks at the values of the function, the pullback of them, and the points.
Check = Callable[[Sequence[Tensor], Pullback, Sequence[Tensor]], None]


class Sweeps:
    """The backward passes that give some derivatives.

    Parameters
    ----------
    requests : sequence of (int, tuple of int)
        Derivatives: of which component of the function, and how often by each argument.
    components : int
        How many values the function has, at least 1.

    Examples
    --------
    Value, slope and curvature cost one evaluation, one pass back, and one through both:

    >>> Sweeps([(0, (2,))], 1).cost
    4
    """

    def __init__(self, requests: Sequence[Request], components: int) -> None:
        arity = len(requests[0][1]) if requests else 0
        known: list[Request] = [(component, (0,) * arity) for component in range(components)]
        self._layers: list[Layer] = []
        self.cost = 1
        for degree, wanted in enumerate(_degrees(requests)):
            layer = [_parent(request, known) for request in wanted]
            self._layers.append(layer)
            self.cost += 2**degree * len({place for place, _ in layer})
            known += wanted
        self._places = [known.index(request) for request in requests]

    def __call__(
        self, function: PointwiseFunction, arguments: Sequence[Tensor], check: Check | None = None
    ) -> tuple[Tensor, ...]:
        """Evaluate the derivatives, by one call of the function; ``check`` sees the first backward pass."""

        def values(*points: Tensor) -> tuple[Tensor, ...]:
            value = function(*points)
            return value.unbind(-1) if function.components else (value,)

        current: Results = values
        for layer in self._layers:
            current = _raised(current, layer, check)
            check = None
        results = current(*arguments)
        return tuple(results[place] for place in self._places)


def _degrees(requests: Sequence[Request]) -> list[list[Request]]:
    """List the derivatives to compute by their degree, with those on the way to the requested ones."""
    needed: list[Request] = []
    for component, orders in requests:
        known = [lower for other, lower in needed if other == component]
        needed += [(component, lower) for lower in _chain(orders, known)]
    highest = max((sum(orders) for _, orders in needed), default=0)
    return [[r for r in needed if sum(r[1]) == degree] for degree in range(1, highest + 1)]


def _chain(orders: Orders, known: list[Orders]) -> list[Orders]:
    """List the derivatives on the way from the value, or from a known one, to ``orders``."""
    chain: list[Orders] = []
    while any(orders) and orders not in known:
        chain.append(orders)
        lower_ones = below(orders)
        orders = next((lower for lower in lower_ones if lower in known), lower_ones[-1])
    return chain[::-1]


def _parent(request: Request, known: Sequence[Request]) -> tuple[int, int]:
    """Return the place of a derivative of one degree less, and by which argument to differentiate it."""
    component, orders = request
    lower = next(lower for lower in below(orders) if (component, lower) in known)
    slot = next(i for i, (high, low) in enumerate(zip(orders, lower, strict=True)) if high != low)
    return known.index((component, lower)), slot


def _raised(function: Results, layer: Layer, check: Check | None) -> Results:
    """Return the function with the derivatives of one degree more behind its results."""

    def raised(*points: Tensor) -> tuple[Tensor, ...]:
        values, pullback = torch.func.vjp(function, *points)[:2]
        if check is not None:
            check(values, pullback, points)
        gradients = {
            place: slopes(pullback, values, place, points) for place in dict.fromkeys(p for p, _ in layer)
        }
        return (*values, *(gradients[place][slot] for place, slot in layer))

    return raised
