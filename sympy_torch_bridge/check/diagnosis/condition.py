"""Conditions that may bound the part of the domain in which a claim is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import sympy

from ...program.expressions.traversal import postorder
from .evidence import Evidence
from .subject import Subject
from .values import values_of

__all__ = ["Condition", "conditions"]

_MAX_QUANTITIES = 16


@dataclass(frozen=True)
class Condition:
    """A quantity between two bounds, or outside them.

    Parameters
    ----------
    quantity : sympy.Expr
    low, high : float
        Infinite where there is no bound.
    is_outside : bool
        Whether the condition is to lie outside the bounds.
    is_exact : bool
        Whether the bounds come from the expression rather than from the points.
    """

    quantity: Any
    low: float
    high: float
    is_outside: bool = False
    is_exact: bool = False

    @property
    def bounds(self) -> tuple[float, ...]:
        """The finite bounds."""
        return tuple(bound for bound in (self.low, self.high) if np.isfinite(bound))

    def holds(self, numbers: Any) -> Any:
        """Tell for each number of the quantity whether the condition holds."""
        inside = (numbers > self.low) & (numbers < self.high)
        return ~inside if self.is_outside else inside

    @property
    def text(self) -> str:
        """The condition as people write it."""
        low, high = (
            f"{bound:.6g}" if self.is_exact or not bound else f"about {bound:.6g}"
            for bound in (self.low, self.high)
        )
        if self.high == -self.low:
            return f"|{self.quantity}| {'>' if self.is_outside else '<'} {high}"
        if self.is_outside:
            return f"{self.quantity} < {low} or > {high}"
        pair = _ordered(self.quantity)
        if pair is not None and 0.0 in (self.low, self.high):
            return f"{pair[0]} {'<' if np.isinf(self.low) else '>'} {pair[1]}"
        if np.isinf(self.low):
            return f"{self.quantity} < {high}"
        if np.isinf(self.high):
            return f"{self.quantity} > {low}"
        return f"{self.quantity} is between {low} and {high}"


def _ordered(quantity: Any) -> tuple[Any, Any] | None:
    """Return the symbols of a difference of two."""
    terms = sympy.Add.make_args(quantity)
    plus = [term for term in terms if term.is_Symbol]
    minus = [-term for term in terms if (-term).is_Symbol]
    return (plus[0], minus[0]) if len(terms) == 2 and len(plus) == len(minus) == 1 else None


def conditions(subject: Subject, evidence: Evidence, ops: Any) -> Iterator[Condition]:
    """Yield the conditions that separate the wrong points from the right ones, the simplest first.

    Parameters
    ----------
    subject : Subject
    evidence : Evidence
    ops : mapping or None
    """
    switches = [_normal(quantity) for quantity in _compared(subject)][:_MAX_QUANTITIES]
    plain = list(_quantities(subject))
    quantities = list(dict.fromkeys([*plain, *(quantity for quantity, _ in switches)]))
    table = values_of(quantities, subject.inputs, evidence.points, ops)
    numbers_of = {
        q: numbers for q, numbers in zip(quantities, table, strict=True) if np.isfinite(numbers).all()
    }
    for quantity, bound in switches:
        if quantity in numbers_of:
            yield from _of_switch(quantity, bound, numbers_of[quantity], evidence.wrong)
    for find in (_of_bounds, _of_two_bounds):
        for quantity, numbers in numbers_of.items():
            yield from find(quantity, numbers, evidence.wrong)


def _compared(subject: Subject) -> Iterator[Any]:
    """Yield the quantities whose sign decides between the branches of the expression."""
    for node in postorder(subject.expr):
        if isinstance(node, sympy.Abs | sympy.sign | sympy.Heaviside):
            yield node.args[0]
        elif isinstance(node, sympy.Max | sympy.Min):
            yield from (first - second for first, second in combinations(node.args[:3], 2))
        elif isinstance(node, sympy.Piecewise):
            for _, condition in node.args:
                for relation in condition.atoms(sympy.core.relational.Relational):
                    yield relation.lhs - relation.rhs


def _quantities(subject: Subject) -> Iterator[Any]:
    symbols = subject.inputs[:4]
    yield from symbols
    yield from (sympy.Abs(symbol) for symbol in symbols if not symbol.is_nonnegative)
    for first, second in combinations(symbols, 2):
        yield first - second
        yield first * second
        yield first + second


def _normal(quantity: Any) -> tuple[Any, float]:
    """Write a quantity that is compared with zero as one compared with a number, without a leading minus.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> _normal(x - 2), _normal(3 - x), _normal(2 * x + 3)
    ((x, 2.0), (x, 3.0), (x, -1.5))
    """
    number, rest = sympy.expand(quantity).as_coeff_Add()
    factor, stem = rest.as_coeff_Mul()
    if not (number.is_real and factor.is_real) or factor == 0:
        return quantity, 0.0
    return stem, float(-number / factor)


def _of_switch(quantity: Any, bound: float, numbers: Any, wrong: Any) -> Iterator[Condition]:
    clear = numbers != bound
    for low, high in ((-np.inf, bound), (bound, np.inf)):
        condition = Condition(quantity, low, high, is_exact=True)
        if (condition.holds(numbers) == wrong)[clear].all():
            yield condition


def _of_bounds(quantity: Any, numbers: Any, wrong: Any) -> Iterator[Condition]:
    bad, good = numbers[wrong], numbers[~wrong]
    if bad.min() > good.max():
        yield Condition(quantity, _simplest(good.max(), bad.min()), np.inf)
    if bad.max() < good.min():
        yield Condition(quantity, -np.inf, _simplest(bad.max(), good.min()))


def _of_two_bounds(quantity: Any, numbers: Any, wrong: Any) -> Iterator[Condition]:
    for inner, outer, is_outside in (
        (numbers[wrong], numbers[~wrong], False),
        (numbers[~wrong], numbers[wrong], True),
    ):
        below, above = outer[outer < inner.min()], outer[outer > inner.max()]
        if len(below) and len(above) and len(below) + len(above) == len(outer):
            low, high = _simplest(below.max(), inner.min()), _simplest(inner.max(), above.min())
            yield Condition(quantity, low, high, is_outside=is_outside)


def _simplest(low: float, high: float) -> float:
    """Return the fraction with the smallest denominator between two numbers: thresholds are round.

    Examples
    --------
    >>> _simplest(0.93, 1.21), _simplest(0.4, 0.6), _simplest(-0.2, 0.3)
    (1.0, 0.5, 0.0)
    """
    middle = (low + high) / 2
    for denominator in (1, 2, 4, 5, 10, 20, 100):
        near = Fraction(round(middle * denominator), denominator)
        if low <= near <= high:
            return float(near)
    return middle
