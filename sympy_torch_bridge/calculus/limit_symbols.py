"""The point and the direction of a limit table, by symbol: what the user gave, checked and completed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from ..errors import InputTypeError, MissingInputError, OptionError, UnknownSymbolError, nearest_names

__all__ = ["place_symbols"]

_WHERE = "the expression"


def place_symbols(
    symbols: Sequence[Any], x: Any, at: Any, subs: Mapping[Any, Any] | None, direction: Any
) -> tuple[dict[Any, Any], dict[Any, Any], Any]:
    """Return the value of every symbol, the components of the direction, and the one symbol that varies.

    Parameters
    ----------
    symbols : sequence of Symbol
        Those of the function, in the order of its inputs.
    x, at, subs, direction
        As given to ``limit_table``.

    Returns
    -------
    point, direction : dict of Symbol to number
    variable : Symbol or None
        None when the direction was given.
    """
    if direction is not None:
        return *_along(symbols, x, at, subs, direction), None
    variable = _variable(symbols, x, at)
    point = _point(symbols, variable, at, subs)
    if variable not in symbols:
        symbols = [*symbols, variable]
    return _complete(symbols, point, variable), {variable: 1}, variable


def _along(
    symbols: Sequence[Any], x: Any, at: Any, subs: Mapping[Any, Any] | None, direction: Any
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    if x is not None:
        raise OptionError(
            "x", x, accepted=["None, together with direction"], hint="give x or direction, not both"
        )
    if isinstance(direction, Mapping):
        components = dict(direction)
    else:
        components = dict(_in_order(symbols, direction, "direction"))
    for symbol in components:
        _check_symbol(symbol, "direction")
        if symbol not in symbols:
            raise _unknown(symbol, symbols)
    if not any(components.values()):
        raise OptionError("direction", direction, accepted=["a direction with a component other than 0"])
    only = symbols[0] if len(symbols) == 1 else None
    return _complete(symbols, _point(symbols, only, at, subs), None), components


def _unknown(symbol: Any, symbols: Sequence[Any]) -> UnknownSymbolError:
    names = _names(symbols)
    hint = None
    if str(symbol) in names:
        hint = "the expression has another symbol of that name, with other assumptions: pass that one"
    elif not nearest_names(str(symbol), names):
        hint = "its derivative would be 0 everywhere; name one of the known symbols"
    return UnknownSymbolError(str(symbol), names, where=_WHERE, hint=hint)


def _variable(symbols: Sequence[Any], x: Any, at: Any) -> Any:
    if x is not None:
        _check_symbol(x, "x")
        if symbols and x not in symbols:
            raise _unknown(x, symbols)
        return x
    if len(symbols) == 1:
        return symbols[0]
    if not symbols:
        return next(iter(at)) if isinstance(at, Mapping) and at else sympy.Symbol("x")
    raise OptionError(
        "x", None, accepted=symbols, hint="the expression has several symbols; name the one that varies"
    )


def _point(symbols: Sequence[Any], variable: Any, at: Any, subs: Mapping[Any, Any] | None) -> dict[Any, Any]:
    if at is None:
        raise MissingInputError(
            ["at"], ["f", "x", "at"], hint="name the point: limit_table(f, x, at=1), or at={x: 1, y: 2}"
        )
    if isinstance(at, Mapping):
        point = dict(at)
    elif isinstance(at, Sequence) and not isinstance(at, str | bytes):
        point = dict(_in_order(symbols, at, "at"))
    elif variable is not None:
        point = {variable: at}
    else:
        raise OptionError("at", at, accepted=["a mapping of every symbol to its value"])
    for symbol, value in (subs or {}).items():
        if symbol in point and point[symbol] != value:
            raise OptionError(
                "subs",
                {symbol: value},
                accepted=[f"no second value for {symbol}"],
                hint=f"at gives {point[symbol]}",
            )
        point[symbol] = value
    for symbol in point:
        _check_symbol(symbol, "at")
    return point


def _complete(symbols: Sequence[Any], point: Mapping[Any, Any], variable: Any) -> dict[Any, Any]:
    missing = [s for s in symbols if s not in point]
    if missing:
        values = ", ".join(f"{s}: ..." for s in missing)
        shown = f"{variable}, at=..., " if variable is not None else "at=..., "
        hint = f"give the values of the others: limit_table(f, {shown}subs={{{values}}})"
        namesakes = {str(s) for s in missing} & {str(s) for s in point}
        if namesakes:
            hint += f"; the {', '.join(sorted(namesakes))} given is another symbol of that name"
        raise MissingInputError(_names(missing), _names(symbols), hint=hint)
    return {s: _real(s, point[s]) for s in symbols}


def _real(symbol: Any, value: Any) -> Any:
    """Return a real finite number as given; a tensor of one element counts as its element."""
    if hasattr(value, "item") and not isinstance(value, sympy.Basic):
        value = value.item()
    try:
        number = None if isinstance(value, str | bytes) else float(value)
    except (TypeError, ValueError):
        number = None
    if number is None:
        hint = "text is never read as a number: write at=1, not at='1'" if isinstance(value, str) else ""
        got = f"{value!r} of type {type(value).__name__}"
        raise InputTypeError(f"at[{symbol}]", got, expected="a real number", hint=hint)
    if not math.isfinite(number):
        raise OptionError("at", value, accepted=["a finite real number"])
    return value


def _in_order(symbols: Sequence[Any], values: Any, option: str) -> list[tuple[Any, Any]]:
    if not isinstance(values, Sequence) or len(values) != len(symbols):
        raise OptionError(
            option, values, accepted=[f"{len(symbols)} numbers for {', '.join(_names(symbols))}", "a mapping"]
        )
    return list(zip(symbols, values, strict=True))


def _check_symbol(symbol: Any, option: str) -> None:
    if not isinstance(symbol, sympy.Symbol):
        raise InputTypeError(
            option,
            f"{symbol!r} of type {type(symbol).__name__}",
            expected="a SymPy Symbol",
            hint="symbols are compared as symbols, never by name: pass the Symbol of the expression",
        )


def _names(symbols: Sequence[Any]) -> list[str]:
    return [str(s) for s in symbols]
