"""Errors of a call: an input that is missing, unknown or ambiguous, or has another type or shape."""

from __future__ import annotations

from collections.abc import Sequence

from .base import BridgeError, message, nearest_names

__all__ = [
    "AmbiguousNameError",
    "InputShapeError",
    "InputTypeError",
    "MissingInputError",
    "UnexpectedInputError",
    "UnknownSymbolError",
]


class UnknownSymbolError(BridgeError, ValueError):
    """A symbol that is asked for does not occur where it is looked up."""

    def __init__(self, symbol: str, known: Sequence[str], *, where: str, hint: str | None = None) -> None:
        self.symbol = symbol
        self.known = tuple(known)
        self.where = where
        self.nearest = nearest_names(symbol, self.known)
        advice = f"did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        super().__init__(
            message(
                f"unknown symbol '{symbol}' in {where}.",
                f"known symbols: {', '.join(self.known) or '(none)'}",
                hint or advice,
            )
        )


class MissingInputError(BridgeError, TypeError):
    """A compiled function was called without one of its inputs."""

    def __init__(self, missing: Sequence[str], inputs: Sequence[str], *, hint: str = "") -> None:
        self.missing = tuple(missing)
        self.inputs = tuple(inputs)
        example = ", ".join(f"{name}=..." for name in self.inputs)
        super().__init__(
            message(
                f"missing input{'s' if len(self.missing) > 1 else ''}: {', '.join(self.missing)}.",
                f"the function takes, in this order: {', '.join(self.inputs)}",
                hint or f"call it as f({', '.join(self.inputs)}) or f({example})",
            )
        )


class UnexpectedInputError(BridgeError, TypeError):
    """A compiled function was called with an input it does not have."""

    def __init__(
        self, unexpected: Sequence[str], inputs: Sequence[str], *, why: str = "not an input"
    ) -> None:
        self.unexpected = tuple(unexpected)
        self.inputs = tuple(inputs)
        self.nearest = tuple(n for name in self.unexpected for n in nearest_names(name, self.inputs))
        super().__init__(
            message(
                f"unexpected input: {', '.join(self.unexpected)} ({why}).",
                f"the function takes, in this order: {', '.join(self.inputs) or '(no inputs)'}",
                f"did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else "",
            )
        )


class AmbiguousNameError(BridgeError, TypeError):
    """Two different symbols share one name, so the name cannot tell them apart."""

    def __init__(self, name: str, symbols: Sequence[str], *, what: str = "", hint: str = "") -> None:
        self.name = name
        self.symbols = tuple(symbols)
        ambiguous = f"the keyword '{name}' is ambiguous: {len(self.symbols)} different symbols have this name"
        super().__init__(
            message(
                f"{what or ambiguous}.",
                f"they are, in the order {'given' if what else 'of the inputs'}: {'; '.join(self.symbols)}",
                hint or "pass the inputs by position, or rename one of the symbols",
            )
        )


class InputTypeError(BridgeError, TypeError):
    """An argument has a type or dtype that the operation cannot take."""

    def __init__(self, name: str, got: str, *, expected: str, hint: str = "") -> None:
        self.name = name
        self.got = got
        self.expected = expected
        super().__init__(message(f"'{name}' is {got}; expected {expected}.", hint))


class InputShapeError(BridgeError, ValueError):
    """The shapes of the inputs do not fit each other or the expression."""

    def __init__(self, shapes: Sequence[tuple[str, tuple[int, ...]]], *, why: str, hint: str = "") -> None:
        self.shapes = tuple(shapes)
        self.why = why
        listing = ", ".join(f"{name} {tuple(shape)}" for name, shape in self.shapes)
        super().__init__(message(f"input shapes do not fit: {why}.", f"shapes: {listing}", hint))
