"""Jets: a function of the user's together with its partial derivatives at one point.

A residual such as ``u_t + u*u_x - nu*u_xx`` needs the value and several derivatives of one network
at one batch of points. They come from one call of the network: each order of derivatives is the
backward pass of what is already computed.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ...errors import InputShapeError, InputTypeError
from .pointwise import slopes

__all__ = ["Jet", "PointwiseFunction"]

Orders = tuple[int, ...]
# For each derivative of one order: the place of the derivative below it, and by which argument it is taken.
Layer = list[tuple[int, int]]


class PointwiseFunction:
    """A torch callable that takes one tensor per argument and returns one value per point.

    Parameters
    ----------
    name : str
        For messages.
    function : callable
        A function or ``nn.Module``; it is called with tensors of one shape and returns that shape.
    """

    def __init__(self, name: str, function: Callable[..., Tensor]) -> None:
        self.__name__ = name
        self.function = function

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate on broadcastable tensors.

        Raises
        ------
        InputTypeError, InputShapeError
            What the function returns is not one value per point.
        """
        points = torch.broadcast_tensors(*arguments)
        value = self.function(*points)
        if not isinstance(value, Tensor):
            raise InputTypeError(
                self.__name__, f"a {type(value).__name__} from the supplied callable", expected="a tensor"
            )
        if value.shape != points[0].shape:
            listing = [("each argument", tuple(points[0].shape)), ("result", tuple(value.shape))]
            raise InputShapeError(
                listing,
                why=f"the callable for '{self.__name__}' has to return one value per point",
                hint="stack the arguments inside it and squeeze what it returns, for example "
                "lambda x, t: network(torch.stack([x, t], dim=-1)).squeeze(-1)",
            )
        return value


class Jet:
    """The value and the requested partial derivatives of a pointwise function, as a tuple.

    Parameters
    ----------
    function : PointwiseFunction

    Examples
    --------
    >>> jet = Jet(PointwiseFunction("u", lambda x: x**3))
    >>> jet.place((0,)), jet.place((2,))
    (0, 2)
    >>> jet(torch.tensor([2.0]))
    (tensor([8.]), tensor([12.]), tensor([12.]))
    """

    def __init__(self, function: PointwiseFunction) -> None:
        self.__name__ = function.__name__
        self.function = function
        self._places: list[Orders] = []

    def place(self, orders: Orders) -> int:
        """Return the position of a derivative in the results, requesting it if it is new.

        Derivatives are requested in the order of lowering, and computed in order of their degree: a
        position never changes.
        """
        if orders not in self._places:
            for smaller in _chain(orders, self._places):
                self._places.append(smaller)
        return self._places.index(orders)

    def __call__(self, *arguments: Tensor) -> tuple[Tensor, ...]:
        """Evaluate everything that was requested, by one call of the function."""
        known: list[Orders] = [(0,) * len(arguments)]

        def value(*points: Tensor) -> tuple[Tensor, ...]:
            return (self.function(*points),)

        current: Callable[..., tuple[Tensor, ...]] = value
        for degree in range(1, max(map(sum, self._places)) + 1):
            wanted = [orders for orders in self._places if sum(orders) == degree]
            current = _raised(current, [_parent(orders, known) for orders in wanted])
            known += wanted
        results = current(*torch.broadcast_tensors(*arguments))
        return tuple(results[known.index(orders)] for orders in self._places)


def _chain(orders: Orders, known: list[Orders]) -> list[Orders]:
    """List the derivatives on the way from the value, or from a known one, to ``orders``."""
    chain: list[Orders] = []
    while orders not in known and orders not in chain:
        chain.append(orders)
        if not any(orders):
            break
        orders = next((lower for lower in _below(orders) if lower in known), _below(orders)[-1])
    return chain[::-1]


def _below(orders: Orders) -> list[Orders]:
    return [
        (*orders[:slot], order - 1, *orders[slot + 1 :]) for slot, order in enumerate(orders) if order > 0
    ]


def _parent(orders: Orders, known: list[Orders]) -> tuple[int, int]:
    """Return the place of a derivative of one degree less, and by which argument to differentiate it."""
    lower = next(lower for lower in _below(orders) if lower in known)
    slot = next(i for i, (high, low) in enumerate(zip(orders, lower, strict=True)) if high != low)
    return known.index(lower), slot


def _raised(function: Callable[..., tuple[Tensor, ...]], layer: Layer) -> Callable[..., tuple[Tensor, ...]]:
    """Return the function with the derivatives of one degree more behind its results."""

    def raised(*points: Tensor) -> tuple[Tensor, ...]:
        values, pullback = torch.func.vjp(function, *points)[:2]
        gradients = {
            place: slopes(pullback, values, place, points) for place in dict.fromkeys(p for p, _ in layer)
        }
        return (*values, *(gradients[place][slot] for place, slot in layer))

    return raised
