"""Laws of positive numbers: lifetimes, incomes, variances, with their score functions."""

from __future__ import annotations

from sympy import Rational, digamma, exp, gamma, log, loggamma, lowergamma, pi, symbols

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import a, b, distribution_function, m, s, scores, x

__all__ = ["RULES"]

_c, _lam, _mu, _nu = symbols("c lambda mu nu", real=True)
_d1, _d2 = symbols("d1 d2", real=True)
_OUTCOME = Interval(0.1, 8)
_SHAPES = {x: _OUTCOME, a: Interval(0.5, 4), b: Interval(0.5, 4)}
_SCALED = {x: _OUTCOME, s: Interval(0.5, 4)}
_WHERE = "x > 0, a > 0, b > 0"
_LOG = log(x) - m
_RATIO = x / b
_POWER = _RATIO**a

_EXPONENTIAL = (
    *scores(
        "exponential", "exponential distribution", log(a) - a * x, {x: -a, a: 1 / a - x},
        {x: POSITIVE, a: POSITIVE}, assumptions="x > 0, a > 0", torch_call="Exponential(a).log_prob(x)",
    ),
    distribution_function("exponential", "exponential distribution", 1 - exp(-a * x), a * exp(-a * x),
                          {x: POSITIVE, a: Interval(0.1, 2)}, assumptions="x > 0, a > 0",
                          torch_call="Exponential(a).cdf(x)"),
    *scores(
        "gamma", "gamma distribution with rate b", a * log(b) - loggamma(a) + (a - 1) * log(x) - b * x,
        {x: (a - 1) / x - b, a: log(b * x) - digamma(a), b: a / b - x}, _SHAPES, assumptions=_WHERE,
        torch_call="Gamma(a, b).log_prob(x)",
    ),
    distribution_function(
        "gamma", "gamma distribution with rate b", lowergamma(a, b * x) / gamma(a),
        b**a * x ** (a - 1) * exp(-b * x) / gamma(a), {**_SHAPES, x: Interval(0.1, 3)}, assumptions=_WHERE,
        torch_call="Gamma(a, b).cdf(x)",
    ),
    *scores(
        "inverse-gamma", "inverse gamma distribution", a * log(b) - loggamma(a) - (a + 1) * log(x) - b / x,
        {x: b / x**2 - (a + 1) / x, a: log(b / x) - digamma(a), b: a / b - 1 / x}, _SHAPES,
        assumptions=_WHERE,
        torch_call="InverseGamma(a, b).log_prob(x)",
    ),
    *scores(
        "chi-squared", "chi-squared distribution",
        (_nu / 2 - 1) * log(x) - x / 2 - _nu * log(2) / 2 - loggamma(_nu / 2),
        {x: (_nu - 2) / (2 * x) - Rational(1, 2), _nu: (log(x / 2) - digamma(_nu / 2)) / 2},
        {x: _OUTCOME, _nu: Interval(0.5, 8)}, assumptions="x > 0, nu > 0", torch_call="Chi2(nu).log_prob(x)",
    ),
)  # fmt: skip

_LOG_NORMAL = (
    *scores(
        "log-normal", "log-normal distribution", -(_LOG**2) / (2 * s**2) - log(x * s) - log(2 * pi) / 2,
        {x: -(1 + _LOG / s**2) / x, m: _LOG / s**2, s: _LOG**2 / s**3 - 1 / s},
        {**_SCALED, m: Interval(-2, 2)}, assumptions="x > 0, m real, s > 0",
        torch_call="LogNormal(m, s).log_prob(x)",
    ),
    *scores(
        "inverse-gaussian", "inverse Gaussian distribution",
        log(b / (2 * pi * x**3)) / 2 - b * (x - a) ** 2 / (2 * a**2 * x),
        {
            x: -Rational(3, 2) / x - b * (x**2 - a**2) / (2 * a**2 * x**2),
            a: b * (x - a) / a**3,
            b: 1 / (2 * b) - (x - a) ** 2 / (2 * a**2 * x),
        },
        _SHAPES, assumptions=_WHERE,
    ),
    *scores("levy", "Levy distribution", log(s / (2 * pi)) / 2 - s / (2 * x) - 3 * log(x) / 2,
            {x: s / (2 * x**2) - 3 / (2 * x), s: 1 / (2 * s) - 1 / (2 * x)}, _SCALED,
            assumptions="x > 0, s > 0"),
)  # fmt: skip

