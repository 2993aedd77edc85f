"""Terms of a sum left out or with the opposite sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject

__all__ = ["dropped_terms", "flipped_terms"]

_MAX_TERMS = 12


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
    for term, without, _ in _terms(subject.derivative):
        yield Proposal(f"the term {term} left out", str(term), without)
    for place, term, slope in _inner_terms(subject):
        text = f"the term {slope} left out of the derivative of {place.node}"
        yield Proposal(text, str(term), subject.replaced(place, place.slope - slope))


def flipped_terms(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which one term has the opposite sign."""
    for term, _, flipped in _terms(subject.derivative):
        yield Proposal(f"a wrong sign of the term {term}", str(term), flipped)
    for place, term, slope in _inner_terms(subject):
        text = f"a wrong sign of the term {slope} in the derivative of {place.node}"
        yield Proposal(text, str(term), subject.replaced(place, place.slope - 2 * slope))
    for place in reversed(subject.places):
        if not place.is_root and not isinstance(place.node, sympy.Add):
            text = f"a wrong sign of the derivative of {place.node}"
            yield Proposal(text, str(place.node), subject.replaced(place, -place.slope))


def _terms(derivative: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the terms of the derivative, expanded or not, and of its factors: term, without it, flipped."""
    for total in dict.fromkeys((derivative, sympy.expand(derivative))):
        terms = sympy.Add.make_args(total)
        if 2 <= len(terms) <= _MAX_TERMS:
            yield from ((term, total - term, total - 2 * term) for term in terms)
    for factor in sympy.Mul.make_args(derivative):
        base, power = factor.as_base_exp()
        terms = sympy.Add.make_args(base)
        if 2 <= len(terms) <= _MAX_TERMS and base != derivative:
            rest = derivative / factor
            yield from ((t, rest * (base - t) ** power, rest * (base - 2 * t) ** power) for t in terms)


def _inner_terms(subject: Subject) -> Iterator[tuple[Any, Any, Any]]:
    for place in subject.places_of(sympy.Add):
        if not place.is_root:
            for term in place.node.args[:_MAX_TERMS]:
                slope = subject.slope(term)
                if slope != 0:
                    yield place, term, slope
