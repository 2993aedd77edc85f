"""Complex inputs as two real ones each: the exact side moves one of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ...errors import InputTypeError

__all__ = ["Parts", "parts_of"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Which inputs are complex, and the real inputs they consist of.

    Parameters
    ----------
    pairs : mapping of Symbol to pair of Symbol
        The real and the imaginary part of each complex input.
    reals : tuple of Symbol
        All real inputs: those that were real before, and the parts.
    """

    pairs: Mapping[Any, tuple[Any, Any]]
    reals: tuple[Any, ...]

    def split(self, point: Mapping[Any, Any]) -> dict[Any, float]:
        """Return a point with the parts in place of the complex inputs."""
        result: dict[Any, float] = {}
        for symbol, value in point.items():
            if symbol in self.pairs:
                real, imag = self.pairs[symbol]
                result[real], result[imag] = value.real, value.imag
            else:
                result[symbol] = value
        return result

    def substituted(self, expr: Any) -> Any:
        """Return an expression of the real inputs alone."""
        table = {symbol: real + sympy.I * imag for symbol, (real, imag) in self.pairs.items()}
        return expr.xreplace(table)


def parts_of(inputs: Sequence[Any]) -> Parts:
    """Split every input that is not assumed real.

    Raises
    ------
    InputTypeError
        An input is assumed imaginary: it has no neighbours on both sides to take quotients with.

    Examples
    --------
    >>> x, z = sympy.Symbol("x", real=True), sympy.Symbol("z")
    >>> [symbol.name for symbol in parts_of([x, z]).reals]
    ['x', 're(z)', 'im(z)']
    """
    pairs = {symbol: _pair(symbol) for symbol in inputs if not symbol.is_extended_real}
    reals: list[Any] = []
    for symbol in inputs:
        reals.extend(_known(pairs, symbol))
    return Parts(pairs, tuple(reals))


def _known(pairs: Mapping[Any, tuple[Any, Any]], symbol: Any) -> Iterable[Any]:
    return pairs.get(symbol, (symbol,))


def _pair(symbol: Any) -> tuple[Any, Any]:
    if symbol.is_imaginary:
        raise InputTypeError(
            str(symbol),
            "a symbol that is assumed imaginary",
            expected="a real or a complex one",
            hint="write I*t with a real symbol t",
        )
    return sympy.Dummy(f"re({symbol})", real=True), sympy.Dummy(f"im({symbol})", real=True)
