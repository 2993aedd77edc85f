"""Exact rational arithmetic along a straight line: decides what no finite precision can.

A condition such as ``x < 1/3`` at exactly one third, or the sign of a difference that is exactly zero,
stays undecided at every precision. Where the operands are rational functions of the point, fractions
decide it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy

from . import logic
from .straight_line import Step, StraightLine

__all__ = ["RationalPoint"]

# Fractions that grow beyond this size cost more than the question is worth.
_MAX_BITS = 50_000
_MAX_ROOT = 64

Value = Fraction | bool | None


class RationalPoint:
    """The values of the steps at one rational point, computed when first asked for.

    Parameters
    ----------
    line : StraightLine
    point : sequence of Fraction or None
        One exact value for each input.
    """

    def __init__(self, line: StraightLine, point: Sequence[Fraction | None]) -> None:
        self._line = line
        self._point = point
        self._known: dict[int, Value] = {}

    def value(self, slot: int) -> Value:
        """Return the exact value of a step, or None if it is not rational, undefined or too long."""
        if slot not in self._known:
            for index in self._unknown_ancestors(slot):
                self._known[index] = self._evaluate(self._line.steps[index])
        return self._known[slot]

    def _unknown_ancestors(self, slot: int) -> list[int]:
        seen = {slot}
        stack = [slot]
        while stack:
            for arg in self._line.steps[stack.pop()].args:
                if arg not in seen and arg not in self._known:
                    seen.add(arg)
                    stack.append(arg)
        return sorted(seen)

    def _evaluate(self, step: Step) -> Value:
        if step.kind == "input":
            place: Value = self._point[step.data]
            return place
        if step.kind in ("number", "truth"):
            constant: Value = step.data
            return constant
        rule = _RULES.get(step.kind)
        args = [self._known[arg] for arg in step.args]
        if rule is None or (step.kind not in _PARTIAL and None in args):
            return None
        return _of_bounded_size(rule(step.data, *args))


def _of_bounded_size(value: Value) -> Value:
    if isinstance(value, Fraction) and _length(value) > _MAX_BITS:
        return None
    return value


def _length(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _integer_power(exponent: int, base: Fraction) -> Value:
    if base == 0 and exponent < 0:
        return None
    if base not in (0, 1, -1) and _length(base) * abs(exponent) > _MAX_BITS:
        return None
    return base**exponent


def _rational_power(exponent: Fraction, base: Fraction) -> Value:
    """Return the power if it is rational: the root of a perfect power, or of 0."""
    if base < 0 or (base == 0 and exponent < 0) or exponent.denominator > _MAX_ROOT:
        return None
    top, is_top = sympy.integer_nthroot(base.numerator, exponent.denominator)
    bottom, is_bottom = sympy.integer_nthroot(base.denominator, exponent.denominator)
    return (
        _integer_power(exponent.numerator, Fraction(int(top), int(bottom))) if is_top and is_bottom else None
    )


def _power(_: None, base: Fraction, exponent: Fraction) -> Value:
    if exponent.denominator == 1:
        return _integer_power(exponent.numerator, base)
    return _rational_power(exponent, base)


def _mod(_: None, dividend: Fraction, divisor: Fraction) -> Value:
    return dividend % divisor if divisor else None


def _sign(_: None, x: Fraction) -> Fraction:
    return Fraction((x > 0) - (x < 0))


def _heaviside(_: None, x: Fraction, at_zero: Fraction) -> Fraction:
    return at_zero if x == 0 else Fraction(int(x > 0))


def _mul(_: None, *factors: Fraction) -> Value:
    product = Fraction(1)
    for factor in factors:
        product *= factor
        if _length(product) > _MAX_BITS:
            return None
    return product


def _add(_: None, *terms: Fraction) -> Value:
    total = Fraction(0)
    for term in terms:
        total += term
        if _length(total) > _MAX_BITS:
            return None
    return total


# Kinds whose value can be known although an argument is not.
_PARTIAL = frozenset({"and", "or", "piecewise", "ite"})

_RULES: dict[str, Callable[..., Any]] = {
    "add": _add,
    "mul": _mul,
    "integer_power": _integer_power,
    "rational_power": _rational_power,
    "power": _power,
    "abs": lambda _, x: abs(x),
    "sign": _sign,
    "max": lambda _, *xs: max(xs),
    "min": lambda _, *xs: min(xs),
    "floor": lambda _, x: Fraction(math.floor(x)),
    "ceiling": lambda _, x: Fraction(math.ceil(x)),
    "frac": lambda _, x: x % 1,
    "mod": _mod,
    "heaviside": _heaviside,
    "dirac_delta": lambda _, x, *order: None if x == 0 else Fraction(0),
    "real_part": lambda _, x: x,
    "conjugate": lambda _, x: x,
    "imaginary_part": lambda _, x: Fraction(0),
    "lt": lambda _, a, b: a < b,
    "le": lambda _, a, b: a <= b,
    "eq": lambda _, a, b: a == b,
    "ne": lambda _, a, b: a != b,
    "and": lambda _, *parts: logic.conjunction(*parts),
    "or": lambda _, *parts: logic.disjunction(*parts),
    "not": lambda _, part: logic.negation(part),
    "xor": lambda _, *parts: logic.exclusive(*parts),
    "ite": lambda _, *parts: logic.choice(*parts),
    "piecewise": lambda _, *parts: logic.first_match(None, *parts),
}
