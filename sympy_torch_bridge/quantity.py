"""Points, intervals and numbers in options: parsed, exact, never evaluated as Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sympy import Rational, Symbol

from .domain import Interval
from .errors import ExpressionSyntaxError, UnknownSymbolError
from .parse import parse_expression, parse_expressions
from .program.expressions.free_symbols import free_symbols

__all__ = [
    "free_names",
    "read_claim",
    "read_domain",
    "read_formula",
    "read_formulas",
    "read_interval",
    "read_number",
    "read_numbers",
    "read_point",
    "read_symbols",
    "real_symbols",
]

_INTERVAL = re.compile(r"\s*([(\[])(.*),(.*)([)\]])\s*")


def read_formula(text: str) -> tuple[Any, dict[str, Symbol]]:
    """Read a formula whose symbols are real; return it and its symbols by name, in SymPy's order.

    Examples
    --------
    >>> read_formula("sqrt(x**2) + y")
    (y + Abs(x), {'x': x, 'y': y})
    """
    symbols = real_symbols(free_names(text))
    expr = parse_expression(text, symbols=symbols, allow_relations=False)
    return expr, {symbol.name: symbol for symbol in free_symbols(expr)}


def read_formulas(text: str, *, is_real: bool = True) -> tuple[Any, dict[str, Symbol]]:
    """Read one formula, or a list of them in brackets; return it and its symbols by name.

    Parameters
    ----------
    text : str
    is_real : bool
        Whether the symbols are real; else nothing is assumed of them.

    Examples
    --------
    >>> read_formulas("[x*y, x + y]")
    ([x*y, x + y], {'x': x, 'y': y})
    >>> read_formulas("sqrt(x**2)", is_real=False)[0]
    sqrt(x**2)
    """
    names = free_names(text)
    symbols = real_symbols(names) if is_real else {name: Symbol(name) for name in sorted(names)}
    exprs = list(parse_expressions(text, symbols=symbols))
    used = {symbol for expr in exprs for symbol in free_symbols(expr)}
    known = {name: symbol for name, symbol in symbols.items() if symbol in used}
    return exprs[0] if len(exprs) == 1 else exprs, known


def read_claim(texts: Sequence[str], symbols: Mapping[str, Symbol]) -> list[Any]:
    """Read what a derivative is claimed to be: one formula, one for each variable, or rows in brackets.

    Parameters
    ----------
    texts : sequence of str
        Together they are one list, each one or several of its entries.
    symbols : mapping of str to Symbol
        Those of the formula.

    Examples
    --------
    >>> known = real_symbols(["x", "y"])
    >>> read_claim(["y", "x"], known), read_claim(["[0, 1], [1, 0]"], known), read_claim(["[y, x]"], known)
    ([y, x], [(0, 1), (1, 0)], [y, x])
    """
    read = [parse_expressions(text, symbols=symbols) for text in texts]
    if len(read) > 1 and any(len(entries) > 1 for entries in read):
        return read
    return [entry for entries in read for entry in entries]


def free_names(text: str) -> list[str]:
    """Return the names of the symbols of a formula, or of several separated by commas."""
    return [s.name for expr in _flat(parse_expressions(text.removesuffix(".T"))) for s in free_symbols(expr)]


def real_symbols(names: Iterable[str]) -> dict[str, Symbol]:
    """Return a real symbol for each name."""
    return {name: Symbol(name, real=True) for name in sorted(names)}


def read_symbols(text: str, symbols: Mapping[str, Symbol]) -> list[Symbol]:
    """Read names separated by commas.

    Raises
    ------
    UnknownSymbolError
        A name is not one of ``symbols``.
    """
    return [_known(name.strip(), symbols) for name in text.split(",")]


def read_point(text: str, symbols: Mapping[str, Symbol]) -> dict[Symbol, Any]:
    """Read ``x = 1, y = pi/2``, or just ``1`` where there is one symbol.

    Raises
    ------
    ExpressionSyntaxError
        A value is no real number.
    UnknownSymbolError
        A name is not one of ``symbols``.

    Examples
    --------
    >>> read_point("0.1", real_symbols(["x"]))
    {x: 1/10}
    """
    if "=" not in text and len(symbols) == 1:
        return {next(iter(symbols.values())): read_number(text)}
    point: dict[Symbol, Any] = {}
    for part in _parts(text):
        name, equals, value = part.partition("=")
        if not equals:
            raise ExpressionSyntaxError(text, text.find(part), "no value for a variable", hint="x = 1, y = 2")
        symbol = _known(name.strip(), symbols)
        if symbol in point:
            raise ExpressionSyntaxError(
                text, text.rfind(part), f"a second value for {symbol}", hint="x = 1, y = 2"
            )
        point[symbol] = read_number(value)
    return point


def read_domain(text: str, symbols: Mapping[str, Symbol]) -> dict[Symbol, Interval]:
    """Read ``x in (0, oo), y in [-1, 1]``, as a table of rules prints it.

    Raises
    ------
    ExpressionSyntaxError
        The text has another form.
    UnknownSymbolError
        A name is not one of ``symbols``.

    Examples
    --------
    >>> {s.name: str(i) for s, i in read_domain("x in (0, oo)", real_symbols(["x"])).items()}
    {'x': '(0, oo)'}
    """
    domain: dict[Symbol, Interval] = {}
    for part in _parts(text):
        name, word, interval = part.strip().partition(" in ")
        if not word:
            raise ExpressionSyntaxError(text, text.find(part), "no interval", hint="x in (0, oo)")
        symbol = _known(name.strip(), symbols)
        if symbol in domain:
            raise ExpressionSyntaxError(
                text, text.rfind(part), f"a second interval for {symbol}", hint="a rule for each interval"
            )
        domain[symbol] = read_interval(interval)
    return domain


def read_interval(text: str) -> Interval:
    """Read ``(0, oo)`` or ``[-1, 1]``.

    Raises
    ------
    ExpressionSyntaxError
        The text has another form or the interval is empty.
    """
    match = _INTERVAL.fullmatch(text)
    if match is None:
        raise ExpressionSyntaxError(text, 0, "no interval", hint="(0, oo) or [-1, 1]")
    lower, upper = (float(read_number(end)) for end in (match[2], match[3]))
    if not lower < upper:
        raise ExpressionSyntaxError(text, 0, "an empty interval", hint="the lower end comes first: (0, 1)")
    return Interval(lower, upper, lower_open=match[1] == "(", upper_open=match[4] == ")")


def read_numbers(text: str) -> list[Any]:
    """Read numbers separated by commas."""
    return [read_number(part) for part in _parts(text)]


def read_number(text: str) -> Any:
    """Read an exact real number; a decimal means that decimal, not the double beside it.

    Raises
    ------
    ExpressionSyntaxError
        The text is no formula, or its value is no real number.

    Examples
    --------
    >>> read_number("0.1"), read_number("pi/2")
    (1/10, pi/2)
    """
    value = parse_expression(text, allow_relations=False)
    if value.free_symbols or value.is_extended_real is not True:
        raise ExpressionSyntaxError(text, 0, "a real number is expected here", hint="1, 0.5, 1/3 or pi/2")
    return Rational(str(value)) if value.is_Float else value


def _known(name: str, symbols: Mapping[str, Symbol]) -> Symbol:
    if name not in symbols:
        raise UnknownSymbolError(name, list(symbols), where="the formula")
    return symbols[name]


def _parts(text: str) -> Iterator[str]:
    """Split at the commas outside brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _flat(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, tuple):
            yield from item
        else:
            yield item
