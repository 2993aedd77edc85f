"""Factors left out of a term of the derivative, or added to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject

__all__ = ["factors"]

_MAX_TERMS = 12


def factors(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives with one factor of one term left out, added, halved or inverted.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> subject = Subject(2**x, 2**x * sympy.log(2), x, (x,))
    >>> next(p.text for p in factors(subject) if p.formula == 2**x)
    'the factor log(2) left out'
    """
    for form in subject.forms:
        if len(sympy.Add.make_args(form)) <= _MAX_TERMS:
            yield from _left_out(form)
    yield from _of_rules(subject)
    yield from _added(subject)


def _left_out(derivative: Any) -> Iterator[Proposal]:
    terms = sympy.Add.make_args(derivative)
    for term in terms[:_MAX_TERMS]:
        rest, place = derivative - term, "" if len(terms) == 1 else f" in the term {term}"
        if len(terms) > 1:
            yield Proposal(f"a factor 2 missing{place}", str(term), rest + term / 2)
            yield Proposal(f"a factor 2 too much{place}", str(term), rest + 2 * term)
        for factor in sympy.Mul.make_args(term):
            if factor == -1 or factor == derivative:
                continue
            base, exponent = factor.as_base_exp()
            name = (
                f"the denominator {1 / factor}"
                if exponent.could_extract_minus_sign()
                else f"the factor {factor}"
            )
            yield Proposal(f"{name} left out{place}", str(factor), rest + term / factor)
            if factor.free_symbols or not factor.is_rational:
                inverted = rest + term / factor**2
                yield Proposal(f"the factor {factor} inverted{place}", str(factor), inverted, is_rare=True)
            if exponent.is_Rational and abs(exponent) != 1:
                yield Proposal(
                    f"the power of {factor} left out{place}", str(factor), rest + term / factor * base
                )


def _of_rules(subject: Subject) -> Iterator[Proposal]:
    """Yield the factors that single rules bring: n of the power rule, log(a) of the exponential rule."""
    for place in subject.places_of(sympy.Pow):
        base, exponent = place.node.base, place.node.exp
        if subject.depends(base) and not subject.depends(exponent):
            text = f"the factor {exponent} of the power rule left out for {place.node}"
            yield Proposal(text, str(exponent), subject.replaced(place, place.slope / exponent))
            text_of_power = f"the power {base ** (exponent - 1)} left out of the derivative of {place.node}"
            by_factor = subject.replaced(place, exponent * subject.slope(base))
            yield Proposal(text_of_power, str(place.node), by_factor)
            text = f"the factor {exponent - 1} in place of {exponent} in the power rule for {place.node}"
            slope = place.slope / exponent * (exponent - 1)
            yield Proposal(text, str(exponent), subject.replaced(place, slope))
            slope = place.slope / exponent * (exponent + 1)
            text = f"the factor {exponent + 1} in place of {exponent} in the power rule for {place.node}"
            yield Proposal(text, str(exponent), subject.replaced(place, slope))
        elif subject.depends(exponent):
            logarithm = sympy.log(base)
            by_base = exponent * base ** (exponent - 1) * subject.slope(base)
            by_exponent = place.node * subject.slope(exponent)
            text = f"the factor {logarithm} left out of the derivative of {place.node}"
            yield Proposal(text, str(logarithm), subject.replaced(place, by_base + by_exponent))
            text = f"the factor {logarithm} inverted in the derivative of {place.node}"
            slope = by_base + by_exponent / logarithm
            yield Proposal(text, str(logarithm), subject.replaced(place, slope))


def _added(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivative with one variable or one function of the expression as a further factor."""
    parts: dict[Any, None] = dict.fromkeys(subject.inputs)
    for place in subject.places:
        parts[place.node] = None
    for factor in sympy.Mul.make_args(subject.expr):
        parts[factor] = None
    for part in parts:
        if part.is_number:
            continue
        yield Proposal(f"an extra factor {part}", str(part), subject.derivative * part, is_rare=True)
        by_inverse = subject.derivative / part
        yield Proposal(f"an extra factor 1/({part})", str(part), by_inverse, is_rare=True)
    terms = sympy.Add.make_args(subject.derivative)
    for term in terms[:_MAX_TERMS] if len(terms) > 1 else ():
        for part in subject.inputs:
            for power, text in ((1, f"an extra factor {part}"), (-1, f"an extra factor 1/{part}")):
                formula = subject.derivative - term + term * part**power
                yield Proposal(f"{text} in the term {term}", str(part), formula, is_rare=True)
