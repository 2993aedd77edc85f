"""Balls around functions of the Hurwitz zeta function: harmonic, Bernoulli, Euler and eta functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import acb, arb, arb_series

from ..ops.zeta_slopes import EtaSlope, ZetaSlope
from .special import hurwitz

__all__ = ["ZETA"]

_ONE = arb(1)


def _bernoulli(n: Any, x: Any = _ONE) -> Any:
    if n.is_zero():
        return _ONE
    return -n * hurwitz(1 - n, x)


def _alternating(s: Any, a: Any) -> Any:
    """Return the sum of ``(-1)**k / (k + a)**s``."""
    if s == 1:
        return (((a + 1) / 2).digamma() - (a / 2).digamma()) / 2
    return (hurwitz(s, a / 2) - hurwitz(s, (a + 1) / 2)) / arb(2) ** s


def _euler(n: Any, x: Any = None) -> Any:
    if x is None:
        return arb(2) ** (n + 1) * _alternating(-n, arb(0.5))
    return 2 * _alternating(-n, x)


def _genocchi(n: Any, x: Any = _ONE) -> Any:
    return 2 * (_bernoulli(n, x) - arb(2) ** n * _bernoulli(n, (x + 1) / 2))


def _andre(n: Any) -> Any:
    """Sum over the four residues of the Dirichlet series with coefficients ``-sin, cos, sin, -cos``."""
    if n == -1:
        return -arb(2).log()
    sine, cosine = (n / 2).sin_cos_pi()
    quarters = [hurwitz(-n, arb(k) / 4) for k in (1, 2, 3, 4)]
    # The k-th coefficient belongs to the residue k of 4; that of 0 comes first.
    total = cosine * quarters[0] + sine * quarters[1] - cosine * quarters[2] - sine * quarters[3]
    return 2 * arb(4) ** n * total


def _harmonic(n: Any, m: Any = _ONE) -> Any:
    if m == 1:
        return (n + 1).digamma() + arb.const_euler()
    return m.zeta() - hurwitz(m, n + 1)


def _xi(s: Any) -> Any:
    if s.is_zero() or s == 1:
        return arb(0.5)
    return s * (s - 1) / 2 * arb.pi() ** (-s / 2) * (s / 2).gamma() * s.zeta()


def _lerch(z: Any, s: Any, a: Any) -> Any:
    """Enclose Lerch's function below its branch cut from 1, for positive ``a``."""
    if not (z < 1 and a > 0):
        return arb.nan() if z >= 1 or a <= 0 else None
    return acb.lerch_phi(acb(z), acb(s), acb(a)).real


def _stieltjes(n: Any, a: Any = _ONE) -> Any:
    if not (n.is_integer() and n >= 0 and a > 0):
        return arb.nan()
    return acb.stieltjes(n.unique_fmpz(), acb(a)).real


def _zeta_slope(order: Any, s: Any, a: Any) -> Any:
    """Take the derivative by ``s`` from a power series."""
    if not (order.is_integer() and order >= 0):
        return arb.nan()
    count = int(order.unique_fmpz())
    if not count:
        return hurwitz(s, a)
    if not a > 0:
        return arb.nan() if a <= 0 else None
    series = arb_series([s, 1], prec=count + 1).zeta(a)
    return series[count] * arb(count + 1).gamma()


def _eta_slope(order: Any, s: Any, a: Any) -> Any:
    if not (order.is_integer() and order >= 0):
        return arb.nan()
    count = int(order.unique_fmpz())
    if not count:
        return _alternating(s, a)
    if not a > 0:
        return arb.nan() if a <= 0 else None
    exponent = arb_series([s, 1], prec=count + 1)
    gap = exponent.zeta(a / 2) - exponent.zeta((a + 1) / 2)
    series = gap * (-exponent * arb(2).log()).exp()
    return series[count] * arb(count + 1).gamma()


ZETA: dict[Any, Callable[..., Any]] = {
    sympy.bernoulli: _bernoulli,
    sympy.euler: _euler,
    sympy.genocchi: _genocchi,
    sympy.andre: _andre,
    sympy.harmonic: _harmonic,
    sympy.dirichlet_eta: lambda s, a=_ONE: _alternating(s, a),
    sympy.functions.special.zeta_functions.riemann_xi: _xi,
    sympy.lerchphi: _lerch,
    sympy.stieltjes: _stieltjes,
    ZetaSlope: _zeta_slope,
    EtaSlope: _eta_slope,
}
