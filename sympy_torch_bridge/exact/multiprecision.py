"""Evaluation by mpmath at two precisions at once: the digits on which both agree are taken as correct.

Used where python-flint is absent. A value is a pair, computed with p and with 2p bits; their distance
estimates the error. This is evidence, not proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import mpmath

from . import logic
from .backend import FunctionTable
from .elliptic_domain import real_elliptic_pi
from .enclosure import Enclosure
from .pair import Function, Pair, order, paired, power_is_exact, product_is_exact, selecting, sum_is_exact
from .reference import real_value
from .special import SPECIAL
from .straight_line import Step

__all__ = ["CONSTANTS", "FUNCTIONS", "PairArithmetic"]

_NAN = mpmath.mp.nan
_NAN_PAIR = (_NAN, _NAN)
_UNFINISHED = -(1 << 62)
_EXACT = 1 << 62


class PairArithmetic:
    """The arithmetic of pairs of mpmath numbers of single and double working precision."""

    name = "mpmath"
    is_complex = False
    undefined = _NAN_PAIR

    def precision(self, bits: int) -> AbstractContextManager[Any]:
        """Return a context in which pairs hold ``bits`` and ``2 * bits`` bits."""
        context: AbstractContextManager[Any] = mpmath.workprec(bits)
        return context

    def function(self, step: Step, functions: FunctionTable) -> tuple[Function, str]:
        """Return what evaluates a step, and the method that stands behind its error bound."""
        if step.kind == "call":
            return _called(step, functions), self.name
        if step.kind == "integer_power":
            return paired(lambda x: _power(x, step.data), power_is_exact(step.data)), self.name
        if step.kind == "rational_power":
            return _rational_power(step.data), self.name
        return FUNCTIONS[step.kind], self.name

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""
        if step.kind == "number":
            return self.from_rational(step.data)
        if step.kind == "constant":
            return paired(lambda: +CONSTANTS[step.data])()
        if step.kind == "infinity":
            return (mpmath.inf, mpmath.inf) if step.data > 0 else (-mpmath.inf, -mpmath.inf)
        return _NAN_PAIR if step.kind in ("undefined", "imaginary_unit") else step.data

    def from_rational(self, value: Fraction) -> Pair:
        """Return the number, rounded to each of the two precisions."""
        p, q = value.numerator, value.denominator

        def is_dyadic(bits: int) -> bool:
            return q & (q - 1) == 0 and p.bit_length() <= bits

        pair: Pair = paired(lambda: mpmath.mpf(p) / q, is_dyadic)()
        return pair

    def accuracy(self, value: Pair) -> int:
        """Return the number of leading bits on which the pair agrees."""
        if not self.is_finite(value):
            return _UNFINISHED
        error = self.radius(value)
        if not error:
            return _EXACT
        return int(mpmath.mag(value[1]) - mpmath.mag(error)) if value[1] else _UNFINISHED

    def is_finite(self, value: Pair) -> bool:
        """Tell whether the value exists at both precisions."""
        return bool(mpmath.isfinite(value[0]) and mpmath.isfinite(value[1]))

    def is_undefined(self, value: Pair) -> bool:
        """Tell whether the value is none at all, other than a number without a bound."""
        return bool(mpmath.isnan(value[0]) and mpmath.isnan(value[1]))

    def corners(self, value: Pair) -> Sequence[Any]:
        """Return the exact numbers at the ends of what encloses a finite value."""
        error = self.radius(value)
        ends = (value[1] - error, value[1] + error) if error else (value[1],)
        return tuple((end, end) for end in ends)

    def contains_zero(self, value: Pair) -> bool:
        """Tell whether the value may be zero."""
        return bool(abs(value[1]) <= self.radius(value))

    def magnitude(self, value: Pair) -> Any:
        """Return the absolute value."""
        return abs(value[1])

    def radius(self, value: Pair) -> Any:
        """Return the estimate of the error."""
        return 2 * abs(value[1] - value[0])

    def enclosure(self, value: Pair, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure; its center has double precision."""
        if not self.is_finite(value):
            return Enclosure(_NAN, mpmath.inf, bits, method)
        with mpmath.workprec(2 * bits):
            floor = mpmath.ldexp(abs(value[1]), 2 - 2 * bits)
            return Enclosure(value[1], self.radius(value) + floor, bits, method)


def _called(step: Step, functions: FunctionTable) -> Function:
    special = SPECIAL.get(step.data)
    reference = functions.op(step.data).reference if special is None else special.reference
    if reference == mpmath.ellippi:
        reference = real_elliptic_pi
    function = paired(lambda *xs: real_value(reference, xs), _all_zero)
    if special is not None and special.jumps_at_zero:
        return lambda x: None if _sign_of(x) is None else function(x)
    return function


def _all_zero(bits: int, *numbers: Any) -> bool:
    """Tell whether a function is evaluated at zero, where a value that looks exact, as cos(0), is."""
    return not any(numbers)


def _power(base: Any, exponent: Any) -> Any:
    if not base:
        return mpmath.mpf(1) if exponent == 0 else mpmath.mpf(0) if exponent > 0 else _NAN
    return real_value(mpmath.power, (base, mpmath.mpf(exponent)))


