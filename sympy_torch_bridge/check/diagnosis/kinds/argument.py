"""The right function at the wrong argument."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import sympy

from ..subject import Place, Proposal, Subject
from ..words import Shortened, Words
from .occurrences import occurrences

__all__ = ["arguments"]

_MAX_OTHERS = 12
_MAX_VARIABLES = 3
# Nodes in which a symbol is not a value: nothing else can stand in its place.
_BINDING = (sympy.Derivative, sympy.Subs, sympy.Integral, sympy.Sum, sympy.Product)
_FUNCTIONS = (sympy.Function,)


def arguments(subject: Subject) -> Iterator[Proposal]:
    """Yield outer derivatives at another argument, and functions of the derivative at another one.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in arguments(Subject(sympy.sin(x**2), 2 * x * sympy.cos(x**2), x, (x,))):
    ...     print(p.text, "|", p.formula)
    ...     break
    the outer derivative of sin(x**2) taken at x | 2*x*cos(x)
    """
    for place in subject.places_of(sympy.Function, sympy.Pow):
        if not isinstance(place.node, sympy.Piecewise):
            yield from _of_chain_rule(subject, place)
    yield from _of_functions(subject)
    yield from _of_all(subject)
    yield from _of_variables(subject)


def _of_chain_rule(subject: Subject, place: Any) -> Iterator[Proposal]:
    for position, inner in enumerate(place.node.args):
        if not inner.args or not subject.depends(inner):
            continue
        stand_in = sympy.Dummy("u", real=True)
        args = [stand_in if i == position else arg for i, arg in enumerate(place.node.args)]
        outer = sympy.diff(place.node.func(*args), stand_in)
        if outer.has(sympy.Derivative):  # a function without a derivative in this argument
            continue
        slope = subject.slope(inner)
        # A power of twice the base is a factor.
        multiples = () if place.node.is_Pow and position == 0 else (2 * inner, inner / 2)
        for other in dict.fromkeys((subject.symbol, slope, 1 / inner, *multiples)):
            at_other = outer.xreplace({stand_in: other})
            if other.is_number or ((at_other * slope).is_number and not slope.is_number):
                continue  # sign(-1), or 1/u at the inner derivative: nothing is left to tell it by
            text = Words("the outer derivative of {} taken at {}", place.node, other)
            yield Proposal(text, inner, subject.replaced(place, at_other * slope))
            if other in (subject.symbol, slope):
                text = Words("{}, without inner derivative", text)
                yield Proposal(text, inner, subject.replaced(place, at_other))


def _of_all(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivative at exchanged variables, at -x, at the value of the function."""
    derivative, symbols = subject.derivative, subject.inputs[:_MAX_VARIABLES]
    if derivative.has(*_BINDING):
        return
    for first, second in combinations(symbols, 2):
        exchange = {first: second, second: first}
        of_function = Words("the derivative of the function with {} and {} exchanged", first, second)
        if subject.symbol not in exchange:
            yield Proposal(of_function, first, derivative.xreplace(exchange))
            continue
        text = Words("the derivative with {} and {} exchanged", first, second)
        yield Proposal(text, first, derivative.xreplace(exchange))
        by_other = subject.slope_by(exchange[subject.symbol])
        yield Proposal(of_function, first, by_other.xreplace(exchange), is_rare=True)
    turned: dict[Any, Any] = {(subject.symbol,): None, symbols: None}
    for some in turned:
        text = Words("the derivative taken at {}", ", ".join(f"-{symbol}" for symbol in some))
        yield Proposal(text, subject.symbol, derivative.xreplace({symbol: -symbol for symbol in some}))
    if len(symbols) == 1 and subject.expr.args:
        at_value = derivative.xreplace({subject.symbol: subject.expr})
        yield Proposal("the derivative taken at the value of the function", subject.symbol, at_value)
    for node in subject.places_of(sympy.Pow):
        yield from _of_sigmoid(subject, node)
    for own in dict.fromkeys(o.node.args[0] for o in occurrences(derivative, _FUNCTIONS, _has_one_argument)):
        number, rest = own.as_coeff_Mul()
        if abs(number) != 1 and rest != 1:
            text = Words("{} in place of {}", rest, own)
            yield Proposal(text, own, derivative.xreplace({own: rest}))
    for place in subject.places_of(sympy.Function, sympy.exp):
        if len(place.node.args) == 1 and derivative.has(place.node):
            inner = place.node.args[0]
            text = Words("{} in place of {}", inner, place.node)
            yield Proposal(text, place.node, derivative.xreplace({place.node: inner}))


def _of_sigmoid(subject: Subject, place: Place) -> Iterator[Proposal]:
    """Yield the rule for the value of the sigmoid used on its argument."""
    base, exponent = place.node.as_base_exp()
    if exponent == -1 and isinstance(base - 1, sympy.exp):
        inner = -(base - 1).args[0]
        slope = inner * (1 - inner) * subject.slope(inner)
        text = Words("u*(1 - u) in place of s*(1 - s), the derivative of the sigmoid s of u = {}", inner)
        yield Proposal(text, place.node, subject.replaced(place, slope))


def _of_functions(subject: Subject) -> Iterator[Proposal]:
    derivative = subject.derivative
    functions = list(occurrences(derivative, (sympy.Function,), _has_one_argument))
    arguments = [occurrence.node.args[0] for occurrence in functions]
    for occurrence in functions:
        own = occurrence.node.args[0]
        parts = [own / arg for arg in own.args] if own.is_Mul else []
        others = dict.fromkeys(
            [*subject.inputs, *parts, -own, 2 * own, own / 2, own**2, *own.args, *arguments]
        )
        for other in list(others)[: _MAX_OTHERS + len(subject.inputs)]:
            if other != own and isinstance(other, sympy.Expr):
                changed = occurrence.node.func(other)
                text = Words("{} in place of {}", changed, occurrence.node)
                yield Proposal(text, own, occurrence.replaced(changed))


def _has_one_argument(function: Any) -> bool:
    return len(function.args) == 1 and not isinstance(function, sympy.Piecewise)


def _of_variables(subject: Subject) -> Iterator[Proposal]:
    if len(subject.inputs) < 2:
        return
    for occurrence in occurrences(subject.derivative, (sympy.Symbol,)):
        for other in subject.inputs[:4]:
            if other != occurrence.node:
                text = Words("{} in place of {} in {}", other, occurrence.node, Shortened(occurrence.parent))
                yield Proposal(text, occurrence.node, occurrence.replaced(other), is_weak=True)
