"""Laws on an interval or on a simplex, with their score functions."""

from __future__ import annotations

from sympy import digamma, log, loggamma, pi, symbols

from ...domain import OPEN_UNIT, Interval
from .._rule import Rule
from .record import a, b, distribution_function, m, s, scores, x

__all__ = ["RULES"]

_x1, _x2 = symbols("x1:3", real=True)
_a1, _a2, _a3 = _A = symbols("a1:4", real=True)
_BETA = {x: OPEN_UNIT, a: Interval(0.5, 4), b: Interval(0.5, 4)}
_WHERE = "0 < x < 1, a > 0, b > 0"
_LOGIT = log(x / (1 - x)) - m
_REST = 1 - _x1 - _x2
_DIRICHLET = {_x1: Interval(0.1, 0.45), _x2: Interval(0.1, 0.45), **dict.fromkeys(_A, Interval(0.5, 4))}
_LOG_DIRICHLET = (
    loggamma(sum(_A)) - sum(map(loggamma, _A))
    + (_a1 - 1) * log(_x1) + (_a2 - 1) * log(_x2) + (_a3 - 1) * log(_REST)
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *scores(
        "beta", "beta distribution",
        loggamma(a + b) - loggamma(a) - loggamma(b) + (a - 1) * log(x) + (b - 1) * log(1 - x),
        {
            x: (a - 1) / x - (b - 1) / (1 - x),
            a: log(x) + digamma(a + b) - digamma(a),
            b: log(1 - x) + digamma(a + b) - digamma(b),
        },
        _BETA, assumptions=_WHERE, torch_call="Beta(a, b).log_prob(x)",
    ),
    *scores(
        "kumaraswamy", "Kumaraswamy distribution", log(a * b) + (a - 1) * log(x) + (b - 1) * log(1 - x**a),
        {
            x: (a - 1) / x - a * (b - 1) * x ** (a - 1) / (1 - x**a),
            a: 1 / a + log(x) * (1 - (b - 1) * x**a / (1 - x**a)),
            b: 1 / b + log(1 - x**a),
        },
        _BETA, assumptions=_WHERE, torch_call="Kumaraswamy(a, b).log_prob(x)",
    ),
    distribution_function("kumaraswamy", "Kumaraswamy distribution", 1 - (1 - x**a) ** b,
                          a * b * x ** (a - 1) * (1 - x**a) ** (b - 1), _BETA, assumptions=_WHERE,
                          torch_call="Kumaraswamy(a, b).cdf(x)"),
    *scores(
        "logit-normal", "logit-normal distribution",
        -(_LOGIT**2) / (2 * s**2) - log(s * x * (1 - x)) - log(2 * pi) / 2,
        {
            x: (2 * x - 1 - _LOGIT / s**2) / (x * (1 - x)),
            m: _LOGIT / s**2,
            s: _LOGIT**2 / s**3 - 1 / s,
        },
        {x: OPEN_UNIT, m: Interval(-2, 2), s: Interval(0.5, 3)},
        assumptions="0 < x < 1, m real, s > 0",
    ),
    *scores(
        "uniform", "uniform distribution on (a, b)", -log(b - a), {a: 1 / (b - a), b: -1 / (b - a)},
        {a: Interval(-4, 0), b: Interval(0.5, 4)}, assumptions="a < b",
        torch_call="Uniform(a, b).log_prob((a + b) / 2)",
    ),
    *scores(
        "dirichlet", "Dirichlet distribution of three shares", _LOG_DIRICHLET,
        {
            _x1: (_a1 - 1) / _x1 - (_a3 - 1) / _REST,
            _a1: log(_x1) + digamma(sum(_A)) - digamma(_a1),
            _a3: log(_REST) + digamma(sum(_A)) - digamma(_a3),
        },
        _DIRICHLET, assumptions="x1 > 0, x2 > 0, x1 + x2 < 1, a1, a2, a3 > 0",
        torch_call="Dirichlet(torch.stack([a1, a2, a3])).log_prob(torch.stack([x1, x2, 1 - x1 - x2]))",
    ),
)  # fmt: skip
