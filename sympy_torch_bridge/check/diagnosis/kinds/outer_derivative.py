"""The chain rule without the outer derivative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["outer_derivatives"]

# The derivative of |u| is taken for 1 rather than forgotten.
_OTHER_SLIPS = (sympy.Abs, sympy.sign, sympy.Piecewise)


def outer_derivatives(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which a function of a function has the derivative of an inner one alone.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> expr = sympy.log(1 + sympy.exp(x**2))
    >>> found = outer_derivatives(Subject(expr, expr.diff(x), x, (x,)))
    >>> for p in list(found)[:2]:
    ...     print(p.text, "|", p.formula)
    the outer derivative of log(exp(x**2) + 1) left out | 2*x*exp(x**2)
    the derivative of x**2 alone for that of log(exp(x**2) + 1) | 2*x
    """
    for place in subject.places_of(sympy.Function, sympy.Pow):
        inner = _only_part(subject, place.node)
        if inner is None or isinstance(place.node, _OTHER_SLIPS):
            continue
        slope = subject.slope(inner)
        text = Words("the outer derivative of {} left out", place.node)
        # A number alone does not show what it is the derivative of.
        yield Proposal(text, place.node, subject.replaced(place, slope), is_weak=slope.is_number)
        for deeper in _below(subject, inner):
            text = Words("the derivative of {} alone for that of {}", deeper, place.node)
            slope = subject.slope(deeper)
            if not slope.is_number:
                yield Proposal(text, place.node, subject.replaced(place, slope), is_weak=True)


def _below(subject: Subject, node: Any) -> Iterator[Any]:
    """Yield what a function of a function is made of, from the outside to the inside."""
    is_function = False
    while True:
        is_function = is_function or isinstance(node, sympy.Function | sympy.Pow)
        inner = _only_part(subject, node)
        if inner is None:
            return
        if is_function:
            yield inner
        node = inner


def _only_part(subject: Subject, node: Any) -> Any:
    """Return the one argument that holds the symbol, if it is one and not the symbol itself."""
    held = [arg for arg in node.args if subject.depends(arg)]
    return held[0] if len(held) == 1 and held[0].args else None
