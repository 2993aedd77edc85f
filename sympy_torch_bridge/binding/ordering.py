"""The arguments of a call in the order of the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import AmbiguousNameError, MissingInputError, UnexpectedInputError
from ..program import argument_names
from ..program.expressions.variable import variable_name

__all__ = ["Ordering"]


class Ordering:
    """Puts the arguments of a call, by position or by symbol name, into the order of the inputs.

    A name that is no identifier, such as ``C.x``, may also be written as in the emitted source, ``C_x``.
    """

    def __init__(self, symbols: Sequence[Any]) -> None:
        self.names = tuple(variable_name(s) for s in symbols)
        self._identifiers = argument_names(symbols)
        self._symbols = tuple(symbols)

    def __call__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
        """Return one value per input, or raise an error that names what is missing or too much."""
        if not kwargs and len(args) == len(self.names):
            return list(args)
        if len(args) > len(self.names):
            extra = [f"argument {i + 1}" for i in range(len(self.names), len(args))]
            raise UnexpectedInputError(extra, self.names, why=f"{len(args)} given, {len(self.names)} taken")
        values = dict(enumerate(args))
        for name, value in kwargs.items():
            values[self._place(name, len(args))] = value
        missing = [name for place, name in enumerate(self.names) if place not in values]
        if missing:
            raise MissingInputError(missing, self.names)
        return [values[place] for place in range(len(self.names))]

    def _place(self, name: str, given: int) -> int:
        places = [place for place, known in enumerate(self.names) if known == name]
        if not places:  # C.x is called C_x, as in the source; it is no identifier
            places = [place for place, known in enumerate(self._identifiers) if known == name]
        if not places:
            raise UnexpectedInputError([name], self.names)
        if len(places) > 1:
            raise AmbiguousNameError(
                name, [f"{s} {_assumptions(s)}" for s in (self._symbols[p] for p in places)]
            )
        if places[0] < given:
            raise UnexpectedInputError([name], self.names, why="given by position and by name")
        return places[0]


def _assumptions(symbol: Any) -> str:
    given = {k: v for k, v in getattr(symbol, "_assumptions_orig", {}).items() if k != "commutative"}
    return "(" + (", ".join(f"{k}={v}" for k, v in given.items()) or "no assumptions") + ")"
