"""Terms of a sum left out or with the opposite sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["dropped_terms", "flipped_terms"]

_MAX_TERMS = 12
_INVERSE = (sympy.asin, sympy.acos, sympy.atan, sympy.asinh, sympy.acosh, sympy.atanh)


def dropped_terms(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives without one term.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in dropped_terms(Subject(x**3 - 4 * x, 3 * x**2 - 4, x, (x,))):
    ...     print(p.text, "|", p.formula)
    the term -4 left out | 3*x**2
    the term 3*x**2 left out | -4
    """
    for term, without, _, is_weak, is_inside in _terms(subject):
        yield Proposal(Words("the term {} left out", term), term, without, is_weak, is_inside)
    for place, term, slope in _inner_terms(subject):
        text = Words("the term {} left out of the derivative of {}", slope, place.node)
        yield Proposal(text, term, subject.replaced(place, place.slope - slope))


def flipped_terms(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which one term has the opposite sign."""
    for term, _, flipped, is_weak, _ in _terms(subject):
        yield Proposal(Words("a wrong sign of the term {}", term), term, flipped, is_weak)
    for place, term, slope in _inner_terms(subject):
        text = Words("a wrong sign of the term {} in the derivative of {}", slope, place.node)
        yield Proposal(text, term, subject.replaced(place, place.slope - 2 * slope))
    for place in subject.places_of(sympy.Mul):
        factors, _ = subject.factors(place.node)
        for factor in factors if len(factors) > 1 else ():
            term = place.node / factor * subject.slope(factor)
            text = Words("a wrong sign of the term {} of the product rule for {}", term, place.node)
            yield Proposal(text, term, subject.replaced(place, place.slope - 2 * term))
    for place in reversed(subject.places):
        if not place.is_root and not isinstance(place.node, sympy.Add):
            text = Words("a wrong sign of the derivative of {}", place.node)
            yield Proposal(text, place.node, subject.replaced(place, -place.slope))


def _terms(subject: Subject) -> Iterator[tuple[Any, Any, Any, bool, bool]]:
    """Yield the terms of the derivative, expanded or not, and of its factors.

    Each comes as the term, the derivative without it, that with its sign flipped, whether it stands
    inside a form over one denominator, which says little about what was written down, and whether it is
    one of a factor.
    """
    for total in subject.forms:
        terms = sympy.Add.make_args(total)
        if 2 <= len(terms) <= _MAX_TERMS:
            yield from ((term, total - term, total - 2 * term, False, False) for term in terms)
    # The denominators of inverse functions are taken for one another: that is no slip with a term.
    for number, total in enumerate(() if subject.expr.has(*_INVERSE) else subject.forms):
        for factor in sympy.Mul.make_args(total):
            base, power = factor.as_base_exp()
            terms = sympy.Add.make_args(base)
            if 2 <= len(terms) <= _MAX_TERMS and base != total:
                rest = total / factor
                for t in terms:
                    without, flipped = rest * (base - t) ** power, rest * (base - 2 * t) ** power
                    # What is left of the sum may cancel a factor beside it, or be no factor any more:
                    # no one would have written both.
                    left = base - t
                    cancels = len(terms) == 2 and sympy.count_ops(without) < sympy.count_ops(rest)
                    yield t, without, flipped, number > 0 or cancels or left == 1, True


def _inner_terms(subject: Subject) -> Iterator[tuple[Any, Any, Any]]:
    for place in subject.places_of(sympy.Add):
        if not place.is_root:
            for term in place.node.args[:_MAX_TERMS]:
                slope = subject.slope(term)
                if slope != 0:
                    yield place, term, slope
