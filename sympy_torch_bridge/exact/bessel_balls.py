"""Balls around spherical Bessel functions and the Hankel functions, which are real nowhere but at zeros."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import arb

__all__ = ["BESSEL"]

_HALF = arb(0.5)


def _jn(n: Any, x: Any) -> Any:
    if x.is_zero():
        return arb(1) if n.is_zero() else arb(0) if n > 0 else arb.nan()
    if n.is_integer() and x < 0:
        value = _jn(n, -x)
        return value if n.unique_fmpz() % 2 == 0 else -value
    return (arb.pi() / (2 * x)).sqrt() * x.bessel_j(n + _HALF)


def _yn(n: Any, x: Any) -> Any:
    if n.is_integer() and x < 0:
        value = _yn(n, -x)
        return -value if n.unique_fmpz() % 2 == 0 else value
    return (arb.pi() / (2 * x)).sqrt() * x.bessel_y(n + _HALF)


def _real_if(imaginary: Callable[..., Any], real: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of real values where its imaginary part vanishes, and of none elsewhere."""

    def value(n: Any, x: Any) -> Any:
        part = imaginary(n, x)
        if part.is_zero():
            return real(n, x)
        return None if part.contains(0) else arb.nan()

    return value


def _j(n: Any, x: Any) -> Any:
    return x.bessel_j(n)


def _y(n: Any, x: Any) -> Any:
    return x.bessel_y(n)


BESSEL: dict[Any, Callable[..., Any]] = {
    sympy.jn: _jn,
    sympy.yn: _yn,
    sympy.hankel1: _real_if(_y, _j),
    sympy.hankel2: _real_if(_y, _j),
    sympy.hn1: _real_if(_yn, _jn),
    sympy.hn2: _real_if(_yn, _jn),
}
