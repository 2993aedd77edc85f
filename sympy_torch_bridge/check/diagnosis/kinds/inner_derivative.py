"""The chain rule without the inner derivative, or with it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from ....matrix.partials import local_partial
from ..subject import Proposal, Subject
from ..words import Words
from .chain import differentiated

__all__ = ["inner_derivatives"]


def inner_derivatives(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives in which the inner derivative of one function is wrong.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in inner_derivatives(Subject(sympy.sin(3 * x), 3 * sympy.cos(3 * x), x, (x,))):
    ...     print(p.text, "|", p.formula)
    the inner derivative of 3*x left out | cos(3*x)
    the inner derivative of 3*x used twice | 9*cos(3*x)
    the inner derivative of 3*x divided by | cos(3*x)/3
    """
    inner = {part: None for place in subject.places for part in _arguments(place.node)}
    mine = [place for place in reversed(subject.places) if place.node in inner and not place.is_root]
    for place in mine:
        yield Proposal(
            Words("the inner derivative of {} left out", place.node), place.node, subject.replaced(place, 1)
        )
    for place in mine:
        name = Words("the inner derivative of {}", place.node)
        yield Proposal(Words("{} used twice", name), place.node, subject.replaced(place, place.slope**2))
        divided = subject.replaced(place, 1 / place.slope)
        # A number is divided by in place of multiplied with; a function hardly.
        yield Proposal(Words("{} divided by", name), place.node, divided, is_rare=not place.slope.is_number)
    if len(mine) > 2:  # of two the one and the other are named
        everywhere = differentiated(subject, _without_inner)
        if everywhere is not None:
            text = "the inner derivatives of all functions left out"
            yield Proposal(text, subject.expr, everywhere, is_rare=True)


def _without_inner(node: Any, slope: Callable[[Any], Any]) -> Any:
    """Return the derivative of a function or a power by its one part that varies."""
    if not isinstance(node, sympy.Function | sympy.Pow) or isinstance(node, sympy.Piecewise):
        return None
    varying = [position for position, part in enumerate(node.args) if slope(part) != 0]
    return local_partial(node, node.args, varying[0]) if len(varying) == 1 else None


def _arguments(node: Any) -> tuple[Any, ...]:
    return node.args if isinstance(node, sympy.Function | sympy.Pow) else ()
