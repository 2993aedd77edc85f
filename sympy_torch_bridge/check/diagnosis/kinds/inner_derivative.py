"""The chain rule without the inner derivative, or with it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from ....matrix.partials import local_partial
from ..subject import Proposal, Subject
from ..words import Words
from .chain import differentiated
from .radicals import radicals

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
    yield from _of_joined_powers(subject)
    for place in mine:
        name = Words("the inner derivative of {}", place.node)
        yield Proposal(Words("{} used twice", name), place.node, subject.replaced(place, place.slope**2))
        divided = subject.replaced(place, 1 / place.slope)
        # A number is divided by in place of multiplied with; a function hardly.
        yield Proposal(Words("{} divided by", name), place.node, divided, is_rare=not place.slope.is_number)
    if len(mine) > 1:
        yield from _everywhere(subject, n_places=len(mine))


def _everywhere(subject: Subject, n_places: int) -> Iterator[Proposal]:
    """Yield derivatives without any inner derivative, and with nothing left of them but their signs."""
    without = differentiated(subject, _without_inner)
    if without is not None and n_places > 2:  # of two the one and the other are named
        text = "the inner derivatives of all functions left out"
        yield Proposal(text, subject.expr, without, is_rare=True)
    signs_kept = differentiated(subject, _with_sign_of_inner)
    if signs_kept is not None and signs_kept != without:
        text = "the inner derivatives of all functions left out but for their signs"
        yield Proposal(text, subject.expr, signs_kept, is_rare=True)


def _of_joined_powers(subject: Subject) -> Iterator[Proposal]:
    """Yield the power rule without inner derivative for a power of a product.

    SymPy writes it as a product of powers.
    """
    for place in subject.places_of(sympy.Mul):
        for radical in radicals(subject, place.node):
            outer = radical.rest * radical.exponent * radical.base ** (radical.exponent - 1)
            slope = place.slope + outer * (1 - subject.slope(radical.base))
            text = Words("the inner derivative of {} left out", radical.base)
            yield Proposal(text, radical.base, subject.replaced(place, slope))


def _without_inner(node: Any, slope: Callable[[Any], Any]) -> Any:
    """Return the derivative of a function or a power by its one part that varies."""
    if not isinstance(node, sympy.Function | sympy.Pow) or isinstance(node, sympy.Piecewise):
        return None
    varying = [position for position, part in enumerate(node.args) if slope(part) != 0]
    return local_partial(node, node.args, varying[0]) if len(varying) == 1 else None


def _with_sign_of_inner(node: Any, slope: Callable[[Any], Any]) -> Any:
    """Return the derivative by the one part that varies, with the minus of a slope that has one."""
    outer = _without_inner(node, slope)
    if outer is None:
        return None
    (inner,) = (slope(part) for part in node.args if slope(part) != 0)
    return -outer if inner.as_coeff_Mul()[0].is_negative else outer


def _arguments(node: Any) -> tuple[Any, ...]:
    return node.args if isinstance(node, sympy.Function | sympy.Pow) else ()
