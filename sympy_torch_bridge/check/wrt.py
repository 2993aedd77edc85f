"""The symbols to differentiate by, as people give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from ..errors import InputTypeError, OptionError, UnknownSymbolError

__all__ = ["symbols_to_differentiate_by"]

_WHOLE = (
    "every symbol is declared integer, and a function of whole numbers has no derivative to check; to "
    "differentiate by one all the same, declare it real: Symbol('n', real=True)"
)


def symbols_to_differentiate_by(wrt: Any, free: Sequence[Any]) -> tuple[Any, ...]:
    """Read ``wrt``: a symbol or several, each once; by default the free symbols that are not integers.

    Raises
    ------
    InputTypeError, OptionError
        It holds something other than symbols, or one of them twice.
    UnknownSymbolError
        There is nothing to differentiate by.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> symbols_to_differentiate_by(None, [x, y]), symbols_to_differentiate_by({y, x}, [x, y])
    ((x, y), (x, y))
    """
    if wrt is None:
        chosen: tuple[Any, ...] = tuple(symbol for symbol in free if not symbol.is_integer)
    else:
        chosen = _listed(wrt)
    for symbol in chosen:
        if not isinstance(symbol, sympy.Symbol):
            raise InputTypeError(
                "wrt",
                f"{symbol!r} of type {type(symbol).__name__}",
                expected="a Symbol or a sequence of Symbols",
                hint=_hint_for_wrt(symbol),
            )
    if len(set(chosen)) < len(chosen):
        raise OptionError("wrt", wrt, accepted=["each symbol once"], hint="order=2 differentiates twice")
    if not chosen:
        raise UnknownSymbolError(
            "(none)",
            [str(symbol) for symbol in free],
            where="wrt",
            hint=_why_nothing(wrt, free),
        )
    return chosen


def _listed(wrt: Any) -> tuple[Any, ...]:
    """Return the symbols as a tuple; those of a set in SymPy's order, as without ``wrt``."""
    if isinstance(wrt, set | frozenset):
        return tuple(sorted(wrt, key=sympy.default_sort_key))
    if isinstance(wrt, sympy.MatrixBase):
        return tuple(wrt.flat())
    return tuple(wrt) if isinstance(wrt, list | tuple | sympy.Tuple) else (wrt,)


def _hint_for_wrt(entry: Any) -> str:
    if isinstance(entry, str):
        return f"symbols are given, not their names: {entry} = sympy.Symbol({entry!r})"
    if isinstance(entry, sympy.Indexed | sympy.IndexedBase):
        return "the entries of an indexed symbol are checked as symbols: expr.subs(a[1], Symbol('a1'))"
    if isinstance(entry, AppliedUndef):
        return "to differentiate by a function put a symbol in its place: expr.subs(f(x), Symbol('f'))"
    return ""


def _why_nothing(wrt: Any, free: Sequence[Any]) -> str:
    if wrt is not None and free:
        return "an empty list of symbols asks for nothing"
    return _WHOLE if free else "the expression has no symbol to differentiate by; name one: wrt=x"
