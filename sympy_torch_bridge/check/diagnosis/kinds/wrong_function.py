"""The derivative of another function in place of the right one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words
from .confusable import CONFUSABLE, CONFUSABLE_HEADS, RARELY_CONFUSED
from .occurrences import occurrences

__all__ = ["wrong_functions"]

_MAX_TERMS = 6


def wrong_functions(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives with a function that is easily taken for the right one.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> subject = Subject(sympy.tan(x), 1 + sympy.tan(x) ** 2, x, (x,))
    >>> print(next(wrong_functions(subject)).text)
    sec in place of the derivative of tan(x)
    """
    for place in subject.places_of(sympy.Function):
        if len(place.node.args) == 1 and not isinstance(place.node, sympy.Piecewise):
            yield from _of_function(subject, place, place.node.args[0])
    for place in subject.places_of(sympy.Pow):
        yield from _of_power(subject, place)
    yield Proposal("the reciprocal of the derivative", "", 1 / subject.derivative, is_rare=True)
    for occurrence in occurrences(subject.derivative, tuple(CONFUSABLE_HEADS)):
        for head in CONFUSABLE_HEADS[occurrence.node.func]:
            text = Words(
                "{} in place of {} in {}", head.__name__, occurrence.node.func.__name__, occurrence.node
            )
            changed = occurrence.replaced(head(*occurrence.node.args))
            yield Proposal(text, occurrence.node, changed, is_weak=True)
    yield from _logarithms_of_terms(subject.derivative)


def _logarithms_of_terms(derivative: Any) -> Iterator[Proposal]:
    """Yield the logarithm of a term that holds exponentials, as of a softmax."""
    for term in sympy.Add.make_args(derivative)[:_MAX_TERMS]:
        if term.has(sympy.exp) and not term.could_extract_minus_sign():
            text = Words("the logarithm of {} in place of it", term)
            yield Proposal(text, term, derivative - term + sympy.log(term), is_weak=True)


def _of_function(subject: Subject, place: Any, inner: Any) -> Iterator[Proposal]:
    node, slope = place.node, subject.slope(inner)
    has_base = isinstance(node, sympy.log) and any(arg.is_number for arg in _logarithms(subject.expr))
    for name, wrong in CONFUSABLE.get(node.func, ()):
        if has_base and "log(" in name:
            continue  # the base stands in the expression: its factor was left out or added
        text = Words("{} in place of the derivative of {}", name, node)
        is_rare = (node.func, name) in RARELY_CONFUSED
        yield Proposal(text, node, subject.replaced(place, wrong(inner) * slope), is_rare=is_rare)
    if node != subject.expr or inner != subject.symbol:
        yield Proposal(Words("{} not differentiated", node), node, subject.replaced(place, node))
    if inner != subject.symbol:
        text = Words("{} in place of its outer derivative", node)
        yield Proposal(text, node, subject.replaced(place, node * slope))
        yield from _differentiated_inside(subject, place, inner)


def _differentiated_inside(subject: Subject, place: Any, inner: Any) -> Iterator[Proposal]:
    """Yield a function of the derivative of its argument, as ``log(2*x)`` for ``log(1 + x**2)``."""
    slope = subject.slope(inner)
    is_own_slope = isinstance(place.node, sympy.exp)  # the right function at the wrong argument
    if inner != subject.symbol and not slope.is_number and not is_own_slope:
        text = Words("{} with its inside differentiated in place of its derivative", place.node)
        slope = place.node.xreplace({inner: slope})
        if slope.args and slope.free_symbols:  # of log(exp(x)) nothing is left to tell it by
            yield Proposal(text, place.node, subject.replaced(place, slope), is_rare=True)


def _of_power(subject: Subject, place: Any) -> Iterator[Proposal]:
    """Yield antiderivatives, the derivative of the logarithm, and the rules of tanh and of the sigmoid."""
    node, (base, exponent) = place.node, place.node.as_base_exp()
    if not subject.depends(base) or subject.depends(exponent):
        return
    if not exponent.is_Integer:
        yield from _differentiated_inside(subject, place, base)
    slope = subject.slope(base)
    integral = sympy.log(base) if exponent == -1 else base ** (exponent + 1) / (exponent + 1)
    yield Proposal(
        Words("{} integrated rather than differentiated", node),
        node,
        subject.replaced(place, integral * slope),
        is_weak=True,
    )
    if exponent == -1:
        stem = base - 1
        if stem.is_Add is False and isinstance(stem, sympy.exp):
            inner = subject.slope(-stem.args[0])
            for name, wrong in (
                ("s*(1 + s)", node * (1 + node)),
                ("s**2", node**2),
                ("1 - s**2", 1 - node**2),
                ("s*(s - 1)", node * (node - 1)),
                ("1 - s", 1 - node),
                ("s", node),
            ):
                text = Words("{} in place of s*(1 - s), the derivative of the sigmoid", name)
                yield Proposal(text, node, subject.replaced(place, wrong * inner))


def _logarithms(expr: Any) -> list[Any]:
    """Return the arguments of all logarithms."""
    return [node.args[0] for node in expr.atoms(sympy.log)]