_LIFETIMES = (
    *scores(
        "weibull", "Weibull distribution with scale b", log(a / b) + (a - 1) * log(_RATIO) - _POWER,
        {
            x: (a - 1 - a * _POWER) / x,
            a: 1 / a + log(_RATIO) * (1 - _POWER),
            b: a * (_POWER - 1) / b,
        },
        {**_SHAPES, x: Interval(0.1, 3), b: Interval(1, 4)}, assumptions=_WHERE,
        torch_call="Weibull(b, a).log_prob(x)",
    ),
    distribution_function(
        "weibull", "Weibull distribution with scale b", 1 - exp(-_POWER), a * _POWER * exp(-_POWER) / x,
        {**_SHAPES, x: Interval(0.1, 3), b: Interval(2, 4), a: Interval(0.5, 2)}, assumptions=_WHERE,
        torch_call="Weibull(b, a).cdf(x)",
    ),
    *scores(
        "rayleigh", "Rayleigh distribution", log(x) - 2 * log(s) - x**2 / (2 * s**2),
        {x: 1 / x - x / s**2, s: x**2 / s**3 - 2 / s}, _SCALED, assumptions="x > 0, s > 0",
    ),
    *scores(
        "maxwell", "Maxwell distribution", log(2 / pi) / 2 + 2 * log(x) - 3 * log(s) - x**2 / (2 * s**2),
        {x: 2 / x - x / s**2, s: x**2 / s**3 - 3 / s}, _SCALED, assumptions="x > 0, s > 0",
    ),
    *scores(
        "half-normal", "half-normal distribution", log(2 / pi) / 2 - log(s) - x**2 / (2 * s**2),
        {x: -x / s**2, s: x**2 / s**3 - 1 / s}, _SCALED, assumptions="x > 0, s > 0",
        torch_call="HalfNormal(s).log_prob(x)",
    ),
    *scores(
        "half-cauchy", "half-Cauchy distribution", log(2 * s / pi) - log(s**2 + x**2),
        {x: -2 * x / (s**2 + x**2), s: (x**2 - s**2) / (s * (s**2 + x**2))}, _SCALED,
        assumptions="x > 0, s > 0",
        torch_call="HalfCauchy(s).log_prob(x)",
    ),
)  # fmt: skip

_TAILS = (
    *scores(
        "pareto", "Pareto distribution with least value b", log(a) + a * log(b) - (a + 1) * log(x),
        {x: -(a + 1) / x, a: 1 / a + log(b / x), b: a / b},
        {x: Interval(4.5, 9), a: Interval(0.5, 4), b: Interval(0.5, 4)}, assumptions="x > b > 0, a > 0",
        torch_call="Pareto(b, a).log_prob(x)",
    ),
    *scores(
        "log-logistic", "log-logistic distribution", log(a / b) + (a - 1) * log(_RATIO) - 2 * log(1 + _POWER),
        {
            x: (a - 1 - 2 * a * _POWER / (1 + _POWER)) / x,
            a: 1 / a + log(_RATIO) * (1 - 2 * _POWER / (1 + _POWER)),
            b: a / b * (2 * _POWER / (1 + _POWER) - 1),
        },
        _SHAPES, assumptions=_WHERE,
    ),
    *scores(
        "fisher-snedecor", "F distribution",
        loggamma((_d1 + _d2) / 2) - loggamma(_d1 / 2) - loggamma(_d2 / 2) + _d1 / 2 * log(_d1 / _d2)
        + (_d1 / 2 - 1) * log(x) - (_d1 + _d2) / 2 * log(1 + _d1 * x / _d2),
        {x: (_d1 - 2) / (2 * x) - _d1 * (_d1 + _d2) / (2 * (_d2 + _d1 * x))},
        {x: _OUTCOME, _d1: Interval(1, 8), _d2: Interval(1, 8)}, assumptions="x > 0, d1 > 0, d2 > 0",
        torch_call="FisherSnedecor(d1, d2).log_prob(x)",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_EXPONENTIAL, *_LOG_NORMAL, *_LIFETIMES, *_TAILS)
