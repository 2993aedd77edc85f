"""Bessel functions, modified and spherical ones, and Airy functions."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Rational,
    airyai,
    airyaiprime,
    airybi,
    airybiprime,
    besseli,
    besselj,
    besselk,
    bessely,
    exp,
    jn,
    sign,
    symbols,
    yn,
)

from ...domain import POSITIVE, REAL, Interval
from .._rule import Rule
from .record import special, x

__all__ = ["RULES"]

_nu = symbols("nu", real=True)
_ORDER = {_nu: Interval(0, 4), x: POSITIVE}
_WHERE = "x > 0, nu real"


def _orders_zero_and_one(
    letter: str, title: str, function: Any, source: str, domain: Interval
) -> tuple[Rule, ...]:
    """Return the rules of orders 0 and 1 of the two kinds that oscillate."""
    lower, upper = function(0, x), function(2, x)
    return (
        special(f"bessel-{letter}.0", f"{title} of order 0", lower, -function(1, x), domain, source=source),
        special(f"bessel-{letter}.1", f"{title} of order 1", function(1, x), (lower - upper) / 2, domain,
                source="DLMF 10.6.1"),
    )  # fmt: skip


def _any_order(
    letter: str, title: str, function: Any, below: int, above: int, sources: tuple[str, str]
) -> tuple[Rule, ...]:
    """Return the three forms of the derivative at order nu; the signs are those of the neighbours."""
    value, lower, upper = function(_nu, x), function(_nu - 1, x), function(_nu + 1, x)
    return (
        special(
            f"bessel-{letter}", title, value, (below * lower + above * upper) / 2, _ORDER, assumptions=_WHERE,
            source=sources[0],
        ),
        special(
            f"bessel-{letter}.lower", f"{title}, by the order below", value, below * lower - _nu * value / x,
            _ORDER, assumptions=_WHERE, source=sources[1],
        ),
        special(
            f"bessel-{letter}.upper", f"{title}, by the order above", value, above * upper + _nu * value / x,
            _ORDER, assumptions=_WHERE, source=sources[1],
        ),
    )  # fmt: skip


_CYLINDER, _MODIFIED_CYLINDER = ("DLMF 10.6.1", "DLMF 10.6.2"), ("DLMF 10.29.1", "DLMF 10.29.2")
_FIRST, _SECOND = "Bessel function of the first kind", "Bessel function of the second kind"
_ORDINARY = (
    *_orders_zero_and_one("j", _FIRST, besselj, "DLMF 10.6.3", REAL),
    *_any_order("j", _FIRST, besselj, 1, -1, _CYLINDER),
    *_orders_zero_and_one("y", _SECOND, bessely, "DLMF 10.6.3", POSITIVE),
    *_any_order("y", _SECOND, bessely, 1, -1, _CYLINDER),
    special(
        "bessel-j.raised", "Bessel function times a power of its order", x**_nu * besselj(_nu, x),
        x**_nu * besselj(_nu - 1, x), _ORDER, assumptions=_WHERE, source="DLMF 10.6.6",
    ),
    special(
        "bessel-j.lowered", "Bessel function over a power of its order", besselj(_nu, x) / x**_nu,
        -besselj(_nu + 1, x) / x**_nu, _ORDER, assumptions=_WHERE, source="DLMF 10.6.6",
    ),
)  # fmt: skip

_THIRD, _FOURTH = "modified Bessel function of the first kind", "modified Bessel function of the second kind"
_SCALED_I, _SCALED_K = exp(-Abs(x)) * besseli(_nu, x), exp(x) * besselk(_nu, x)
_MODIFIED = (
    special("bessel-i.0", f"{_THIRD} of order 0", besseli(0, x), besseli(1, x), source="DLMF 10.29.3"),
    special("bessel-i.1", f"{_THIRD} of order 1", besseli(1, x), (besseli(0, x) + besseli(2, x)) / 2,
            source="DLMF 10.29.1"),
    *_any_order("i", _THIRD, besseli, 1, 1, _MODIFIED_CYLINDER),
    special(
        "bessel-i.scaled", f"{_THIRD}, scaled", _SCALED_I,
        exp(-Abs(x)) * (besseli(_nu - 1, x) + besseli(_nu + 1, x)) / 2 - sign(x) * _SCALED_I, _ORDER,
        assumptions=_WHERE,
    ),
    special("bessel-k.0", f"{_FOURTH} of order 0", besselk(0, x), -besselk(1, x), POSITIVE,
            source="DLMF 10.29.3"),
    special(
        "bessel-k.1", f"{_FOURTH} of order 1", besselk(1, x), -(besselk(0, x) + besselk(2, x)) / 2, POSITIVE,
        source="DLMF 10.29.1",
    ),
    *_any_order("k", _FOURTH, besselk, -1, -1, _MODIFIED_CYLINDER),
    special(
        "bessel-k.scaled", f"{_FOURTH}, scaled", _SCALED_K,
        _SCALED_K - exp(x) * (besselk(_nu - 1, x) + besselk(_nu + 1, x)) / 2, _ORDER, assumptions=_WHERE,
    ),
)  # fmt: skip

_n = symbols("n", integer=True)
_ORDERS = ({_n: 1}, {_n: 2}, {_n: 4})
_SPHERICAL = tuple(
    special(
        f"spherical-bessel-{letter}", f"spherical Bessel function of the {kind} kind", function(_n, x),
        function(_n - 1, x) - (_n + 1) * function(_n, x) / x, POSITIVE,
        assumptions="x > 0, n an integer", instances=_ORDERS, source="DLMF 10.51.2",
    )
    for letter, kind, function in (("j", "first", jn), ("y", "second", yn))
)  # fmt: skip

# Values grow and decay like exp(2/3 x**(3/2)).
_TURNING = Interval(-8, 6)
_SCALE = exp(Rational(2, 3) * x ** Rational(3, 2))
_AIRY = (
    special("airy-ai", "Airy function Ai", airyai(x), airyaiprime(x), _TURNING, assumptions="x real"),
    special("airy-ai.slope", "slope of the Airy function Ai", airyaiprime(x), x * airyai(x), _TURNING,
            assumptions="x real", source="Fungrim b2e9d0"),
    special("airy-bi", "Airy function Bi", airybi(x), airybiprime(x), _TURNING, assumptions="x real"),
    special("airy-bi.slope", "slope of the Airy function Bi", airybiprime(x), x * airybi(x), _TURNING,
            assumptions="x real", source="Fungrim 70ec9f"),
    special(
        "airy-ai.scaled", "Airy function Ai, scaled", _SCALE * airyai(x),
        _SCALE * (airyaiprime(x) + x ** Rational(1, 2) * airyai(x)), Interval(0, 6, lower_open=True),
        assumptions="x > 0",
    ),
    special(
        "airy-ai.slope.scaled", "slope of the Airy function Ai, scaled", _SCALE * airyaiprime(x),
        _SCALE * (x * airyai(x) + x ** Rational(1, 2) * airyaiprime(x)), Interval(0, 6, lower_open=True),
        assumptions="x > 0",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_ORDINARY, *_MODIFIED, *_SPHERICAL, *_AIRY)
