"""The power rule used on an exponential, and the exponential rule on a power."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["power_rules"]


def power_rules(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives of powers by the rule for the other kind of power.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for p in power_rules(Subject(2**x, 2**x * sympy.log(2), x, (x,))):
    ...     print(p.text, "|", p.formula)
    the power rule used on the exponential 2**x | 2**(x - 1)*x
    """
    for place in subject.places_of(sympy.Pow, sympy.exp):
        base, exponent = place.node.as_base_exp()
        for text, slope in _slopes(subject, base, exponent):
            yield Proposal(Words(text, place.node), place.node, subject.replaced(place, slope))


def _slopes(subject: Subject, base: Any, exponent: Any) -> Iterator[tuple[str, Any]]:
    as_power = exponent * base ** (exponent - 1)
    as_exponential = base**exponent * sympy.log(base)
    if not subject.depends(base):
        yield "the power rule used on the exponential {}", as_power * subject.slope(exponent)
        if exponent != subject.symbol:
            yield "the power rule used on the exponential {}, without inner derivative", as_power
    elif not subject.depends(exponent):
        yield "the exponential rule used on the power {}", as_exponential * subject.slope(base)
        if exponent.is_positive and exponent.is_number:
            turned = exponent**base * sympy.log(exponent) * subject.slope(base)
            yield "base and exponent exchanged in {}", turned
        if base != subject.symbol:
            yield "the exponential rule used on the power {}, without inner derivative", as_exponential
    else:
        yield "the power rule used on {}, whose exponent varies", as_power * subject.slope(base)
        yield "the exponential rule used on {}, whose base varies", as_exponential * subject.slope(exponent)
