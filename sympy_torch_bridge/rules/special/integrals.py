"""Exponential, logarithmic, trigonometric and hyperbolic integrals; functions of Lambert."""

from __future__ import annotations

from math import exp as float_exp

from sympy import (
    Chi,
    Ci,
    Ei,
    LambertW,
    Li,
    Shi,
    Si,
    cos,
    cosh,
    exp,
    expint,
    li,
    log,
    sin,
    sinh,
    symbols,
)

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import special, x

__all__ = ["RULES"]

_nu = symbols("nu", real=True)
_BEYOND_ONE = Interval(1, 8, lower_open=True)
_W, _LOWER_W = LambertW(x), LambertW(x, -1)
_TO_ZERO = Interval(-float_exp(-1), 0, lower_open=True, upper_open=True)

_INTEGRALS = (
    special("ei", "exponential integral Ei", Ei(x), exp(x) / x, assumptions="x != 0"),
    special("e1", "exponential integral E1", expint(1, x), -exp(-x) / x, POSITIVE),
    special(
        "expint.x", "generalized exponential integral", expint(_nu, x), -expint(_nu - 1, x),
        {_nu: Interval(-2, 4), x: POSITIVE}, assumptions="x > 0, nu real",
    ),
    special("li", "logarithmic integral", li(x), 1 / log(x), _BEYOND_ONE, assumptions="x > 0, x != 1"),
    special("li.offset", "offset logarithmic integral", Li(x), 1 / log(x), _BEYOND_ONE,
            assumptions="x > 0, x != 1"),
    special("si", "sine integral", Si(x), sin(x) / x, assumptions="x != 0 (the slope at 0 is 1)"),
    special("ci", "cosine integral", Ci(x), cos(x) / x, POSITIVE),
    special("shi", "hyperbolic sine integral", Shi(x), sinh(x) / x,
            assumptions="x != 0 (the slope at 0 is 1)"),
    special("chi", "hyperbolic cosine integral", Chi(x), cosh(x) / x, POSITIVE),
)  # fmt: skip

_LAMBERT = (
    special(
        "lambert-w", "Lambert's W function, principal branch", _W, _W / (x * (1 + _W)), POSITIVE,
        assumptions="x > -1/e, x != 0 (the slope at 0 is 1)", source="Fungrim 72b6ca",
    ),
    special("lambert-w.exponential", "Lambert's W function, without a division by x", _W, exp(-_W) / (1 + _W),
            POSITIVE, assumptions="x > -1/e", source="Fungrim 8d486c"),
    special("lambert-w.lower", "Lambert's W function, lower branch", _LOWER_W,
            _LOWER_W / (x * (1 + _LOWER_W)),
            _TO_ZERO, assumptions="-1/e < x < 0", source="Fungrim 72b6ca"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_INTEGRALS, *_LAMBERT)
