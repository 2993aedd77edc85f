"""Ball arithmetic on python-flint's ``acb``: complex numbers with a proved bound of their error.

A value is known to a disc. Where a disc touches a branch cut without lying on it, the functions enclose
the values on both sides, and the evaluation tries more bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
import mpmath
import sympy
from flint import acb, arb, fmpq

from . import logic
from .backend import FunctionTable
from .ball import BallArithmetic, binary
from .ball_functions import CONSTANTS, integer_power
from .ball_functions import FUNCTIONS as OF_REALS
from .elliptic_balls import COMPLEX_ELLIPTIC
from .enclosure import Enclosure
from .parametric import Hyper
from .special import SPECIAL
from .straight_line import Step

__all__ = ["ComplexBallArithmetic", "encloses"]

_NAN = acb(arb.nan(), arb.nan())
_ZERO = acb(0)
_ONE = acb(1)
_REALS = BallArithmetic()

Function = Callable[..., Any]


class ComplexBallArithmetic:
    """The arithmetic of complex balls at the working precision set by :meth:`precision`."""

    name = "ball"
    is_complex = True
    undefined = _NAN

    def precision(self, bits: int) -> AbstractContextManager[Any]:
        """Return a context in which all operations work with ``bits`` bits."""
        context: AbstractContextManager[Any] = flint.ctx.workprec(bits)
        return context

    def function(self, step: Step, functions: FunctionTable) -> tuple[Function, str]:
        """Return what evaluates a step, and the method that stands behind its error bound."""
        if step.kind == "call":
            return _called(step.data, functions), self.name
        if step.kind == "integer_power":
            return integer_power(step.data), self.name
        if step.kind == "rational_power":
            return _rational_power(step.data), self.name
        return _FUNCTIONS[step.kind], self.name

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""
        if step.kind == "number":
            return self.from_rational(step.data)
        if step.kind == "constant":
            return acb(CONSTANTS[step.data]())
        if step.kind == "imaginary_unit":
            return acb(0, 1)
        if step.kind == "infinity":
            return acb(arb.pos_inf() if step.data > 0 else arb.neg_inf())
        return _NAN if step.kind == "undefined" else step.data

    def from_rational(self, value: Fraction) -> Any:
        """Return the number, exactly if it is dyadic."""
        return acb(_REALS.from_rational(value))

    def accuracy(self, value: Any) -> int:
        """Return the number of correct leading bits; hugely negative if the value is not finite."""
        return int(value.rel_accuracy_bits())

    def is_finite(self, value: Any) -> bool:
        """Tell whether the value exists and is bounded."""
        return bool(value.is_finite())

    def is_undefined(self, value: Any) -> bool:
        """Tell whether the value is none at all, other than a number without a bound."""
        return bool(value.real.is_nan() or value.imag.is_nan())

    def corners(self, value: Any) -> Sequence[Any]:
        """Return the exact numbers at the ends of what encloses a finite value."""
        ends = (_REALS.corners(value.real), _REALS.corners(value.imag))
        return tuple(acb(real, imag) for real in ends[0] for imag in ends[1])

    def contains_zero(self, value: Any) -> bool:
        """Tell whether the value may be zero."""
        return bool(value.contains(_ZERO))

    def magnitude(self, value: Any) -> Any:
        """Return an upper bound of the absolute value."""
        return binary(value.abs_upper())

    def radius(self, value: Any) -> Any:
        """Return the radius of a disc around the midpoint that holds the ball."""
        return 2 * max(binary(value.real.rad()), binary(value.imag.rad()))

    def enclosure(self, value: Any, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure with a complex center."""
        if not value.is_finite():
            return Enclosure(mpmath.mp.nan, mpmath.mp.inf, bits, method)
        parts = (binary(value.real.mid()), binary(value.imag.mid()))
        center = mpmath.mp.make_mpc((parts[0]._mpf_, parts[1]._mpf_))
        return Enclosure(center, self.radius(value), bits, method)


def encloses(head: Any, op: Any) -> bool:
    """Tell whether complex balls can evaluate a function with this op record, or None."""
    if head in _SPECIAL or head in _DUCK_TYPED:
        return True
    return op is not None and op.ball is not None and hasattr(acb, op.ball)


def _called(head: Any, functions: FunctionTable) -> Function:
    own = _SPECIAL.get(head)
    if own is not None:
        return own
    if head in _DUCK_TYPED:
        return SPECIAL[head].ball
    if isinstance(head, Hyper):
        return head.ball
    method: Function = getattr(acb, functions.op(head).ball)
    return lambda value: method(value) if value.is_finite() else _NAN


