"""The point of a torch callable: its numbers, and whether the callable takes so many."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import InputTypeError, MissingInputError, OptionError, UnexpectedInputError

__all__ = ["check_count", "numbers_of"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def numbers_of(option: str, values: Any) -> list[float]:
    """Return one number, or a sequence of numbers, as finite floats."""
    if values is None:
        raise MissingInputError(
            [option], ["f", "at"], hint="name the point: limit_table(f, at=1.0), or at=(1.0, 2.0)"
        )
    many = values if isinstance(values, Sequence) and not isinstance(values, str | bytes) else [values]
    numbers = []
    for value in many:
        if isinstance(value, str | bytes):
            raise InputTypeError(
                option,
                f"{value!r} of type {type(value).__name__}",
                expected="a number, or a sequence of one number for each input",
                hint="text is never read as a number: write 1.0, not '1.0'",
            )
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise OptionError(
                option, values, accepted=["a number", "a sequence of one number for each input"]
            ) from None
        if number - number != 0:
            raise OptionError(option, values, accepted=["finite numbers"])
        numbers.append(number)
    return numbers


def check_count(fn: Callable[..., Any], point: Sequence[float]) -> None:
    """Refuse a point with too few or too many numbers, where the callable says what it takes."""
    try:
        parameters = list(inspect.signature(fn).parameters.values())
    except (TypeError, ValueError):
        # Functions written in C do not say.
        return
    inputs = [p for p in parameters if p.kind in _POSITIONAL]
    names = [p.name for p in inputs]
    missing = [p.name for p in inputs[len(point) :] if p.default is inspect.Parameter.empty]
    if missing:
        values = ", ".join(f"{name}_value" for name in names[: len(point)] + missing)
        hint = f"at needs a number for each: at=({values}); x=0 varies the first input, x=1 the second"
        raise MissingInputError(missing, names, hint=hint)
    takes_any = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)
    if len(point) > len(inputs) and not takes_any:
        extra = [f"number {place + 1} of at" for place in range(len(inputs), len(point))]
        raise UnexpectedInputError(extra, names, why="at has more numbers than the function has inputs")
