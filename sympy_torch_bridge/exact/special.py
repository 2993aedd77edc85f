"""Functions whose ball arithmetic takes several arguments, or that are a formula of other balls.

An op record names at most one method of python-flint's ``arb``, for one argument; here are the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy

__all__ = ["SPECIAL", "Special", "hurwitz"]


@dataclass(frozen=True, slots=True)
class Special:
    """How to evaluate a function with balls and with mpmath, and whether it jumps at 0."""

    ball: Callable[..., Any]
    reference: Callable[..., Any]
    jumps_at_zero: bool = False


# Arguments this far below zero are shifted to the right one by one; beyond, no ball is given.
_MAX_SHIFTS = 1000


def _polygamma(order: Any, x: Any) -> Any:
    """Polygamma of integer order through the Hurwitz zeta function."""
    if not order.is_integer() or order < 0:
        return order.nan()
    if order.is_zero():
        return x.digamma()
    value = (order + 1).gamma() * hurwitz(order + 1, x)
    return value if order.unique_fmpz() % 2 == 1 else -value


def hurwitz(s: Any, a: Any) -> Any:
    """Enclose the Hurwitz zeta function; for integer ``s`` also left of zero, by its recurrence."""
    shifts = 0
    left = s * 0
    while s.is_integer() and not a > 0 and shifts < _MAX_SHIFTS:
        left += a**-s
        a += 1
        shifts += 1
    return left + s.zeta(a)


def _beta(a: Any, b: Any) -> Any:
    return a.gamma() * b.gamma() * (a + b).rgamma()


def _lower_gamma(s: Any, x: Any) -> Any:
    return s.gamma() - x.gamma_upper(s)


def _zeta(s: Any, a: Any = None) -> Any:
    return s.zeta() if a is None else hurwitz(s, a)


def _acot(x: Any) -> Any:
    if x > 0 or x < 0:
        return (1 / x).atan()
    return x.pi() / 2 if x.is_zero() else None


SPECIAL: dict[Any, Special] = {
    sympy.atan2: Special(lambda y, x: type(y).atan2(y, x), mpmath.atan2),
    sympy.acot: Special(_acot, lambda x: mpmath.acot(x) if x else mpmath.pi / 2, True),
    sympy.asec: Special(lambda x: (1 / x).acos(), mpmath.asec),
    sympy.acsc: Special(lambda x: (1 / x).asin(), mpmath.acsc),
    sympy.acoth: Special(lambda x: (1 / x).atanh(), mpmath.acoth),
    sympy.asech: Special(lambda x: (1 / x).acosh(), mpmath.asech),
    sympy.acsch: Special(lambda x: (1 / x).asinh(), mpmath.acsch),
    sympy.besselj: Special(lambda n, x: x.bessel_j(n), mpmath.besselj),
    sympy.bessely: Special(lambda n, x: x.bessel_y(n), mpmath.bessely),
    sympy.besseli: Special(lambda n, x: x.bessel_i(n), mpmath.besseli),
    sympy.besselk: Special(lambda n, x: x.bessel_k(n), mpmath.besselk),
    sympy.gamma: Special(lambda x: x.gamma(), mpmath.gamma),
    sympy.loggamma: Special(lambda x: x.lgamma(), mpmath.loggamma),
    sympy.polygamma: Special(_polygamma, mpmath.polygamma),
    sympy.beta: Special(_beta, mpmath.beta),
    sympy.zeta: Special(_zeta, mpmath.zeta),
    sympy.polylog: Special(lambda s, z: z.polylog(s), mpmath.polylog),
    sympy.uppergamma: Special(lambda s, x: x.gamma_upper(s), lambda s, x: mpmath.gammainc(s, x)),
    sympy.lowergamma: Special(_lower_gamma, lambda s, x: mpmath.gammainc(s, 0, x)),
    sympy.expint: Special(lambda n, x: x.expint(n), mpmath.expint),
    sympy.airyai: Special(lambda x: x.airy_ai(), mpmath.airyai),
    sympy.airybi: Special(lambda x: x.airy_bi(), mpmath.airybi),
    sympy.airyaiprime: Special(lambda x: x.airy()[1], lambda x: mpmath.airyai(x, derivative=1)),
    sympy.airybiprime: Special(lambda x: x.airy()[3], lambda x: mpmath.airybi(x, derivative=1)),
}
