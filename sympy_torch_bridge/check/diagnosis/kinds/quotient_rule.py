"""Slips in the quotient rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Place, Proposal, Subject
from ..words import Words

__all__ = ["quotient_rules"]


_RARE = (
    "the denominator of the quotient rule left out for {}",
    "the numerator squared in place of the denominator in the quotient rule for {}",
    "the derivative of the denominator squared in the quotient rule for {}",
)


def quotient_rules(subject: Subject) -> Iterator[Proposal]:
    """Yield wrong quotient rules for every quotient of two functions of the symbol, and for reciprocals.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> expr = x / sympy.sin(x)
    >>> print(next(quotient_rules(Subject(expr, expr.diff(x), x, (x,)))).text)
    the terms of the quotient rule in the wrong order for x/sin(x) (a wrong sign)
    """
    for place in subject.places_of(sympy.Mul, sympy.Pow):
        above, below = sympy.fraction(place.node, exact=True)
        is_reciprocal = subject.depends(above) or getattr(place.node, "exp", -1) == -1
        if subject.depends(below) and is_reciprocal:
            for text, slope in _slopes(subject, above, below):
                formula = subject.replaced(place, slope)
                yield Proposal(Words(text, place.node), place.node, formula, is_rare=text in _RARE)
        elif subject.depends(below):
            alone = above / subject.slope(below)
            name = Words("the denominator replaced by its derivative in {}", place.node)
            yield Proposal(name, place.node, subject.replaced(place, alone))
    for place in subject.places_of(sympy.Mul):
        yield from _below_a_power(subject, place)


def _below_a_power(subject: Subject, place: Place) -> Iterator[Proposal]:
    """Yield the wrong rules for a quotient below a power, which SymPy writes as a quotient of powers."""
    above, below = sympy.fraction(place.node, exact=True)
    (above, power), (below, other) = above.as_base_exp(), below.as_base_exp()
    if power != other or power == 1 or not (subject.depends(above) and subject.depends(below)):
        return
    outer = power * (above / below) ** (power - 1)
    for text, slope in _slopes(subject, above, below):
        name = above / below
        yield Proposal(Words(text, name), name, subject.replaced(place, outer * slope), is_rare=text in _RARE)


def _slopes(subject: Subject, above: Any, below: Any) -> Iterator[tuple[str, Any]]:
    da, db = subject.slope(above), subject.slope(below)
    top = da * below - above * db
    if subject.depends(above):
        yield "the terms of the quotient rule in the wrong order for {} (a wrong sign)", -top / below**2
    yield "the denominator of the quotient rule not squared for {}", top / below
    if da == db:
        pass  # one is left of the rule: a forgotten inner derivative
    elif da != 0:
        yield "the derivatives of numerator and denominator divided in {}", da / db
    elif db != 1:  # one over one is the outer derivative alone: a forgotten inner derivative
        yield "the denominator replaced by its derivative in {}", above / db
    if subject.depends(above):
        plus = da * below + above * db
        yield "a plus sign between the terms of the quotient rule for {}", plus / below**2
        yield from zip(_RARE, (top, top / above**2, top / db**2), strict=True)
