"""Balls around Legendre's elliptic integrals: those of complex numbers, where the integral is a real one.

mpmath computes them too, some hundred times slower at the precision of a difference quotient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import acb, arb

__all__ = ["COMPLEX_ELLIPTIC", "ELLIPTIC"]

_NAN = arb.nan()


def _is_regular(phi: Any, parameter: Any, *, at_one: bool) -> bool | None:
    """Tell whether ``1 - parameter*sin(t)**2`` is positive from 0 to ``phi``; None if a ball is too wide.

    ``at_one`` is the answer for a parameter of one beyond ``pi/2``, where the factor vanishes but stays real.
    """
    if parameter < 1:
        return True
    quarter = arb.pi() / 2
    if abs(phi) < quarter:
        inside = parameter * phi.sin() ** 2
        return True if inside < 1 else False if inside > 1 else None
    if not abs(phi) >= quarter:
        # The factor may vanish within the ball, and certainly before its end.
        return False if parameter * phi.sin() ** 2 > 1 else None
    if parameter > 1:
        return False
    return at_one if parameter == 1 else None


def _real(is_real: bool | None, value: Callable[[], Any]) -> Any:
    if is_real is None:
        return None
    return value().real if is_real else _NAN


def _complete(m: Any) -> bool | None:
    return True if m < 1 else False if m > 1 else None


def elliptic_k(m: Any) -> Any:
    """Enclose the complete integral of the first kind; it has a pole at 1."""
    return _NAN if m == 1 else _real(_complete(m), lambda: acb(m).elliptic_k())


def elliptic_f(phi: Any, m: Any) -> Any:
    """Enclose the integral of the first kind."""
    return _real(_is_regular(phi, m, at_one=False), lambda: acb.elliptic_f(acb(phi), acb(m)))


def elliptic_e(phi: Any, m: Any = None) -> Any:
    """Enclose the integral of the second kind; of one argument, the complete one."""
    if m is not None:
        return _real(_is_regular(phi, m, at_one=True), lambda: acb.elliptic_e_inc(acb(phi), acb(m)))
    return arb(1) if phi == 1 else _real(_complete(phi), lambda: acb(phi).elliptic_e())


def elliptic_pi(n: Any, phi: Any, m: Any = None) -> Any:
    """Enclose the integral of the third kind up to its first pole; of two arguments, the complete one."""
    if m is None:
        m = phi
        parts = (_complete(n), _complete(m))
        return _NAN if n == 1 or m == 1 else _real(_both(*parts), lambda: acb.elliptic_pi(acb(n), acb(m)))
    parts = (_is_regular(phi, n, at_one=False), _is_regular(phi, m, at_one=False))
    return _real(_both(*parts), lambda: acb.elliptic_pi_inc(acb(n), acb(phi), acb(m)))


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return True if first and second else None


# The same of complex balls, on principal branches.
COMPLEX_ELLIPTIC: dict[Any, Callable[..., Any]] = {
    sympy.elliptic_k: lambda m: m.elliptic_k(),
    sympy.elliptic_f: lambda phi, m: acb.elliptic_f(phi, m),
    sympy.elliptic_e: lambda phi, m=None: phi.elliptic_e() if m is None else acb.elliptic_e_inc(phi, m),
    sympy.elliptic_pi: lambda n, phi, m=None: (
        acb.elliptic_pi(n, phi) if m is None else acb.elliptic_pi_inc(n, phi, m)
    ),
}

ELLIPTIC: dict[Any, Callable[..., Any]] = {
    sympy.elliptic_k: elliptic_k,
    sympy.elliptic_f: elliptic_f,
    sympy.elliptic_e: elliptic_e,
    sympy.elliptic_pi: elliptic_pi,
}
