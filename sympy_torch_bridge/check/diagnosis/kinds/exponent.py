"""Exponents that are not lowered by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject

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
        name, by_base = f"the exponent of {place.node}", exponent * subject.slope(base)
        for text, power in (
            (f"{name} not lowered", exponent),
            (f"{name} lowered by 2", exponent - 2),
            (f"{name} raised by 1 rather than lowered", exponent + 1),
        ):
            if power != 0:  # that would be the factor left out
                yield Proposal(text, str(place.node), subject.replaced(place, by_base * base**power))
        yield Proposal(
            f"{place.node} not differentiated", str(place.node), subject.replaced(place, place.node)
        )
    yield from _in_the_derivative(subject.derivative)


def _in_the_derivative(derivative: Any) -> Iterator[Proposal]:
    terms = sympy.Add.make_args(derivative)
    for term in terms[:_MAX_TERMS]:
        rest, place = derivative - term, "" if len(terms) == 1 else f" in the term {term}"
        for factor in sympy.Mul.make_args(term):
            base, exponent = factor.as_base_exp()
            if (
                not base.free_symbols
                or isinstance(base, sympy.Function)
                or (exponent == 1 and not base.is_Symbol)
            ):
                continue  # no power rule stands there: that is a factor too many, or one left out
            name = f"the exponent of {factor} too"
            if exponent != -1:
                yield Proposal(f"{name} large by 1{place}", str(factor), rest + term * base)
            if exponent != 1:
                yield Proposal(f"{name} small by 1{place}", str(factor), rest + term / base)