def _of_reals(function: Function) -> Function:
    """Apply a function of real balls; undecided where an argument may be real, undefined where it is not."""

    def applied(*args: Any) -> Any:
        reals = []
        for arg in args:
            if arg is None or isinstance(arg, bool):
                reals.append(arg)
            elif arg.imag.is_zero():
                reals.append(arg.real)
            else:
                return None if arg.imag.contains(0) else _NAN
        value = function(*reals)
        return value if value is None or isinstance(value, bool) else acb(value)

    return applied


def _condition(function: Function) -> Function:
    applied = _of_reals(function)

    def decided(*args: Any) -> bool | None:
        value = applied(*args)
        return value if isinstance(value, bool) else None

    return decided


def _add(first: Any, *rest: Any) -> Any:
    for term in rest:
        first = first + term
    return first


def _mul(first: Any, *rest: Any) -> Any:
    for factor in rest:
        first = first * factor
    return first


def _power_away_from_zero(p: int, q: int) -> Function:
    if abs(p) == 1 and q == 2:
        root: Function = acb.sqrt if p == 1 else acb.rsqrt
        return root
    return lambda z: z ** acb(arb(fmpq(p, q)))


def _rational_power(exponent: Fraction) -> Function:
    """Return the principal power, ``exp(exponent * log(z))``."""
    p, q = exponent.numerator, exponent.denominator
    inside = _power_away_from_zero(p, q)

    def power(z: Any) -> Any:
        if z.is_zero():
            return _ZERO if p > 0 else _NAN
        return None if z.contains(_ZERO) else inside(z)

    return power


def _power(base: Any, exponent: Any) -> Any:
    if base.is_zero():
        if exponent.is_zero():
            return _ONE
        return _ZERO if exponent.real > 0 else _NAN if exponent.real < 0 else None
    return base**exponent


def _sign(z: Any) -> Any:
    return _ZERO if z.is_zero() else None if z.contains(_ZERO) else z.sgn()


def _eq(a: Any, b: Any) -> bool | None:
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return None if a is None or b is None else a is b
    if a.is_exact() and b.is_exact():
        return bool(a == b)
    return None if a.overlaps(b) else False


def _arg(z: Any) -> Any:
    return _NAN if z.is_zero() else acb(z.arg())


def _acot(z: Any) -> Any:
    if z.is_zero():
        return acb(arb.pi() / 2)
    return None if z.contains(_ZERO) else (_ONE / z).atan()


def _zeta(s: Any, a: Any = None) -> Any:
    return s.zeta() if a is None else s.zeta(a)


def _beta(a: Any, b: Any) -> Any:
    return a.gamma() * b.gamma() * (a + b).rgamma()


# The formulas of SPECIAL that hold for complex balls as they are written.
_DUCK_TYPED = frozenset(
    {
        sympy.acsc,
        sympy.asec,
        sympy.acoth,
        sympy.acsch,
        sympy.asech,
        sympy.airyai,
        sympy.airybi,
        sympy.airyaiprime,
        sympy.airybiprime,
        sympy.besseli,
        sympy.besselj,
        sympy.besselk,
        sympy.bessely,
        sympy.expint,
        sympy.gamma,
        sympy.loggamma,
        sympy.lowergamma,
        sympy.polylog,
        sympy.uppergamma,
    }
)
_SPECIAL: dict[Any, Function] = {
    sympy.acot: _acot,
    sympy.arg: _arg,
    sympy.atan2: _of_reals(lambda y, x: arb.atan2(y, x)),
    sympy.beta: _beta,
    sympy.polygamma: lambda order, z: z.polygamma(order),
    sympy.zeta: _zeta,
    **COMPLEX_ELLIPTIC,
}

_REAL_KINDS = ("max", "min", "floor", "ceiling", "frac", "mod", "heaviside", "dirac_delta")
_FUNCTIONS: dict[str, Function] = {
    "add": _add,
    "mul": _mul,
    "power": _power,
    "complex": lambda x, y: x + y * acb(0, 1),
    "abs": lambda z: acb(abs(z)),
    "sign": _sign,
    "real_part": lambda z: acb(z.real),
    "imaginary_part": lambda z: acb(z.imag),
    "conjugate": lambda z: z.conjugate(),
    **{kind: _of_reals(OF_REALS[kind]) for kind in _REAL_KINDS},
    **{kind: _condition(OF_REALS[kind]) for kind in ("lt", "le")},
    "eq": _eq,
    "ne": lambda a, b: logic.negation(_eq(a, b)),
    **logic.CONNECTIVES,
    "piecewise": lambda *parts: logic.first_match(_NAN, *parts),
}
