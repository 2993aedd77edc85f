"""Errors of points at which a value or a derivative does not exist."""

from __future__ import annotations

from .base import BridgeError, message

__all__ = ["DomainError", "LostGradientError", "NotDifferentiableError"]


class DomainError(BridgeError, ValueError):
    """A point lies outside the real domain of an expression, or a domain is not usable."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        super().__init__(
            message(
                f"{expression} has no finite real value at {point}.",
                f"why: {why}",
                hint or "choose a point inside the domain",
            )
        )


class NotDifferentiableError(BridgeError, ValueError):
    """A derivative was asked for where none exists."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        super().__init__(message(f"{expression} is not differentiable at {point}.", f"why: {why}", hint))


class LostGradientError(NotDifferentiableError):
    """Torch holds no gradient although the value depends on the input."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        ValueError.__init__(
            self, message(f"{expression} gives no gradient for {point}.", f"why: {why}", hint)
        )
