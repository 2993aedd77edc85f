"""Partial derivatives of mpmath functions, where no formula is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import mpmath
from torch import Tensor

from ...ops.differentiable import Differentiable
from ...ops.host import HostKernel, mpmath_kernel
from ...slowness import warn_of_slowness

__all__ = ["NumericalPartial"]


class NumericalPartial(Differentiable):
    """A mixed partial derivative by high-precision differences of a reference function.

    mpmath takes the differences in so many additional digits that the result is good to the last
    one of a double. Differentiating again raises an order.

    Parameters
    ----------
    name : str
        The function, for messages.
    reference : callable
        Takes and returns numbers of mpmath.
    orders : tuple of int
        How often to differentiate by each argument.
    is_rare : bool
        Whether the differences serve single points, so that no warning is due.

    Warns
    -----
    PerformanceWarning
        Each number takes several evaluations of the reference on the CPU.
    """

    def __init__(
        self, name: str, reference: Callable[..., Any], orders: tuple[int, ...], *, is_rare: bool = False
    ) -> None:
        super().__init__(f"{name}{list(orders)}")
        self._function, self._reference, self._orders = name, reference, orders
        self._kernel: HostKernel = mpmath_kernel(f"{name}{list(orders)}.{uuid4().hex}", self._difference)
        self._partials: dict[int, NumericalPartial] = {}
        self._is_rare = is_rare
        if not is_rare:
            warn_of_slowness(
                f"the derivative of {name} of orders {orders} by its arguments has no formula; mpmath "
                "computes it by differences, number by number on the CPU"
            )

    def _difference(self, *arguments: Any) -> Any:
        return mpmath.diff(self._reference, arguments, self._orders)

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the derivative, without a gradient."""
        return self._kernel(*arguments)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Evaluate the derivative by one argument: the difference of the next order."""
        if position not in self._partials:
            orders = tuple(order + (i == position) for i, order in enumerate(self._orders))
            self._partials[position] = NumericalPartial(
                self._function, self._reference, orders, is_rare=self._is_rare
            )
        return self._partials[position](*arguments)
