"""Constants that do not vanish in the derivative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["kept_constants"]


def kept_constants(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which a constant term of a sum was kept, or differentiated to one.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in kept_constants(Subject(x**2 + 3, 2 * x, x, (x,))):
    ...     print(p.text, "|", p.formula)
    the constant 3 kept in the derivative | 2*x + 3
    1 for the derivative of the constant 3 | 2*x + 1
    """
    for place in subject.places_of(sympy.Add):
        constants = [term for term in place.node.args if not subject.depends(term)]
        # Inside a function, another number in place of a number is a factor like any other.
        is_factor = not place.is_root and place.slope.is_number
        for term in constants:
            text = Words("the constant {} kept in the derivative", term)
            kept, one = place.slope + term, place.slope + 1
            yield Proposal(text, term, subject.replaced(place, kept), is_factor and term.is_number)
            text = Words("1 for the derivative of the constant {}", term)
            yield Proposal(text, term, subject.replaced(place, one), is_factor)
            if term.free_symbols:
                text = Words("the constant {} differentiated like a function of {}", term, subject.symbol)
                for symbol in _apart(term)[:2]:
                    yield Proposal(
                        text, term, subject.replaced(place, place.slope + sympy.diff(term, symbol))
                    )


def _apart(term: Any) -> list[Any]:
    """Return the symbols that share no factor of a term with others: of ``(y - z)**2`` it is neither."""
    found = [factor.free_symbols for factor in sympy.Mul.make_args(term)]
    shared = set().union(*(symbols for symbols in found if len(symbols) > 1))
    return sorted(term.free_symbols - shared, key=str)
