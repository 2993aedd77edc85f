"""Warnings: what is slow, and what a derivative leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from .base import message

__all__ = ["NonFiniteWarning", "PerformanceWarning", "SmoothnessWarning"]


class PerformanceWarning(UserWarning):
    """A part of the computation is much slower than a torch operation."""


class NonFiniteWarning(UserWarning):
    """A checkpoint holds values that are no finite numbers, as a training that diverged leaves them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            message(
                f"the checkpoint holds values that are nan or infinite: {', '.join(self.names)}.",
                "the formula is nan with them; load an earlier checkpoint to train on",
            )
        )


class SmoothnessWarning(UserWarning):
    """A derivative of a network leaves out what happens at the kinks of its activation."""

    def __init__(self, function: str, orders: Sequence[int], operation: str, order: int) -> None:
        self.function = function
        self.orders = tuple(orders)
        self.operation = operation
        self.order = order
        super().__init__(
            message(
                f"the derivative of orders {self.orders} of '{function}' is not that of the network.",
                f"found in the network: {operation}, which has {order - 1} continuous derivatives",
                f"why: beyond order {order} torch's derivative leaves out the kinks; for a ReLU network "
                "u_xx is zero, so that training solves an equation without that term",
                "what to do: use a smooth activation such as nn.Tanh(), nn.SiLU() or nn.GELU()",
            )
        )
