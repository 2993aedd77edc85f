"""Exponents that are not lowered by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words
from .chain import differentiated

__all__ = ["exponents"]

_MAX_TERMS = 12


def exponents(subject: Subject) -> Iterator[Proposal]:
    """Yield the power rule with a wrong exponent, and powers in the derivative that are off by one.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in exponents(Subject(x**3, 3 * x**2, x, (x,))):
    ...     print(p.text, "|", p.formula)
    the exponent of x**3 not lowered | 3*x**3
    the exponent of x**3 lowered by 2 | 3*x
    the exponent of x**3 raised by 1 rather than lowered | 3*x**4
    x**3 not differentiated | x**3
    the exponent of x**2 too large by 1 | 3*x**3
    the exponent of x**2 too small by 1 | 3*x
    """
    for place in subject.places_of(sympy.Pow):
        base, exponent = place.node.base, place.node.exp
        if not subject.depends(base) or subject.depends(exponent):
            continue
        name, by_base = Words("the exponent of {}", place.node), exponent * subject.slope(base)
        for text, power in (
            (Words("{} not lowered", name), exponent),
            (Words("{} lowered by 2", name), exponent - 2),
            (Words("{} raised by 1 rather than lowered", name), exponent + 1),
        ):
            if power != 0:  # that would be the factor left out
                yield Proposal(text, place.node, subject.replaced(place, by_base * base**power))
        if exponent != -1 or not isinstance(base - 1, sympy.exp):  # the sigmoid has slips of its own
            text = Words("{} not differentiated", place.node)
            yield Proposal(text, place.node, subject.replaced(place, place.node))
    if len([place for place in subject.places_of(sympy.Pow) if not subject.depends(place.node.exp)]) > 1:
        everywhere = differentiated(subject, _not_lowered)
        if everywhere is not None:
            habit = "the exponents of all powers not lowered"
            yield Proposal(habit, subject.expr, everywhere, is_rare=True)
    yield from _in_the_derivative(subject.derivative)


def _not_lowered(node: Any, slope: Callable[[Any], Any]) -> Any:
    if isinstance(node, sympy.Pow) and slope(node.exp) == 0:
        return node.exp * node * slope(node.base)
    return None


def _in_the_derivative(derivative: Any) -> Iterator[Proposal]:
    terms = sympy.Add.make_args(derivative)
    for term in terms[:_MAX_TERMS]:
        rest, place = derivative - term, "" if len(terms) == 1 else Words(" in the term {}", term)
        for factor in sympy.Mul.make_args(term):
            base, exponent = factor.as_base_exp()
            if (
                not base.free_symbols
                or isinstance(base, sympy.Function)
                or (exponent == 1 and not base.is_Symbol)
            ):
                continue  # no power rule stands there: that is a factor too many, or one left out
            name = Words("the exponent of {} too", factor)
            if exponent != -1:
                yield Proposal(Words("{} large by 1{}", name, place), factor, rest + term * base)
            if exponent != 1:
                yield Proposal(Words("{} small by 1{}", name, place), factor, rest + term / base)
