"""Error functions, their inverses and scaled forms, Dawson's integral, Fresnel integrals, the normal law."""

from __future__ import annotations

from sympy import (
    Rational,
    cos,
    erf,
    erf2,
    erf2inv,
    erfc,
    erfcinv,
    erfi,
    erfinv,
    exp,
    fresnelc,
    fresnels,
    log,
    pi,
    sin,
    sqrt,
)

from ...domain import OPEN_UNIT, SYMMETRIC_OPEN_UNIT, Interval
from .._rule import Rule
from .record import special, x, y

__all__ = ["RULES"]

_BELL = 2 * exp(-(x**2)) / sqrt(pi)
_SCALED = exp(x**2) * erfc(x)
_DAWSON = sqrt(pi) * exp(-(x**2)) * erfi(x) / 2
_NORMAL = (1 + erf(x / sqrt(2))) / 2
_NORMAL_DENSITY = exp(-(x**2) / 2) / sqrt(2 * pi)
_PROBIT = sqrt(2) * erfinv(2 * x - 1)
# Beyond it the values overflow, or all digits of the complement are lost.
_MODERATE = Interval(-4, 4)

_ERROR = (
    special("erf", "error function", erf(x), _BELL, source="Fungrim b5bd5d"),
    special("erfc", "complementary error function", erfc(x), -_BELL),
    special("erfi", "imaginary error function", erfi(x), 2 * exp(x**2) / sqrt(pi), _MODERATE,
            assumptions="x real"),
    special("erf2.x", "error function between two points, by the lower one", erf2(x, y), -_BELL),
    special("erf2.y", "error function between two points, by the upper one", erf2(x, y), _BELL.subs(x, y),
            (), y),
    special(
        "erf-inverse", "inverse error function", erfinv(x), sqrt(pi) * exp(erfinv(x) ** 2) / 2,
        SYMMETRIC_OPEN_UNIT,
    ),
    special(
        "erfc-inverse", "inverse complementary error function", erfcinv(x),
        -sqrt(pi) * exp(erfcinv(x) ** 2) / 2, Interval(0, 2, lower_open=True, upper_open=True),
    ),
    special(
        "erf2-inverse.x", "inverse of the error function between two points, by the lower one", erf2inv(x, y),
        exp(erf2inv(x, y) ** 2 - x**2), {x: Interval(-0.5, 0.5), y: Interval(0.05, 0.4)},
        assumptions="y between -1 - erf(x) and 1 - erf(x)",
    ),
    special(
        "erf2-inverse.y", "inverse of the error function between two points, by its value", erf2inv(x, y),
        sqrt(pi) * exp(erf2inv(x, y) ** 2) / 2, {x: Interval(-0.5, 0.5), y: Interval(0.05, 0.4)}, y,
        assumptions="y between -1 - erf(x) and 1 - erf(x)",
    ),
    special(
        "erfc.scaled", "scaled complementary error function", _SCALED, 2 * x * _SCALED - 2 / sqrt(pi),
        _MODERATE, assumptions="x real",
    ),
    special(
        "erfc.log", "logarithm of the complementary error function", log(erfc(x)), -_BELL / erfc(x),
        _MODERATE, assumptions="x real",
    ),
    special(
        "erfc.scaled.log", "logarithm of the scaled complementary error function", x**2 + log(erfc(x)),
        2 * x - _BELL / erfc(x), _MODERATE, assumptions="x real",
    ),
    special("erf-difference.x", "difference of error functions, by the lower point", erf(y) - erf(x), -_BELL),
    special("erf-difference.y", "difference of error functions, by the upper point", erf(y) - erf(x),
            _BELL.subs(x, y), (), y),
    special("dawson", "Dawson's integral", _DAWSON, 1 - 2 * x * _DAWSON, _MODERATE, assumptions="x real"),
)  # fmt: skip

_FRESNEL = (
    special("fresnel-s", "Fresnel sine integral", fresnels(x), sin(pi * x**2 / 2)),
    special("fresnel-c", "Fresnel cosine integral", fresnelc(x), cos(pi * x**2 / 2)),
)

_NORMAL_LAW = (
    special("normal.distribution", "distribution function of the standard normal law", _NORMAL,
            _NORMAL_DENSITY),
    special(
        "normal.log-distribution", "logarithm of the standard normal distribution function", log(_NORMAL),
        _NORMAL_DENSITY / _NORMAL, _MODERATE, assumptions="x real",
    ),
    special(
        "normal.quantile", "quantile function of the standard normal law", _PROBIT,
        sqrt(2 * pi) * exp(_PROBIT**2 / 2), OPEN_UNIT,
    ),
    special(
        "normal.upper-tail", "upper tail of the standard normal law", erfc(x / sqrt(2)) * Rational(1, 2),
        -_NORMAL_DENSITY,
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_ERROR, *_FRESNEL, *_NORMAL_LAW)
