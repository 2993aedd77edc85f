"""Ball arithmetic on python-flint's ``arb``: every value carries a proved bound of its error.

Each function returns None where the ball is too wide to decide (a condition, a jump, a power at zero);
the evaluation then tries exact rational arithmetic and more bits. A value outside the real domain is nan.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
import mpmath
from flint import arb, fmpq

from . import logic, sampling
from .backend import FunctionTable
from .enclosure import Enclosure
from .special import SPECIAL
from .straight_line import Step

__all__ = ["BallArithmetic"]

_NAN = arb.nan()
_ZERO = arb(0)
_ONE = arb(1)
_HALF = arb(0.5)
# Roots of higher index cost more than the power through the logarithm.
_MAX_ROOT = 64

Function = Callable[..., Any]


class BallArithmetic:
    """The arithmetic of balls at the working precision set by :meth:`precision`."""

    name = "ball"
    undefined = _NAN

    def precision(self, bits: int) -> AbstractContextManager[Any]:
        """Return a context in which all operations work with ``bits`` bits."""
        context: AbstractContextManager[Any] = flint.ctx.workprec(bits)
        return context

    def function(self, step: Step, functions: FunctionTable) -> tuple[Function, str]:
        """Return what evaluates a step, and the method that stands behind its error bound."""
        if step.kind == "call":
            return _called(step, functions)
        if step.kind == "integer_power":
            return _integer_power(step.data), self.name
        if step.kind == "rational_power":
            return _rational_power(step.data), self.name
        return _FUNCTIONS[step.kind], self.name

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""
        if step.kind == "number":
            return self.from_rational(step.data)
        if step.kind == "constant":
            return _CONSTANTS[step.data]()
        if step.kind == "infinity":
            return arb.pos_inf() if step.data > 0 else arb.neg_inf()
        return _NAN if step.kind == "undefined" else step.data

    def from_rational(self, value: Fraction) -> Any:
        """Return the number, exactly if it is dyadic."""
        p, q = value.numerator, value.denominator
        if q == 1:
            return arb(p)
        if q & (q - 1) == 0:
            return arb((p, 1 - q.bit_length()))
        return arb(fmpq(p, q))

    def accuracy(self, value: Any) -> int:
        """Return the number of correct leading bits; hugely negative if the value is not finite."""
        return int(value.rel_accuracy_bits())

    def is_finite(self, value: Any) -> bool:
        """Tell whether the value exists and is bounded."""
        return bool(value.is_finite())

    def contains_zero(self, value: Any) -> bool:
        """Tell whether the value may be zero."""
        return bool(value.contains(_ZERO))

    def magnitude(self, value: Any) -> Any:
        """Return an upper bound of the absolute value."""
        return _binary(value.abs_upper())

    def radius(self, value: Any) -> Any:
        """Return the bound of the error."""
        return _binary(value.rad())

    def enclosure(self, value: Any, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure."""
        if not value.is_finite():
            return Enclosure(mpmath.mp.nan, mpmath.mp.inf, bits, method)
        return Enclosure(_binary(value.mid()), _binary(value.rad()), bits, method)


def _binary(value: Any) -> Any:
    """Return an exact ball as the mpmath number it is."""
    if not value.is_finite():
        return mpmath.mp.inf
    mantissa, exponent = value.mid().man_exp()
    return mpmath.mp.make_mpf(mpmath.libmp.from_man_exp(int(mantissa), int(exponent)))


def _called(step: Step, functions: FunctionTable) -> tuple[Function, str]:
    special = SPECIAL.get(step.data)
    if special is not None:
        return special.ball, BallArithmetic.name
    op = functions.op(step.data)
    if op.ball is not None and (len(step.args) == 1 or op.reference is None):
        return getattr(arb, op.ball), BallArithmetic.name
    return sampling.sampled(op.reference), "mpmath"


def _add(first: Any, *rest: Any) -> Any:
    for term in rest:
        first = first + term
    return first


