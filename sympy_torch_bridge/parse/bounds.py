"""The bounds that keep reading a formula finite, and the tests that numbers stay inside them.

SymPy evaluates numbers while an expression is built: ``9**9**9**9``, ``factorial(10**9)`` or
``floor(exp(exp(exp(3))))`` would never come back. So every step is measured before it is taken,
by the size its result would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

from sympy import Add, Float, Number, Rational, Symbol, nan, zoo

__all__ = [
    "BoundError",
    "check_argument",
    "check_computable",
    "check_digits",
    "check_extreme",
    "check_literal",
    "check_power",
    "check_size",
]

MAX_LENGTH = 50_000
# Signs and brackets waiting at once. SymPy itself recurses over what it builds, several Python
# frames a level, so that much deeper formulas would fail later.
MAX_DEPTH = 200
MAX_DIGITS = 1_000
# Of one number, about 1,200 digits: far more than any float holds, and a root of it is still
# found within half a second.
MAX_BITS = 4_096
MAX_EXPONENT = 10_000
# Of a number inside a special function: SymPy writes out polynomials and sums of this order.
# factorial(170) is the last one that a float64 holds.
MAX_ORDER = 200
# Of Max and Min, whose arguments SymPy compares in pairs.
MAX_EXTREMES = 50


class BoundError(Exception):
    """A step would leave the bounds."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def check_literal(text: str) -> None:
    """Refuse a number with too many digits or too large an exponent."""
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS:
        raise BoundError(f"the number has {len(mantissa)} digits; {MAX_DIGITS} are the limit")
    # The length first: int() of a long text is itself slow.
    if exponent and (len(exponent) > 6 or abs(int(exponent)) > MAX_DIGITS):
        raise BoundError(f"the exponent {exponent} is out of range; {MAX_DIGITS} is the limit")


def check_power(base: Any, exponent: Any) -> None:
    """Refuse a power whose numeric part would be too large."""
    for term in _constant_terms(exponent):
        if _log2_magnitude(term) > _log2(MAX_EXPONENT):
            raise BoundError(f"the exponent is too large; {MAX_EXPONENT} is the limit")
    if isinstance(exponent, Rational) and exponent.q > MAX_EXPONENT:
        raise BoundError(f"the root is of too high an order; {MAX_EXPONENT} is the limit")
    if isinstance(exponent, Number) and exponent.is_finite:
        factor = base if not _has_symbol(base) else base.as_coeff_Mul()[0]
        if abs(float(exponent)) * _bits(factor) > MAX_BITS:
            raise BoundError(f"the power is a number of more than {MAX_BITS} bits")


def check_argument(name: str, argument: Any, limit: int) -> None:
    """Refuse numbers beyond ``limit`` among the additive terms of an argument."""
    if isinstance(argument, (tuple, list)):
        for part in argument:
            check_argument(name, part, limit)
        return
    for term in _constant_terms(argument):
        # SymPy's polynomials loop for ever at nan.
        if term in (nan, zoo):
            raise BoundError(f"{name}() has no value at {term}")
        if _log2_magnitude(term) > _log2(limit):
            raise BoundError(
                f"a number inside {name}() is too large; {limit} is the limit",
                f"write the value of {name}() as a decimal number",
            )


def check_computable(name: str, arguments: Sequence[Any]) -> None:
    """Refuse a function whose value at numbers alone may take unbounded time."""
    if not any(_has_symbol(argument) for argument in arguments):
        raise BoundError(
            f"the value of {name}() at numbers alone is not computed here", "write it as a decimal number"
        )


def check_extreme(count: int) -> None:
    """Refuse a Max or Min of too many values."""
    if count > MAX_EXTREMES:
        raise BoundError(f"the largest or smallest of {count} values; {MAX_EXTREMES} are the limit")


def check_digits(value: Any) -> None:
    """Refuse a value that contains an exact number of too many bits."""
    for term in Add.make_args(value):
        factor = term.as_coeff_Mul()[0]
        if isinstance(factor, Rational) and _bits(factor) > MAX_BITS:
            raise BoundError(f"this is a number of more than {MAX_BITS} bits")


def check_size(value: Any) -> None:
    """Refuse a constant of too large or too small a magnitude, and too many bits."""
    check_digits(value)
    if not _has_symbol(value) and abs(_log2_magnitude(value)) > 2 * MAX_EXPONENT:
        raise BoundError(f"this is a number beyond 2**{2 * MAX_EXPONENT}")


def _has_symbol(value: Any) -> bool:
    """Tell whether a symbol occurs; a loop, because ``free_symbols`` recurses."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Symbol):
            return True
        waiting.extend(node if isinstance(node, tuple) else node.args)
    return False


def _log2_magnitude(constant: Any) -> float:
    """Estimate the binary logarithm of the absolute value; 0 where there is none."""
    if isinstance(constant, Number):
        return _log2_of_number(constant)
    value = constant.evalf(2, maxn=20)
    parts: Sequence[Any] = list(value.atoms(Number)) if value.is_number else []
    return max((_log2_of_number(part) for part in parts), default=0.0)


def _log2_of_number(number: Any) -> float:
    if isinstance(number, Float):
        _, mantissa, exponent, length = number._mpf_
        return float(exponent + length) if mantissa else 0.0
    if isinstance(number, Rational):
        return float(abs(number.p).bit_length() - number.q.bit_length())
    return 0.0


def _bits(number: Any) -> float:
    """Count the bits that an exact number, or the magnitude of another, takes."""
    if isinstance(number, Rational):
        return max(log2(abs(number.p) or 1), log2(number.q))
    return abs(_log2_magnitude(number))


def _constant_terms(value: Any) -> list[Any]:
    terms = value.args if isinstance(value, Add) else (value,)
    return [term for term in terms if not _has_symbol(term)]


def _log2(limit: int) -> float:
    # One more than the bit length of the limit minus one: _log2_magnitude rounds up.
    return float(limit.bit_length())
