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

    def holds(self, numbers: Any) -> Any:
        """Tell for each number of the quantity whether the condition holds."""
        inside = (numbers > self.low) & (numbers < self.high)
        return ~inside if self.is_outside else inside

    @property
    def text(self) -> str:
        """The condition as people write it."""
        about = "" if self.is_exact else "about "
        low, high = f"{about}{self.low:.6g}", f"{about}{self.high:.6g}"
        if self.is_outside:
            return f"{self.quantity} < {low} or > {high}"
        if np.isinf(self.low):
            return f"{self.quantity} < {high}"
        if np.isinf(self.high):
            return f"{self.quantity} > {low}"
        return f"{self.quantity} is between {low} and {high}"


def conditions(subject: Subject, evidence: Evidence, ops: Any) -> Iterator[Condition]:
    """Yield the conditions that separate the wrong points from the right ones, the simplest first.

    Parameters
    ----------
    subject : Subject
    evidence : Evidence
    ops : mapping or None
    """
    exact = list(_compared(subject))
    plain = list(_quantities(subject))
    quantities = list(dict.fromkeys([*exact, *plain]))[:_MAX_QUANTITIES]
    table = values_of(quantities, subject.inputs, evidence.points, ops)
    for quantity, numbers in zip(quantities, table, strict=True):
        if quantity in exact:
            yield from _of_zero(quantity, numbers, evidence.wrong)
    for quantity, numbers in zip(quantities, table, strict=True):
        yield from _of_bounds(quantity, numbers, evidence.wrong)
    for quantity, numbers in zip(quantities, table, strict=True):
        yield from _of_two_bounds(quantity, numbers, evidence.wrong)


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
    for first, second in combinations(symbols, 2):
        yield first - second
        yield first * second
        yield first + second


def _of_zero(quantity: Any, numbers: Any, wrong: Any) -> Iterator[Condition]:
    for low, high in ((-np.inf, 0.0), (0.0, np.inf)):
        condition = Condition(quantity, low, high, is_exact=True)
        clear = numbers != 0
        if np.isfinite(numbers).all() and (condition.holds(numbers) == wrong)[clear].all():
            yield condition


def _of_bounds(quantity: Any, numbers: Any, wrong: Any) -> Iterator[Condition]:
    if not np.isfinite(numbers).all():
        return
    bad, good = numbers[wrong], numbers[~wrong]
    if bad.min() > good.max():
        yield Condition(quantity, _simplest(good.max(), bad.min()), np.inf)
    if bad.max() < good.min():
        yield Condition(quantity, -np.inf, _simplest(bad.max(), good.min()))


def _of_two_bounds(quantity: Any, numbers: Any, wrong: Any) -> Iterator[Condition]:
    if not np.isfinite(numbers).all():
        return
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
        if low < near < high:
            return float(near)
    return middle
