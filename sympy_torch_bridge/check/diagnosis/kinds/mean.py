"""Means without their 1/n, and sums divided by n."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Shortened, Words

__all__ = ["means"]

# A sum of two terms over 2 is as likely a plain factor 2.
_FEWEST_TERMS = 3
# Letters that stand for a number of samples although nothing says that they are integers.
_COUNTS = ("n", "N", "m")


def means(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivative of a mean without 1/n, and that of a sum divided once too often.

    Examples
    --------
    >>> x, y, z = sympy.symbols("x y z")
    >>> expr = (x**2 + y**2 + z**2) / 3
    >>> for p in means(Subject(expr, 2 * x / 3, x, (x, y, z))):
    ...     print(p.text, "|", p.formula)
    the 1/n of the mean forgotten (n = 3) | 2*x
    one 1/n too many (n = 3) | 2*x/9
    """
    for count, is_mean in _counts(subject):
        name = Words("n = {}", count) if count.is_number else Words("n is {}", count)
        if is_mean:
            text = Words("the 1/n of the mean forgotten ({})", name)
            yield Proposal(text, count, subject.derivative * count)
        is_sum = not count.is_number or len(subject.expr.free_symbols) >= count
        if is_mean or is_sum:  # three terms of one variable are no samples
            yield Proposal(Words("one 1/n too many ({})", name), count, subject.derivative / count)
    yield from _inside(subject)


def _inside(subject: Subject) -> Iterator[Proposal]:
    """Yield the derivatives without the 1/n of a mean that stands inside of the expression."""
    for place in subject.places_of(sympy.Add):
        shares = [term.as_coeff_Mul()[0] for term in place.node.args if subject.expr is not place.node]
        for share in dict.fromkeys(shares):
            if share.is_Rational and share.q >= _FEWEST_TERMS and shares.count(share) == share.q:
                text = Words("the 1/n of the mean {} forgotten (n = {})", Shortened(place.node), share.q)
                yield Proposal(text, place.node, subject.replaced(place, place.slope * share.q))


def _counts(subject: Subject) -> Iterator[tuple[Any, bool]]:
    """Yield what the expression may be a mean over, and whether it holds that 1/n."""
    common = sympy.factor_terms(subject.expr, sign=False)
    coefficient, rest = common.as_coeff_Mul()
    count = len(sympy.Add.make_args(rest))
    if count >= _FEWEST_TERMS:
        yield sympy.Integer(count), coefficient.is_Rational and not coefficient.q % count
    elif coefficient.is_Rational and coefficient.p == 1 and coefficient.q >= _FEWEST_TERMS and rest.is_Add:
        yield sympy.Integer(coefficient.q), True
    has_sum = subject.expr.has(sympy.Sum)
    for factor in sympy.Mul.make_args(common):
        base, exponent = factor.as_base_exp()
        if (
            base.is_Symbol
            and base != subject.symbol
            and exponent == -1
            and (has_sum or base.is_integer or base.name in _COUNTS)
        ):
            yield base, True
    for total in sorted(subject.expr.atoms(sympy.Sum), key=str):
        for _, low, high in total.limits:
            length = high - low + 1
            if length.free_symbols and not common.has(1 / length):
                yield length, False
