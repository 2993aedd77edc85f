"""Factors left out of a term of the derivative, or added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words
from .chain import differentiated

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
            yield from _left_out(form, subject.symbol)
    yield from _of_rules(subject)
    yield from _added(subject)


def _left_out(derivative: Any, symbol: Any) -> Iterator[Proposal]:
    terms = sympy.Add.make_args(derivative)
    for term in terms[:_MAX_TERMS]:
        rest, place = derivative - term, "" if len(terms) == 1 else Words(" in the term {}", term)
        if len(terms) > 1:
            yield Proposal(Words("a factor 2 missing{}", place), term, rest + term / 2)
            yield Proposal(Words("a factor 2 too much{}", place), term, rest + 2 * term)
        number, rest_of_term = term.as_coeff_Mul()
        for factor in sympy.Mul.make_args(rest_of_term) if number > 1 else ():
            if factor.is_Symbol and factor != symbol:
                text = Words("the factor {} left out{}", number * factor, place)
                yield Proposal(text, number * factor, rest + rest_of_term / factor, is_rare=True)
        for factor in sympy.Mul.make_args(term):
            if factor == -1 or factor == derivative:
                continue
            base, exponent = factor.as_base_exp()
            name = (
                Words("the denominator {}", 1 / factor)
                if exponent.could_extract_minus_sign()
                else Words("the factor {}", factor)
            )
            yield Proposal(Words("{} left out{}", name, place), factor, rest + term / factor)
            if factor.free_symbols or not factor.is_rational:
                inverted = rest + term / factor**2
                yield Proposal(
                    Words("the factor {} inverted{}", factor, place), factor, inverted, is_rare=True
                )
            if exponent.is_Integer and abs(exponent) > 2:
                square = base ** (2 * sympy.sign(exponent))
                name = Words("the factor {}" if exponent > 0 else "the denominator {}", base**2)
                yield Proposal(Words("{} left out{}", name, place), base**2, rest + term / square)
            if exponent.is_Rational and abs(exponent) != 1:
                yield Proposal(
                    Words("the power of {} left out{}", factor, place), factor, rest + term / factor * base
                )


def _of_rules(subject: Subject) -> Iterator[Proposal]:
    """Yield the factors that single rules bring: n of the power rule, log(a) of the exponential rule."""
    powers = [place for place in subject.places_of(sympy.Pow) if not subject.depends(place.node.exp)]
    if len(powers) > 1:
        everywhere = differentiated(subject, _without_exponent)
        if everywhere is not None:
            habit = "the factor of the power rule left out for all powers"
            yield Proposal(habit, subject.expr, everywhere, is_rare=True)
    for place in subject.places_of(sympy.Pow):
        base, exponent = place.node.base, place.node.exp
        if subject.depends(base) and not subject.depends(exponent):
            text = Words("the factor {} of the power rule left out for {}", exponent, place.node)
            yield Proposal(text, exponent, subject.replaced(place, place.slope / exponent))
            text_of_power = Words(
                "the power {} left out of the derivative of {}", base ** (exponent - 1), place.node
            )
            by_factor = subject.replaced(place, exponent * subject.slope(base))
            yield Proposal(text_of_power, place.node, by_factor)
            text = Words(
                "the factor {} in place of {} in the power rule for {}", exponent - 1, exponent, place.node
            )
            slope = place.slope / exponent * (exponent - 1)
            yield Proposal(text, exponent, subject.replaced(place, slope))
            slope = place.slope / exponent * (exponent + 1)
            text = Words(
                "the factor {} in place of {} in the power rule for {}", exponent + 1, exponent, place.node
            )
            yield Proposal(text, exponent, subject.replaced(place, slope))
        elif subject.depends(exponent):
            logarithm = sympy.log(base)
            by_base = exponent * base ** (exponent - 1) * subject.slope(base)
            by_exponent = place.node * subject.slope(exponent)
            text = Words("the factor {} left out of the derivative of {}", logarithm, place.node)
            yield Proposal(text, logarithm, subject.replaced(place, by_base + by_exponent))
            text = Words("the factor {} inverted in the derivative of {}", logarithm, place.node)
            slope = by_base + by_exponent / logarithm
            yield Proposal(text, logarithm, subject.replaced(place, slope))


def _without_exponent(node: Any, slope: Callable[[Any], Any]) -> Any:
    if isinstance(node, sympy.Pow) and slope(node.exp) == 0:
        return node.base ** (node.exp - 1) * slope(node.base)
    return None


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
        yield Proposal(Words("an extra factor {}", part), part, subject.derivative * part, is_rare=True)
        by_inverse = subject.derivative / part
        yield Proposal(Words("an extra factor 1/({})", part), part, by_inverse, is_rare=True)
    terms = sympy.Add.make_args(subject.derivative)
    for term in terms[:_MAX_TERMS] if len(terms) > 1 else ():
        for part in subject.inputs:
            for power, text in (
                (1, Words("an extra factor {}", part)),
                (-1, Words("an extra factor 1/{}", part)),
            ):
                formula = subject.derivative - term + term * part**power
                yield Proposal(Words("{} in the term {}", text, term), part, formula, is_rare=True)
