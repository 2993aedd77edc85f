"""The operations of ball arithmetic, one for each kind of step.

A function returns None where the ball is too wide to decide: a condition, a jump, a power at zero.
Outside the real domain it is nan.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from . import logic

__all__ = ["CONSTANTS", "FUNCTIONS", "integer_power", "rational_power"]

_NAN = arb.nan()
_ZERO = arb(0)
_ONE = arb(1)
_HALF = arb(0.5)
# Roots of higher index cost more than the power through the logarithm.
_MAX_ROOT = 64

Function = Callable[..., Any]


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


def integer_power(exponent: int) -> Function:
    """Return the power of one ball, real for a real base or complex."""
    if exponent == -1:
        return lambda x: _ONE / x
    if exponent == 2:
        return lambda x: x * x
    return lambda x: x**exponent


def _power_of_positive(p: int, q: int) -> Function:
    if abs(p) == 1 and q == 2:
        root: Function = arb.sqrt if p == 1 else arb.rsqrt
        return root
    if q <= _MAX_ROOT:
        return lambda x: x.root(q) ** p
    return lambda x: x ** arb(fmpq(p, q))


def rational_power(exponent: Fraction) -> Function:
    """Return the power of one ball, real for bases that are not negative."""
    p, q = exponent.numerator, exponent.denominator
    inside = _power_of_positive(p, q)

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


CONSTANTS: dict[str, Function] = {
    "pi": arb.pi,
    "e": arb.const_e,
    "euler_gamma": arb.const_euler,
    "catalan": arb.const_catalan,
    "golden_ratio": lambda: (_ONE + arb(5).sqrt()) * _HALF,
}

FUNCTIONS: dict[str, Function] = {
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
    "conjugate": lambda x: x,
    "imaginary_part": lambda x: x - x if x.is_exact() else _ZERO if x.is_finite() else _NAN,
    "lt": _lt,
    "le": _le,
    "eq": _eq,
    "ne": lambda a, b: logic.negation(_eq(a, b)),
    **logic.CONNECTIVES,
    "piecewise": lambda *parts: logic.first_match(_NAN, *parts),
}
