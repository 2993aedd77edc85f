"""Symbolic sizes: the n of ``MatrixSymbol("A", n, n)`` is known from the shape of A."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy

from .variable import shape_of

__all__ = ["SizeSource", "expected_size", "size_sources"]


@dataclass(frozen=True, slots=True)
class SizeSource:
    """Where a size is read: ``factor*n + offset`` is the extent of one axis of a matrix or array.

    Parameters
    ----------
    array : MatrixSymbol, ArraySymbol or IndexedBase
    axis : int
        The axis, counted from the end: -1 for the columns of a matrix.
    factor, offset : int
    """

    array: Any
    axis: int
    factor: int = 1
    offset: int = 0

    def solved(self, extent: int) -> int | None:
        """Return the n of an extent, or None if no integer n has it."""
        count, remainder = divmod(extent - self.offset, self.factor)
        return None if remainder else count


def size_sources(symbols: Iterable[Any]) -> dict[Any, SizeSource]:
    """Find for each size symbol the axis that tells it, a plain one before one such as ``2*n + 1``.

    Examples
    --------
    >>> n, m = sympy.symbols("n m", integer=True)
    >>> sources = size_sources([sympy.MatrixSymbol("A", 2 * n, m)])
    >>> sources[n].factor, sources[m].axis
    (2, -1)
    """
    axes = [
        (array, axis - len(shape_of(array)), sympy.sympify(size))
        for array in symbols
        for axis, size in enumerate(shape_of(array))
    ]
    sources: dict[Any, SizeSource] = {}
    for array, axis, size in axes:
        if isinstance(size, sympy.Symbol):
            sources.setdefault(size, SizeSource(array, axis))
    for array, axis, size in axes:
        for symbol, factor, offset in _linear(size):
            sources.setdefault(symbol, SizeSource(array, axis, factor, offset))
    return sources


def _linear(size: Any) -> Sequence[tuple[Any, int, int]]:
    """Return the symbol, factor and offset of a size ``a*n + b`` with integers a and b."""
    symbols = size.free_symbols
    if len(symbols) != 1:
        return ()
    symbol = next(iter(symbols))
    factor, offset = size.coeff(symbol, 1), size.subs(symbol, 0)
    is_linear = factor.is_Integer and offset.is_Integer and (size - factor * symbol - offset).expand() == 0
    return ((symbol, int(factor), int(offset)),) if is_linear and factor != 0 else ()


def expected_size(size: Any, known: Mapping[Any, int]) -> int | None:
    """Return the number that a size stands for, or None while a symbol of it is unknown."""
    if isinstance(size, int) or size.is_Integer:
        return int(size)
    if isinstance(size, sympy.Symbol):
        return known.get(size)
    symbols = tuple(sorted(size.free_symbols, key=sympy.default_sort_key))
    if not all(symbol in known for symbol in symbols):
        return None
    return _evaluated(size, symbols, tuple(known[symbol] for symbol in symbols))


@lru_cache(maxsize=256)
def _evaluated(size: Any, symbols: tuple[Any, ...], values: tuple[int, ...]) -> int | None:
    value = size.subs(dict(zip(symbols, values, strict=True)))
    return int(value) if value.is_Integer else None
