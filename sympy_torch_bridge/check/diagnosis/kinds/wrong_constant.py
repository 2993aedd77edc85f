"""One number of the formula wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Shortened, Words
from .occurrences import Occurrence, all_replaced, occurrences

__all__ = ["wrong_constants"]

# Each number that may be read wrongly costs a differentiation: long expressions are left alone.
_MAX_OPERATIONS = 30
# Constants as people type them.
_CUT_SHORT = {sympy.pi: ("3.14", "3.1416", "3.14159", "3.141593", "22/7")}


def wrong_constants(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives with one number changed, in the derivative or in the expression read.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> derivative = (x + 1) * (3 * x + 2)
    >>> for p in wrong_constants(Subject(derivative.integrate(x), derivative, x, (x,))):
    ...     if p.formula == (x + 1) * (3 * x + 1):
    ...         print(p.text)
    1 in place of the number 2 in 3*x + 2
    """
    for form in subject.forms:
        for occurrence in occurrences(form, (sympy.Rational,), lambda number: number != 0):
            if _is_unwritten(occurrence):
                continue
            place = Words("in place of the number {} in {}", occurrence.node, Shortened(occurrence.parent))
            for other in _others(occurrence.node):
                text = Words("{} {}", other, place)
                yield Proposal(text, occurrence.node, occurrence.replaced(other))
    for name, values in _CUT_SHORT.items():
        for value in values if subject.expr.has(name) else ():
            other = sympy.Rational(value)
            text = Words("{} in place of {}", value, name)
            yield Proposal(text, name, subject.derivative.xreplace({name: other}), is_rare=True)
    if sympy.count_ops(subject.expr) <= _MAX_OPERATIONS:
        yield from _read(subject)


def _read(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivatives of the expression with one number read wrongly.

    One differentiation serves all of them: with a symbol for each number.
    """
    numbers = [o for o in occurrences(subject.expr, (sympy.Rational,)) if not _is_unwritten(o)]
    symbols = [sympy.Dummy("c", real=True) for _ in numbers]
    named = dict(zip([number.path for number in numbers], symbols, strict=True))
    right = {symbol: number.node for symbol, number in zip(symbols, numbers, strict=True)}
    slope = subject.slope(all_replaced(subject.expr, named))
    for symbol, number in zip(symbols, numbers, strict=True):
        one = slope.xreplace({other: node for other, node in right.items() if other != symbol})
        place = Words("read in place of the number {} in {}", number.node, Shortened(number.parent))
        for other in _others(number.node):
            formula = one.xreplace({symbol: other})
            yield Proposal(Words("{} {}", other, place), number.node, formula, is_weak=True)


def _is_unwritten(number: Occurrence) -> bool:
    """Tell whether a number is SymPy's way to write a quotient: nobody reads it wrongly."""
    return number.node == -1 and isinstance(number.parent, sympy.Pow)


def _others(number: Any) -> list[Any]:
    near = [number + 1, number - 1, 2 * number, number / 2, -number, 1 / number if number else number]
    if not number.is_Integer:
        near += [sympy.Rational(number.p, number.q + 1), sympy.Rational(number.p, number.q - 1)]
    if number > 1 and sympy.sqrt(number).is_Rational:
        near.append(sympy.sqrt(number))  # the number in (3*x)**2 not squared
    # Nobody writes 0 for a number: what is gone then is a term or a power.
    return [other for other in dict.fromkeys(near) if other not in (number, 0)]
