"""Errors of the values that a module has: checkpoints that do not fit, values outside a constraint."""

from __future__ import annotations

from .base import BridgeError, message, shortened

__all__ = ["CheckpointError", "ConstraintError"]


class CheckpointError(BridgeError, RuntimeError):
    """A checkpoint is damaged, or belongs to another expression than the module."""

    def __init__(
        self, what: str, *, why: str = "", hint: str = "", stored: str = "", expected: str = ""
    ) -> None:
        self.what = what
        self.why = why
        self.hint = hint
        self.stored = stored
        self.expected = expected
        super().__init__(
            message(
                f"cannot load the checkpoint: {what}",
                stored and f"stored:     {stored}",
                expected and f"the module: {expected}",
                why and f"why: {why}",
                hint and f"what to do: {hint}",
            )
        )


class ConstraintError(BridgeError, ValueError):
    """A parameter is given a value that its constraint does not allow."""

    def __init__(self, parameter: str, value: object, *, constraint: str, hint: str = "") -> None:
        self.parameter = parameter
        self.value = value
        self.constraint = constraint
        super().__init__(
            message(
                f"the parameter '{parameter}' cannot be {shortened(value)}: it is to be {constraint}.",
                hint or "start inside; a value on the boundary is reached in the limit only",
            )
        )
