"""Laws of counts, with their score functions in each parameter."""

from __future__ import annotations

from sympy import binomial, digamma, exp, log, loggamma, symbols

from ...domain import OPEN_UNIT, POSITIVE, Interval
from .._rule import Instance, Rule
from .record import a, b, k, scores

__all__ = ["RULES"]

_p, _r, _l, _mu = symbols("p r l mu", real=True)
_n = symbols("n", integer=True)
_COUNTS: tuple[Instance, ...] = ({k: 0}, {k: 1}, {k: 4})
_OF_SEVEN: tuple[Instance, ...] = ({k: 0, _n: 7}, {k: 3, _n: 7}, {k: 7, _n: 7})
_PROBABILITY = {_p: OPEN_UNIT}
_SIGMOID = 1 / (1 + exp(-_l))
_IN_UNIT = "0 < p < 1"
_LOG_CHOICE = log(binomial(_n, k))

RULES: tuple[Rule, ...] = (
    *scores(
        "bernoulli", "Bernoulli distribution", k * log(_p) + (1 - k) * log(1 - _p),
        {_p: (k - _p) / (_p * (1 - _p))}, _PROBABILITY, assumptions=f"k = 0 or 1, {_IN_UNIT}",
        torch_call="Bernoulli(p).log_prob(k)", instances=({k: 0}, {k: 1}),
    ),
    *scores(
        "bernoulli-logit", "Bernoulli distribution with logit l", k * _l - log(1 + exp(_l)),
        {_l: k - _SIGMOID},
        assumptions="k = 0 or 1, l real", torch_call="Bernoulli(logits=l).log_prob(k)",
        instances=({k: 0}, {k: 1}),
    ),
    *scores(
        "binomial", "binomial distribution", _LOG_CHOICE + k * log(_p) + (_n - k) * log(1 - _p),
        {_p: (k - _n * _p) / (_p * (1 - _p))}, _PROBABILITY, assumptions=f"k = 0, 1, ..., n, {_IN_UNIT}",
        torch_call="Binomial(int(n), p).log_prob(k)", instances=_OF_SEVEN,
    ),
    *scores(
        "binomial-logit", "binomial distribution with logit l", _LOG_CHOICE + k * _l - _n * log(1 + exp(_l)),
        {_l: k - _n * _SIGMOID}, assumptions="k = 0, 1, ..., n, l real",
        torch_call="Binomial(int(n), logits=l).log_prob(k)", instances=_OF_SEVEN,
    ),
    *scores(
        "poisson", "Poisson distribution", k * log(_mu) - _mu - loggamma(k + 1), {_mu: k / _mu - 1},
        {_mu: POSITIVE}, assumptions="k = 0, 1, 2, ..., mu > 0", instances=_COUNTS,
        torch_call="Poisson(mu).log_prob(k)",
    ),
    *scores(
        "poisson-log", "Poisson distribution with rate exp(l)", k * _l - exp(_l) - loggamma(k + 1),
        {_l: k - exp(_l)}, {_l: Interval(-3, 3)}, assumptions="k = 0, 1, 2, ..., l real",
        torch_call="Poisson(torch.exp(l)).log_prob(k)", instances=_COUNTS,
    ),
    *scores(
        "geometric", "geometric distribution", k * log(1 - _p) + log(_p), {_p: 1 / _p - k / (1 - _p)},
        _PROBABILITY, assumptions=f"k = 0, 1, 2, ..., {_IN_UNIT}", torch_call="Geometric(p).log_prob(k)",
        instances=_COUNTS,
    ),
    *scores(
        "negative-binomial", "negative binomial distribution",
        loggamma(k + _r) - loggamma(_r) - loggamma(k + 1) + _r * log(1 - _p) + k * log(_p),
        {
            _p: k / _p - _r / (1 - _p),
            _r: digamma(k + _r) - digamma(_r) + log(1 - _p),
        },
        {**_PROBABILITY, _r: POSITIVE}, assumptions=f"k = 0, 1, 2, ..., r > 0, {_IN_UNIT}",
        torch_call="NegativeBinomial(r, p).log_prob(k)", instances=({k: 1}, {k: 2}, {k: 5}),
    ),
    *scores(
        "beta-binomial", "beta-binomial distribution",
        _LOG_CHOICE + loggamma(k + a) + loggamma(_n - k + b) - loggamma(_n + a + b)
        + loggamma(a + b) - loggamma(a) - loggamma(b),
        {
            a: digamma(k + a) - digamma(_n + a + b) + digamma(a + b) - digamma(a),
            b: digamma(_n - k + b) - digamma(_n + a + b) + digamma(a + b) - digamma(b),
        },
        {a: Interval(0.5, 6), b: Interval(0.5, 6)}, assumptions="k = 0, 1, ..., n, a > 0, b > 0",
        instances=({k: 1, _n: 7}, {k: 3, _n: 7}, {k: 6, _n: 7}),
    ),
    *scores(
        "logarithmic", "logarithmic distribution", k * log(_p) - log(k) - log(-log(1 - _p)),
        {_p: k / _p + 1 / ((1 - _p) * log(1 - _p))}, _PROBABILITY,
        assumptions=f"k = 1, 2, 3, ..., {_IN_UNIT}",
        instances=({k: 1}, {k: 2}, {k: 5}),
    ),
)  # fmt: skip
