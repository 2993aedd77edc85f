"""Balls around factorials, binomials and incomplete beta functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import sympy
from flint import arb
from sympy.functions.special.bessel import marcumq
from sympy.functions.special.gamma_functions import multigamma

from .effort import OutOfReach

__all__ = ["GAMMA"]

_MAX_TERMS = 4000


def _binomial(n: Any, k: Any) -> Any:
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def _falling(x: Any, n: Any) -> Any:
    return (x + 1).gamma() * (x - n + 1).rgamma()


def _catalan(n: Any) -> Any:
    half = arb(1) / 2
    return arb(4) ** n * (n + half).gamma() * (n + 2).rgamma() / arb.pi().sqrt()


def _betainc(a: Any, b: Any, start: Any, end: Any) -> Any:
    return end.beta_lower(a, b) - start.beta_lower(a, b)


def _betainc_regularized(a: Any, b: Any, start: Any, end: Any) -> Any:
    return end.beta_lower(a, b, regularized=1) - start.beta_lower(a, b, regularized=1)


def _trigamma(x: Any) -> Any:
    if x > 0:
        return arb(2).zeta(x)
    # The reflection is wide next to the poles, and finite everywhere else.
    sine = x.sin_pi()
    return (arb.pi() / sine) ** 2 - arb(2).zeta(1 - x) if x < 1 else arb.nan()


def _multigamma(x: Any, p: Any) -> Any:
    if not (p.is_integer() and p >= 1):
        return arb.nan()
    value = arb.pi() ** (p * (p - 1) / 4)
    for k in range(int(p.unique_fmpz())):
        value *= (x - arb(k) / 2).gamma()
    return value


def _marcumq(m: Any, a: Any, b: Any) -> Any:
    """Sum Poisson weights times regularised gamma functions, none of which is above 1."""
    if not (m > 0 and a >= 0 and b >= 0):
        return arb.nan() if m <= 0 or a < 0 or b < 0 else None
    rate, bound = a * a / 2, b * b / 2
    if bound.is_zero():
        return arb(1)
    weight, tail = (-rate).exp(), bound.gamma_upper(m, regularized=1)
    step, total = bound**m * (-bound).exp() * (m + 1).rgamma(), arb(0)
    for k in range(_MAX_TERMS):
        total += weight * tail
        tail, step = tail + step, step * bound / (m + (k + 1))
        weight = weight * rate / (k + 1)
        if rate < k + 2:
            rest = (weight / (1 - rate / (k + 2))).abs_upper()
            if rest <= total.abs_upper() * arb((1, -flint.ctx.prec)):
                return total + arb(0, rest)
    raise OutOfReach


GAMMA: dict[Any, Callable[..., Any]] = {
    sympy.factorial: lambda n: (n + 1).gamma(),
    sympy.RisingFactorial: lambda x, n: (x + n).gamma() * x.rgamma(),
    sympy.FallingFactorial: _falling,
    sympy.binomial: _binomial,
    sympy.catalan: _catalan,
    sympy.betainc: _betainc,
    sympy.betainc_regularized: _betainc_regularized,
    sympy.trigamma: _trigamma,
    multigamma: _multigamma,
    marcumq: _marcumq,
}
