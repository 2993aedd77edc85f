"""Complex evaluation by mpmath at two precisions at once, used where python-flint is absent.

A value is a pair of complex numbers, computed with p and with 2p bits; their distance estimates the
error. This is evidence, not proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from . import logic
from .backend import FunctionTable
from .enclosure import Enclosure
from .multiprecision import CONSTANTS, PairArithmetic
from .multiprecision import FUNCTIONS as OF_REALS
from .pair import Function, Pair, paired, selecting
from .reference import finite_value
from .special import SPECIAL
from .straight_line import Step

__all__ = ["ComplexPairArithmetic"]

_NAN = mpmath.mp.nan
_NAN_PAIR = (_NAN, _NAN)
_REALS = PairArithmetic()


class ComplexPairArithmetic:
    """The arithmetic of pairs of complex mpmath numbers of single and double working precision."""

    name = "mpmath"
    is_complex = True
    undefined = _NAN_PAIR

    def precision(self, bits: int) -> AbstractContextManager[Any]:
        """Return a context in which pairs hold ``bits`` and ``2 * bits`` bits."""
        context: AbstractContextManager[Any] = mpmath.workprec(bits)
        return context

    def function(self, step: Step, functions: FunctionTable) -> tuple[Function, str]:
        """Return what evaluates a step, and the method that stands behind its error bound."""
        if step.kind == "call":
            return _called(step.data, functions), self.name
        if step.kind == "integer_power":
            return paired(lambda z: _power(z, step.data)), self.name
        if step.kind == "rational_power":
            p, q = step.data.numerator, step.data.denominator
            return paired(lambda z: _power(z, mpmath.mpf(p) / q)), self.name
        return _FUNCTIONS[step.kind], self.name

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""
        if step.kind == "constant":
            return paired(lambda: +CONSTANTS[step.data])()
        if step.kind == "imaginary_unit":
            return (mpmath.mpc(0, 1), mpmath.mpc(0, 1))
        return _REALS.leaf(step)

    def from_rational(self, value: Fraction) -> Pair:
        """Return the number, rounded to each of the two precisions."""
        return _REALS.from_rational(value)

    def accuracy(self, value: Pair) -> int:
        """Return the number of leading bits on which the pair agrees."""
        return _REALS.accuracy(value)

    def is_finite(self, value: Pair) -> bool:
        """Tell whether the value exists at both precisions."""
        return _REALS.is_finite(value)

    def is_undefined(self, value: Pair) -> bool:
        """Tell whether the value is none at all, other than a number without a bound."""
        return _REALS.is_undefined(value)

    def corners(self, value: Pair) -> Sequence[Any]:
        """Return the exact numbers at the ends of what encloses a finite value."""
        error, center = self.radius(value), value[1]
        steps = (-1, 1, -1j, 1j) if error else (0,)
        return tuple((center + error * step, center + error * step) for step in steps)

    def contains_zero(self, value: Pair) -> bool:
        """Tell whether the value may be zero."""
        return _REALS.contains_zero(value)

    def magnitude(self, value: Pair) -> Any:
        """Return the absolute value."""
        return abs(value[1])

    def radius(self, value: Pair) -> Any:
        """Return the estimate of the error."""
        return _REALS.radius(value)

    def enclosure(self, value: Pair, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure with a complex center."""
        if not self.is_finite(value):
            return Enclosure(_NAN, mpmath.inf, bits, method)
        with mpmath.workprec(2 * bits):
            floor = mpmath.ldexp(abs(value[1]), 2 - 2 * bits)
            return Enclosure(mpmath.mpc(value[1]), self.radius(value) + floor, bits, method)


def _called(head: Any, functions: FunctionTable) -> Function:
    own = _SPECIAL.get(head)
    if own is not None:
        return own
    special = SPECIAL.get(head)
    reference = functions.op(head).reference if special is None else special.reference
    return paired(lambda *args: finite_value(reference, args))


def _power(base: Any, exponent: Any) -> Any:
    if not base:
        part = mpmath.re(exponent)
        return mpmath.mpf(1) if exponent == 0 else mpmath.mpf(0) if part > 0 else _NAN
    return finite_value(mpmath.power, (base, exponent))


def _of_reals(function: Function) -> Function:
    """Apply a function of real pairs; undefined where an argument is not real."""

    def applied(*args: Any) -> Any:
        reals: list[Any] = []
        for arg in args:
            if arg is None or isinstance(arg, bool):
                reals.append(arg)
            elif any(mpmath.im(number) for number in arg):
                return _NAN_PAIR
            else:
                reals.append(tuple(_real_part(number) for number in arg))
        return function(*reals)

    return applied


def _condition(function: Function) -> Function:
    applied = _of_reals(function)

    def decided(*args: Any) -> bool | None:
        value = applied(*args)
        return value if isinstance(value, bool) else None

    return decided


def _real_part(number: Any) -> Any:
    """Return the real part without rounding it."""
    return number.real if isinstance(number, mpmath.mpc) else number


def _imaginary_part(number: Any) -> Any:
    return number.imag if isinstance(number, mpmath.mpc) else mpmath.mpf(0)


def _conjugate(number: Any) -> Any:
    if not isinstance(number, mpmath.mpc):
        return number
    real, imag = number._mpc_
    return mpmath.mp.make_mpc((real, mpmath.libmp.mpf_neg(imag)))


def _eq(a: Any, b: Any) -> bool | None:
    if a is None or b is None or isinstance(a, bool):
        return None if a is None or b is None else a is b
    parts: Sequence[Callable[[Any], Any]] = (_real_part, _imaginary_part)
    equal = [OF_REALS["eq"](tuple(map(part, a)), tuple(map(part, b))) for part in parts]
    return logic.conjunction(*equal)


def _of_direction(function: Function) -> Function:
    """Apply a function of the direction from 0, which is undecided where the number may be 0."""

    def applied(z: Pair) -> Pair | None:
        is_open = _REALS.is_finite(z) and any(z) and _REALS.contains_zero(z)
        pair: Pair | None = None if is_open else function(z)
        return pair

    return applied


def _sign(z: Pair) -> Pair:
    pair: Pair = paired(lambda number: number / abs(number) if number else mpmath.mpf(0))(z)
    return pair


_SPECIAL: dict[Any, Function] = {
    sympy.arg: _of_direction(paired(lambda z: mpmath.arg(z) if z else _NAN)),
    sympy.atan2: _of_reals(paired(lambda y, x: finite_value(mpmath.atan2, (y, x)))),
}

_REAL_KINDS = ("max", "min", "floor", "ceiling", "frac", "mod", "heaviside", "dirac_delta")
_FUNCTIONS: dict[str, Function] = {
    "add": paired(lambda *terms: mpmath.fsum(terms)),
    "mul": paired(lambda *factors: mpmath.fprod(factors)),
    "power": paired(_power),
    "complex": selecting(lambda x, y: mpmath.mp.make_mpc((x._mpf_, y._mpf_))),
    "abs": paired(abs),
    "sign": _of_direction(_sign),
    "real_part": selecting(_real_part),
    "imaginary_part": selecting(_imaginary_part),
    "conjugate": selecting(_conjugate),
    **{kind: _of_reals(OF_REALS[kind]) for kind in _REAL_KINDS},
    **{kind: _condition(OF_REALS[kind]) for kind in ("lt", "le")},
    "eq": _eq,
    "ne": lambda a, b: logic.negation(_eq(a, b)),
    **logic.CONNECTIVES,
    "piecewise": lambda *parts: logic.first_match(_NAN_PAIR, *parts),
}
