"""Slips in the quotient rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject

__all__ = ["quotient_rules"]


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
                yield Proposal(text.format(place.node), str(place.node), subject.replaced(place, slope))


def _slopes(subject: Subject, above: Any, below: Any) -> Iterator[tuple[str, Any]]:
    da, db = subject.slope(above), subject.slope(below)
    top = da * below - above * db
    if subject.depends(above):
        yield "the terms of the quotient rule in the wrong order for {} (a wrong sign)", -top / below**2
    yield "the denominator of the quotient rule not squared for {}", top / below
    if da != 0:
        yield "the derivatives of numerator and denominator divided in {}", da / db
    elif db != 1:  # one over one is the outer derivative alone: a forgotten inner derivative
        yield "the denominator replaced by its derivative in {}", above / db
    if subject.depends(above):
        plus = da * below + above * db
        yield "a plus sign between the terms of the quotient rule for {}", plus / below**2
        yield "the denominator of the quotient rule left out for {}", top
        yield "the numerator squared in place of the denominator in the quotient rule for {}", top / above**2
        yield "the derivative of the denominator squared in the quotient rule for {}", top / db**2
