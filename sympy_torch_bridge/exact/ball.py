"""Ball arithmetic on python-flint's ``arb``: every value carries a proved bound of its error.

Where a ball is too wide to decide, the evaluation tries exact rational arithmetic, then more bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
import mpmath
from flint import arb, fmpq

from .backend import FunctionTable
from .ball_functions import CONSTANTS, FUNCTIONS, integer_power, rational_power
from .enclosure import Enclosure
from .parametric import Hyper
from .sampling import sampled
from .special import SPECIAL
from .straight_line import Step

__all__ = ["BallArithmetic", "binary"]

_NAN = arb.nan()
_ZERO = arb(0)

Function = Callable[..., Any]


class BallArithmetic:
    """The arithmetic of balls at the working precision set by :meth:`precision`."""

    name = "ball"
    is_complex = False
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
            return integer_power(step.data), self.name
        if step.kind == "rational_power":
            return rational_power(step.data), self.name
        return FUNCTIONS[step.kind], self.name

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""
        if step.kind == "number":
            return self.from_rational(step.data)
        if step.kind == "constant":
            return CONSTANTS[step.data]()
        if step.kind == "infinity":
            return arb.pos_inf() if step.data > 0 else arb.neg_inf()
        return _NAN if step.kind in ("undefined", "imaginary_unit") else step.data

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

    def is_undefined(self, value: Any) -> bool:
        """Tell whether the value is none at all, other than a number without a bound."""
        return bool(value.is_nan())

    def corners(self, value: Any) -> Sequence[Any]:
        """Return the exact numbers at the ends of what encloses a finite value."""
        return (value,) if value.is_exact() else (value.lower(), value.upper())

    def contains_zero(self, value: Any) -> bool:
        """Tell whether the value may be zero."""
        return bool(value.contains(_ZERO))

    def magnitude(self, value: Any) -> Any:
        """Return an upper bound of the absolute value."""
        return binary(value.abs_upper())

    def radius(self, value: Any) -> Any:
        """Return the bound of the error."""
        return binary(value.rad())

    def enclosure(self, value: Any, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure."""
        if not value.is_finite():
            return Enclosure(mpmath.mp.nan, mpmath.mp.inf, bits, method)
        return Enclosure(binary(value.mid()), binary(value.rad()), bits, method)


def binary(value: Any) -> Any:
    """Return an exact ball as the mpmath number it is."""
    if not value.is_finite():
        return mpmath.mp.inf
    mantissa, exponent = value.mid().man_exp()
    size = abs(int(mantissa))
    if not size & 1:  # mpmath wants odd mantissas, as flint has them, and zero in its own form
        return mpmath.mp.make_mpf(mpmath.libmp.from_man_exp(int(mantissa), int(exponent)))
    return mpmath.mp.make_mpf((int(mantissa < 0), size, int(exponent), size.bit_length()))


def _called(step: Step, functions: FunctionTable) -> tuple[Function, str]:
    special = SPECIAL.get(step.data)
    if special is not None:
        return special.ball, BallArithmetic.name
    if isinstance(step.data, Hyper):
        return step.data.ball, BallArithmetic.name
    op = functions.op(step.data)
    named = functions.named_ball(step.data)
    if named is not None:
        return _finite(named), BallArithmetic.name
    if op.ball is not None and (len(step.args) == 1 or op.reference is None):
        return _defined(getattr(arb, op.ball)), BallArithmetic.name
    return sampled(op.reference), "mpmath"


def _finite(function: Function) -> Function:
    """Keep an argument undefined, whatever a formula does with it."""

    def of_balls(*values: Any) -> Any:
        return function(*values) if all(value.is_finite() for value in values) else _NAN

    return of_balls


def _defined(function: Function) -> Function:
    """Keep an undefined argument undefined: a bounded function such as ``sinc`` encloses nan in [-1, 1]."""

    def of_ball(value: Any) -> Any:
        return value if value.is_nan() else function(value)

    return of_ball
