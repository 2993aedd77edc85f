"""Errors of the values that a module has: checkpoints that do not fit, values outside a constraint."""

from __future__ import annotations

from collections.abc import Sequence

from .base import BridgeError, message, shortened
from .translation import UnsupportedFunctionError

__all__ = ["CheckpointError", "ConstraintError", "MissingFunctionError"]


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


class MissingFunctionError(CheckpointError, UnsupportedFunctionError):
    """The formula of a checkpoint calls a function of the user's, which no checkpoint holds."""

    def __init__(self, function: str, path: Sequence[str]) -> None:
        self.function = function
        self.path = tuple(path)
        self.nearest = ()
        self.what = f"its formula calls '{function}'."
        self.why = "a callable is not part of a checkpoint"
        self.hint = f"from_state_dict(state, functions={{{function!r}: torch_callable}}) supplies it"
        self.stored = self.expected = ""
        found = f"found at: {' > '.join(self.path)}"
        facts = found, f"why: {self.why}", f"what to do: {self.hint}"
        Exception.__init__(self, message(f"cannot load the checkpoint: {self.what}", *facts))


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
