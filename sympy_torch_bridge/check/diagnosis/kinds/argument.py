"""The right function at the wrong argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Shortened, Words
from .occurrences import occurrences

__all__ = ["arguments"]

_MAX_OTHERS = 12


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
    yield from _of_variables(subject)


def _of_chain_rule(subject: Subject, place: Any) -> Iterator[Proposal]:
    for position, inner in enumerate(place.node.args):
        if not inner.args or not subject.depends(inner):
            continue
        stand_in = sympy.Dummy("u", real=True)
        args = [stand_in if i == position else arg for i, arg in enumerate(place.node.args)]
        outer = sympy.diff(place.node.func(*args), stand_in)
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
