"""Gamma function, its logarithmic derivatives, beta function, factorials and binomial coefficients."""

from __future__ import annotations

from sympy import (
    FallingFactorial,
    Rational,
    RisingFactorial,
    beta,
    binomial,
    catalan,
    digamma,
    exp,
    factorial,
    gamma,
    harmonic,
    log,
    loggamma,
    lowergamma,
    polygamma,
    symbols,
    trigamma,
    uppergamma,
)

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import a, b, k, special, x

__all__ = ["RULES"]

_n, _r = symbols("n r", real=True)
_NO_POLE = "x not 0, -1, -2, ..."
_NO_NEGATIVE = "x not -1, -2, ..."
_AB = {a: POSITIVE, b: POSITIVE}
_AX = {a: POSITIVE, x: POSITIVE}
# The upper index stays above the lower one, so that no gamma function is near a pole.
_CHOICE = {_n: Interval(4, 8), _r: Interval(0.25, 3)}
_BETA = gamma(a) * gamma(b) / gamma(a + b)
_LOG_BETA = loggamma(a) + loggamma(b) - loggamma(a + b)

_GAMMA = (
    special("gamma", "gamma function", gamma(x), gamma(x) * digamma(x), POSITIVE, assumptions=_NO_POLE,
            source="Fungrim 8415c7"),
    special(
        "gamma.reciprocal", "reciprocal of the gamma function", 1 / gamma(x), -digamma(x) / gamma(x),
        POSITIVE,
        assumptions=_NO_POLE,
    ),
    special("log-gamma", "logarithm of the gamma function", loggamma(x), digamma(x), POSITIVE,
            source="Fungrim 4b6ccb"),
    special("digamma", "digamma function", digamma(x), trigamma(x), POSITIVE, assumptions=_NO_POLE,
            source="Fungrim 6db9fc"),
    special("trigamma", "trigamma function", trigamma(x), polygamma(2, x), POSITIVE, assumptions=_NO_POLE,
            source="Fungrim 21f4f9"),
    special(
        "polygamma", "polygamma function", polygamma(k, x), polygamma(k + 1, x), POSITIVE,
        assumptions=f"k a non-negative integer, {_NO_POLE}", instances=({k: 2}, {k: 3}, {k: 4}),
        source="Fungrim 21f4f9",
    ),
    special(
        "harmonic", "harmonic numbers, by a real index", harmonic(x), trigamma(x + 1), POSITIVE,
        assumptions=_NO_NEGATIVE,
    ),
    special(
        "factorial", "factorial of a real number", factorial(x), gamma(x + 1) * digamma(x + 1), POSITIVE,
        assumptions=_NO_NEGATIVE,
    ),
    special(
        "catalan", "Catalan numbers, by a real index", catalan(x),
        catalan(x) * (log(4) + digamma(x + Rational(1, 2)) - digamma(x + 2)), POSITIVE,
    ),
)  # fmt: skip

_OF_TWO = (
    special("beta.a", "beta function", beta(a, b), beta(a, b) * (digamma(a) - digamma(a + b)), _AB, a),
    special(
        "beta.gamma", "beta function written in gamma functions", _BETA,
        _BETA * (digamma(a) - digamma(a + b)),
        _AB, a,
    ),
    special("log-beta.a", "logarithm of the beta function", _LOG_BETA, digamma(a) - digamma(a + b), _AB, a),
    special(
        "binomial.n", "binomial coefficient, by the upper index", binomial(_n, _r),
        binomial(_n, _r) * (digamma(_n + 1) - digamma(_n - _r + 1)), _CHOICE, _n,
        assumptions="n > r > -1",
    ),
    special(
        "binomial.k", "binomial coefficient, by the lower index", binomial(_n, _r),
        binomial(_n, _r) * (digamma(_n - _r + 1) - digamma(_r + 1)), _CHOICE, _r,
        assumptions="n > r > -1",
    ),
    special(
        "rising-factorial.x", "rising factorial, by its base", RisingFactorial(x, a),
        RisingFactorial(x, a) * (digamma(x + a) - digamma(x)), _AX,
    ),
    special(
        "rising-factorial.a", "rising factorial, by its length", RisingFactorial(x, a),
        RisingFactorial(x, a) * digamma(x + a), _AX, a,
    ),
    special(
        "falling-factorial.x", "falling factorial, by its base", FallingFactorial(_n, _r),
        FallingFactorial(_n, _r) * (digamma(_n + 1) - digamma(_n - _r + 1)), _CHOICE, _n,
        assumptions="n > r",
    ),
    special(
        "falling-factorial.k", "falling factorial, by its length", FallingFactorial(_n, _r),
        FallingFactorial(_n, _r) * digamma(_n - _r + 1), _CHOICE, _r, assumptions="n > r",
    ),
)  # fmt: skip

_POWER = x ** (a - 1) * exp(-x)
_INCOMPLETE = (
    special("lower-gamma.x", "lower incomplete gamma function", lowergamma(a, x), _POWER, _AX),
    special("upper-gamma.x", "upper incomplete gamma function", uppergamma(a, x), -_POWER, _AX),
    special(
        "lower-gamma.regularized.x", "regularized lower incomplete gamma function",
        lowergamma(a, x) / gamma(a), _POWER / gamma(a), _AX,
    ),
    special(
        "upper-gamma.regularized.x", "regularized upper incomplete gamma function",
        uppergamma(a, x) / gamma(a), -_POWER / gamma(a), _AX,
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_GAMMA, *_OF_TWO, *_INCOMPLETE)