def _rational_power(exponent: Fraction) -> Function:
    p, q = exponent.numerator, exponent.denominator
    power = paired(lambda x: _power(x, mpmath.mpf(p) / q))
    return lambda base: None if _sign_of(base) is None else power(base)


_rounded_power = paired(_power)


def _any_power(base: Pair, exponent: Pair) -> Pair | None:
    """Raise to a computed power; undecided at a base near zero, or a negative one near an integer power."""
    if exponent == (0, 0) or base == (1, 1):
        return _both(1)
    near = mpmath.nint(exponent[1]) if mpmath.isfinite(exponent[1]) else _NAN
    if not exponent[0] == exponent[1] == near:
        sign = _sign_of(base)
        if sign is None or (sign < 0 and order(exponent, (near, near)) is None):
            return None
    power: Pair = _rounded_power(base, exponent)
    return power


def _sum(*terms: Any) -> Any:
    return mpmath.fsum(terms)


def _product(first: Any, *rest: Any) -> Any:
    for factor in rest:
        first = first * factor
    return first


def _sign_of(x: Pair) -> int | None:
    return order(x, (mpmath.mpf(0), mpmath.mpf(0)))


def _both(number: int) -> Pair:
    return mpmath.mpf(number), mpmath.mpf(number)


def _sign(x: Pair) -> Pair | None:
    sign = _sign_of(x)
    return None if sign is None else _both(sign)


def _heaviside(x: Pair, at_zero: Pair) -> Pair | None:
    sign = _sign_of(x)
    return None if sign is None else at_zero if sign == 0 else _both(int(sign > 0))


def _dirac_delta(x: Pair, derivative: Any = None) -> Pair | None:
    sign = _sign_of(x)
    return None if sign is None else _NAN_PAIR if sign == 0 else _both(0)


def _floor(x: Pair) -> Pair | None:
    """Round down; undecided next to an integer that the value itself is not."""
    if not all(map(mpmath.isfinite, x)):
        return _NAN_PAIR
    with mpmath.workprec(4 * mpmath.mp.prec + max(0, int(mpmath.mag(x[1]) if x[1] else 0))):
        near = mpmath.nint(x[1])
        below = mpmath.floor(x[1])
    side = order(x, (near, near))
    return None if side is None else (below, below)


def _negated(x: Pair) -> Pair:
    """Change the sign without the rounding that a minus sign implies."""
    return mpmath.mp.make_mpf(mpmath.libmp.mpf_neg(x[0]._mpf_)), mpmath.mp.make_mpf(
        mpmath.libmp.mpf_neg(x[1]._mpf_)
    )


def _ceiling(x: Pair) -> Pair | None:
    below = _floor(_negated(x))
    return None if below is None else _negated(below)


def _frac(x: Pair) -> Pair | None:
    below = _floor(x)
    return None if below is None else paired(lambda a, b: a - b)(x, below)


def _mod(dividend: Pair, divisor: Pair) -> Pair | None:
    if not (divisor[0] and divisor[1]):
        return _NAN_PAIR
    whole = _floor(paired(lambda a, b: a / b)(dividend, divisor))
    return None if whole is None else paired(lambda a, b, n: a - b * n)(dividend, divisor, whole)


def _lt(a: Pair, b: Pair) -> bool | None:
    side = order(a, b)
    return None if side is None else side < 0


def _le(a: Pair, b: Pair) -> bool | None:
    side = order(a, b)
    return None if side is None else side <= 0


def _eq(a: Any, b: Any) -> bool | None:
    if a is None or b is None or isinstance(a, bool):
        return None if a is None or b is None else a is b
    side = order(a, b)
    return None if side is None else side == 0


CONSTANTS: dict[str, Any] = {
    "pi": mpmath.pi,
    "e": mpmath.e,
    "euler_gamma": mpmath.euler,
    "catalan": mpmath.catalan,
    "golden_ratio": mpmath.phi,
}

FUNCTIONS: dict[str, Function] = {
    "add": paired(_sum, sum_is_exact),
    "mul": paired(_product, product_is_exact),
    "power": _any_power,
    "abs": selecting(abs),
    "max": selecting(lambda *xs: _NAN if any(map(mpmath.isnan, xs)) else max(xs)),
    "min": selecting(lambda *xs: _NAN if any(map(mpmath.isnan, xs)) else min(xs)),
    "sign": _sign,
    "floor": _floor,
    "ceiling": _ceiling,
    "frac": _frac,
    "mod": _mod,
    "heaviside": _heaviside,
    "dirac_delta": _dirac_delta,
    "real_part": lambda x: x,
    "conjugate": lambda x: x,
    "imaginary_part": selecting(lambda x: x - x),
    "lt": _lt,
    "le": _le,
    "eq": _eq,
    "ne": lambda a, b: logic.negation(_eq(a, b)),
    **logic.CONNECTIVES,
    "piecewise": lambda *parts: logic.first_match(_NAN_PAIR, *parts),
}
