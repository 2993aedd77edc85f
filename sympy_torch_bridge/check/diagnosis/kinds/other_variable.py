"""The derivative by another variable than the one asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from .... import symbolic
from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["other_variables"]

_MAX_SYMBOLS = 4


def other_variables(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivatives by the other symbols, and those by a function of the symbol.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> for p in other_variables(Subject(x**2 * y, 2 * x * y, x, (x, y))):
    ...     print(p.text, "|", p.formula)
    the derivative by y in place of that by x | x**2
    the derivative by sqrt(x) in place of that by x | 4*x**(3/2)*y
    """
    symbol = subject.symbol
    for other in subject.inputs[:_MAX_SYMBOLS]:
        if other != symbol and other in subject.expr.free_symbols:
            by_other = symbolic.derivative(subject.expr, other)
            yield Proposal(_text(other, symbol), other, by_other)
    for function in _functions(subject):
        text = _text(function, symbol)
        yield Proposal(text, function, subject.derivative / sympy.diff(function, symbol), is_rare=True)


def _functions(subject: Subject) -> Iterator[Any]:
    """Yield what often replaces a parameter: its root, the log-odds, an exponential of it."""
    symbol = subject.symbol
    yield sympy.sqrt(symbol)
    if subject.expr.has(1 - symbol):
        yield sympy.log(symbol / (1 - symbol))
    for place in subject.places_of(sympy.exp):
        if not place.is_root and place.node.free_symbols == {symbol}:
            yield place.node
            yield sympy.sqrt(place.node)


def _text(other: Any, symbol: Any) -> Words:
    return Words("the derivative by {} in place of that by {}", other, symbol)
