"""Laws on the whole line: a location m and a scale s, with their score functions."""

from __future__ import annotations

from sympy import (
    Abs,
    Rational,
    atan,
    besseli,
    cos,
    digamma,
    erf,
    exp,
    log,
    loggamma,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
)

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import distribution_function, m, s, scores, x

__all__ = ["RULES"]

_v, _nu, _kappa = symbols("v nu kappa", real=True)
_d = x - m
_z = _d / s
_LINE = {x: Interval(-4, 4), m: Interval(-4, 4), s: Interval(0.5, 4)}
_WHERE = "x, m real, s > 0"
_KINK = "x != m, s > 0"
_T_DOMAIN = {**_LINE, _nu: Interval(0.5, 8)}
_T_TOTAL = _nu * s**2 + _d**2
_LOG_T = (
    loggamma((_nu + 1) / 2) - loggamma(_nu / 2) - log(pi * _nu) / 2 - log(s)
    - (_nu + 1) / 2 * log(1 + _z**2 / _nu)
)  # fmt: skip
_TAIL = exp(-_z) / (1 + exp(-_z))
_MISES_DOMAIN = {x: Interval(-3, 3), m: Interval(-3, 3), _kappa: POSITIVE}

_NORMAL = (
    *scores(
        "normal", "normal distribution", -(_z**2) / 2 - log(s) - log(2 * pi) / 2,
        {x: -_d / s**2, m: _d / s**2, s: _d**2 / s**3 - 1 / s}, _LINE, assumptions=_WHERE,
        torch_call="Normal(m, s).log_prob(x)",
    ),
    *scores(
        "normal-variance", "normal distribution with variance v", -(_d**2) / (2 * _v) - log(2 * pi * _v) / 2,
        {_v: (_d**2 / _v - 1) / (2 * _v)}, {**_LINE, _v: POSITIVE}, assumptions="x, m real, v > 0",
        torch_call="Normal(m, torch.sqrt(v)).log_prob(x)",
    ),
    *scores(
        "normal-precision", "normal distribution with precision v", -_v * _d**2 / 2 + log(_v / (2 * pi)) / 2,
        {_v: (1 / _v - _d**2) / 2}, {**_LINE, _v: POSITIVE}, assumptions="x, m real, v > 0",
        torch_call="Normal(m, 1 / torch.sqrt(v)).log_prob(x)",
    ),
    distribution_function(
        "normal", "normal distribution", (1 + erf(_z / sqrt(2))) / 2, exp(-(_z**2) / 2) / (s * sqrt(2 * pi)),
        _LINE,
        assumptions=_WHERE, torch_call="Normal(m, s).cdf(x)",
    ),
)  # fmt: skip

_HEAVY = (
    *scores(
        "student-t", "Student t distribution", _LOG_T,
        {
            x: -(_nu + 1) * _d / _T_TOTAL,
            m: (_nu + 1) * _d / _T_TOTAL,
            s: (_nu + 1) * _d**2 / (s * _T_TOTAL) - 1 / s,
            _nu: (digamma((_nu + 1) / 2) - digamma(_nu / 2) - 1 / _nu - log(1 + _z**2 / _nu)) / 2
            + (_nu + 1) * _d**2 / (2 * _nu * _T_TOTAL),
        },
        _T_DOMAIN, assumptions="x, m real, s > 0, nu > 0", torch_call="StudentT(nu, m, s).log_prob(x)",
    ),
    *scores(
        "cauchy", "Cauchy distribution", -log(pi * s * (1 + _z**2)),
        {x: -2 * _d / (s**2 + _d**2), m: 2 * _d / (s**2 + _d**2), s: (_d**2 - s**2) / (s * (s**2 + _d**2))},
        _LINE, assumptions=_WHERE, torch_call="Cauchy(m, s).log_prob(x)",
    ),
    distribution_function(
        "cauchy", "Cauchy distribution", Rational(1, 2) + atan(_z) / pi, 1 / (pi * s * (1 + _z**2)), _LINE,
        assumptions=_WHERE, torch_call="Cauchy(m, s).cdf(x)",
    ),
    *scores(
        "laplace", "Laplace distribution", -Abs(_d) / s - log(2 * s),
        {x: -sign(_d) / s, m: sign(_d) / s, s: Abs(_d) / s**2 - 1 / s}, _LINE, assumptions=_KINK,
        torch_call="Laplace(m, s).log_prob(x)",
    ),
)  # fmt: skip

_LOGISTIC_AND_EXTREME = (
    *scores(
        "logistic", "logistic distribution", -_z - log(s) - 2 * log(1 + exp(-_z)),
        {x: (2 * _TAIL - 1) / s, m: (1 - 2 * _TAIL) / s, s: (_z * (1 - 2 * _TAIL) - 1) / s}, _LINE,
        assumptions=_WHERE,
    ),
    distribution_function(
        "logistic", "logistic distribution", 1 / (1 + exp(-_z)), exp(-_z) / (s * (1 + exp(-_z)) ** 2), _LINE,
        assumptions=_WHERE,
    ),
    *scores(
        "gumbel", "Gumbel distribution", -_z - exp(-_z) - log(s),
        {x: (exp(-_z) - 1) / s, m: (1 - exp(-_z)) / s, s: (_z * (1 - exp(-_z)) - 1) / s},
        {**_LINE, s: Interval(1, 4)}, assumptions=_WHERE, torch_call="Gumbel(m, s).log_prob(x)",
    ),
    distribution_function(
        "gumbel", "Gumbel distribution", exp(-exp(-_z)), exp(-_z - exp(-_z)) / s,
        {**_LINE, s: Interval(2, 4)},
        assumptions=_WHERE, torch_call="Gumbel(m, s).cdf(x)",
    ),
    *scores(
        "von-mises", "von Mises distribution", _kappa * cos(_d) - log(2 * pi * besseli(0, _kappa)),
        {
            x: -_kappa * sin(_d),
            m: _kappa * sin(_d),
            _kappa: cos(_d) - besseli(1, _kappa) / besseli(0, _kappa),
        },
        _MISES_DOMAIN, assumptions="x, m real, kappa > 0", torch_call="VonMises(m, kappa).log_prob(x)",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_NORMAL, *_HEAVY, *_LOGISTIC_AND_EXTREME)