def _mul(first: Any, *rest: Any) -> Any:
    for factor in rest:
        first = first * factor
    return first


def _max(first: Any, *rest: Any) -> Any:
    for other in rest:
        first = first.max(other)
    return first


def _min(first: Any, *rest: Any) -> Any:
    for other in rest:
        first = first.min(other)
    return first


def _integer_power(exponent: int) -> Function:
    if exponent == -1:
        return lambda x: _ONE / x
    if exponent == 2:
        return lambda x: x * x
    return lambda x: x**exponent


def _rational_power(exponent: Fraction) -> Function:
    p, q = exponent.numerator, exponent.denominator
    if (p, q) == (1, 2):
        inside: Function = arb.sqrt
    elif (p, q) == (-1, 2):
        inside = arb.rsqrt
    elif q <= _MAX_ROOT:
        inside = lambda x: x.root(q) ** p  # noqa: E731
    else:
        inside = lambda x: x ** arb(fmpq(p, q))  # noqa: E731

    def power(x: Any) -> Any:
        if x > 0:
            return inside(x)
        if x < 0:
            return _NAN
        if x.is_zero():
            return _ZERO if p > 0 else _NAN
        return None

    return power


def _power(base: Any, exponent: Any) -> Any:
    if base > 0 or exponent.is_integer():
        return base**exponent
    if base.is_zero():
        return _ZERO if exponent > 0 else _NAN if exponent < 0 else None
    if base < 0 and not exponent.contains_integer():
        return _NAN
    return None


def _sign(x: Any) -> Any:
    return _ONE if x > 0 else -_ONE if x < 0 else _ZERO if x.is_zero() else None


def _heaviside(x: Any, at_zero: Any) -> Any:
    return _ONE if x > 0 else _ZERO if x < 0 else at_zero if x.is_zero() else None


def _dirac_delta(x: Any, order: Any = None) -> Any:
    return _ZERO if x > 0 or x < 0 else _NAN if x.is_zero() else None


def _floor(x: Any) -> Any:
    result = x.floor()
    return result if result.is_exact() else None


def _ceiling(x: Any) -> Any:
    result = x.ceil()
    return result if result.is_exact() else None


def _frac(x: Any) -> Any:
    below = _floor(x)
    return None if below is None else x - below


def _mod(dividend: Any, divisor: Any) -> Any:
    whole = _floor(dividend / divisor)
    return None if whole is None else dividend - divisor * whole


def _lt(a: Any, b: Any) -> bool | None:
    return True if a < b else False if a >= b else None


def _le(a: Any, b: Any) -> bool | None:
    return True if a <= b else False if a > b else None


def _eq(a: Any, b: Any) -> bool | None:
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return None if a is None or b is None else a is b
    return True if a == b else False if a != b else None


_CONSTANTS: dict[str, Function] = {
    "pi": arb.pi,
    "e": arb.const_e,
    "euler_gamma": arb.const_euler,
    "catalan": arb.const_catalan,
    "golden_ratio": lambda: (_ONE + arb(5).sqrt()) * _HALF,
}

_FUNCTIONS: dict[str, Function] = {
    "add": _add,
    "mul": _mul,
    "power": _power,
    "abs": abs,
    "max": _max,
    "min": _min,
    "sign": _sign,
    "floor": _floor,
    "ceiling": _ceiling,
    "frac": _frac,
    "mod": _mod,
    "heaviside": _heaviside,
    "dirac_delta": _dirac_delta,
    "real_part": lambda x: x,
    "imaginary_part": lambda x: x - x if x.is_exact() else _ZERO if x.is_finite() else _NAN,
    "lt": _lt,
    "le": _le,
    "eq": _eq,
    "ne": lambda a, b: logic.negation(_eq(a, b)),
    "and": logic.conjunction,
    "or": logic.disjunction,
    "not": logic.negation,
    "xor": logic.exclusive,
    "ite": logic.choice,
    "piecewise": lambda *parts: logic.first_match(_NAN, *parts),
}
