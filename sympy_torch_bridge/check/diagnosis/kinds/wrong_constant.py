"""One number of the formula wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Shortened, Words
from .occurrences import occurrences

__all__ = ["wrong_constants"]

# Each number that may be read wrongly costs a differentiation: long expressions are left alone.
_MAX_OPERATIONS = 30


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
            place = Words("in place of the number {} in {}", occurrence.node, Shortened(occurrence.parent))
            for other in _others(occurrence.node):
                text = Words("{} {}", other, place)
                yield Proposal(text, occurrence.node, occurrence.replaced(other))
    is_short = sympy.count_ops(subject.expr) <= _MAX_OPERATIONS
    for occurrence in occurrences(subject.expr, (sympy.Rational,)) if is_short else ():
        stand_in = sympy.Dummy("c", real=True)
        slope = subject.slope(occurrence.replaced(stand_in))
        place = Words("read in place of the number {} in {}", occurrence.node, Shortened(occurrence.parent))
        for other in _others(occurrence.node):
            formula = slope.xreplace({stand_in: other})
            yield Proposal(Words("{} {}", other, place), occurrence.node, formula, is_weak=True)


def _others(number: Any) -> list[Any]:
    near = [number + 1, number - 1, 2 * number, number / 2, -number, 1 / number if number else number]
    if not number.is_Integer:
        near += [sympy.Rational(number.p, number.q + 1), sympy.Rational(number.p, number.q - 1)]
    # Nobody writes 0 for a number: what is gone then is a term or a power.
    return [other for other in dict.fromkeys(near) if other not in (number, 0)]
