"""Partial derivatives of mpmath functions, where no formula is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import mpmath
from torch import Tensor

from ...ops.differentiable import Differentiable
from ...ops.host import NO_VALUE, HostKernel, mpmath_kernel
from ...slowness import warn_of_slowness

__all__ = ["NumericalPartial"]


# Digits to work in where a derivative is below a share of its function: the first leave those of a double
# down to a share of 1e-40, the last serve the whole range of numbers.
_MORE_DIGITS = ((60, mpmath.mpf(10) ** -10), (360, mpmath.mpf(10) ** -40))


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
        """Take the difference; where it is far smaller than the function, in the digits that cancel too."""
        size, slope = self._size(arguments), mpmath.diff(self._reference, arguments, self._orders)
        for digits, smallest in _MORE_DIGITS:
            if not abs(slope) < smallest * size:
                break
            try:
                with mpmath.workdps(digits):
                    slope = mpmath.diff(self._reference, arguments, self._orders)
            except NO_VALUE:  # a series that does not get so far
                break
        return slope

    def _size(self, arguments: tuple[Any, ...]) -> Any:
        """Return the magnitude of the function; 0 where it has no value, beside which it may have a slope."""
        try:
            size = abs(self._reference(*arguments))
        except NO_VALUE:
            return 0
        return size if mpmath.isfinite(size) else 0

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
