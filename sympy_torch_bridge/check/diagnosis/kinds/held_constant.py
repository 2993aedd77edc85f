"""Factors and subexpressions taken for constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words
from .radicals import Radical, radicals

__all__ = ["held_constants"]


def held_constants(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which one part that holds the symbol does not vary.

    A term of the sum itself is no such part: leaving it out is a dropped term.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> expr = x * sympy.exp(x)
    >>> for p in held_constants(Subject(expr, expr.diff(x), x, (x,))):
    ...     print(p.text, "|", p.formula)
    the factor x taken for a constant | x*exp(x)
    the factor exp(x) taken for a constant | exp(x)
    exp(x) taken for a constant | exp(x)
    """
    for place in subject.places_of(sympy.Mul):
        factors, _ = subject.factors(place.node)
        for factor in factors if len(factors) > 1 else ():
            slope = place.slope - place.node / factor * subject.slope(factor)
            text = Words("the factor {} taken for a constant", factor)
            yield Proposal(text, factor, subject.replaced(place, slope))
        for radical in radicals(subject, place.node):
            if subject.depends(radical.rest):
                held = radical.base**radical.exponent
                text = Words("the factor ({})**{} taken for a constant", radical.base, _exponent(radical))
                slope = subject.slope(radical.rest) * held
                yield Proposal(text, held, subject.replaced(place, slope))
    terms = set(sympy.Add.make_args(subject.expr))
    for place in reversed(subject.places):
        if not place.is_root and place.node not in terms:
            text = Words("{} taken for a constant", place.node)
            yield Proposal(text, place.node, subject.replaced(place, 0))


def _exponent(radical: Radical) -> Any:
    return radical.exponent if radical.exponent.is_Integer else f"({radical.exponent})"
