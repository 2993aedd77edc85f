"""Score functions and log-likelihoods of distributions."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, m, t, e = sympy.symbols("x m t e", real=True)
s, k, a, b, c, y, l = sympy.symbols("s k a b c y l", positive=True)  # noqa: E741
p, q = sympy.symbols("p q", positive=True)
r = sympy.Symbol("rho", real=True)
exp, log = sympy.exp, sympy.log
psi = sympy.digamma

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
MISSING = {"dropped-term", "held-constant"}

LOG_NORMAL = -log(y) - log(s) - (log(y) - m) ** 2 / (2 * s**2)
NEGATIVE_BINOMIAL = sympy.loggamma(k + a) - sympy.loggamma(a) + a * log(p) + k * log(1 - p)
DIRICHLET = (
    sympy.loggamma(a + b + c)
    - sympy.loggamma(a)
    - sympy.loggamma(b)
    - sympy.loggamma(c)
    + (a - 1) * log(p)
    + (b - 1) * log(q)
    + (c - 1) * log(1 - p - q)
)
VON_MISES = k * sympy.cos(x - m) - log(sympy.besseli(0, k))
INVERSE_GAUSSIAN = log(l) / 2 - l * (y - b) ** 2 / (2 * b**2 * y)
PARETO = log(a) + a * log(s) - (a + 1) * log(y)
GUMBEL = -log(s) - (x - m) / s - exp(-(x - m) / s)
LOGISTIC = -(x - m) / s - log(s) - 2 * log(1 + exp(-(x - m) / s))
ZERO_INFLATED = log(p + (1 - p) * exp(-l))
NORMAL_PAIR = -log(1 - r**2) / 2 - (x**2 - 2 * r * x * t + t**2) / (2 * (1 - r**2))
CATEGORICAL = p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))
HAZARD = a * x - log(exp(a * x) + exp(a * m) + exp(a * t))
UNIT = {p: (0.05, 0.95)}
SIMPLEX = {p: (0.05, 0.45), q: (0.05, 0.45), a: (0.5, 4), b: (0.5, 4), c: (0.5, 4)}

CLAIMS = (
    Claim("score.log-normal-data", LOG_NORMAL, y, -1 / y - (log(y) - m) / s**2, INNER, why="1/y of the logarithm"),
    Claim("score.log-normal-jacobian", LOG_NORMAL, y, -(log(y) - m) / (y * s**2), MISSING, why="1/y of the density forgotten"),
    Claim("score.negative-binomial-size", NEGATIVE_BINOMIAL, a, psi(k + a) + log(p), MISSING, why="second gamma function forgotten",
          domain={**UNIT, a: (0.5, 5), k: (1, 6)}),
    Claim("score.negative-binomial-odds", NEGATIVE_BINOMIAL, p, a / p + k / (1 - p), {"flipped-term", "inner-derivative"},
          why="inner minus of 1 - p", domain={**UNIT, a: (0.5, 5), k: (1, 6)}),
    Claim("score.dirichlet-concentration", DIRICHLET, [a, b, c],
          [psi(a + b + c) - psi(a) + log(p), psi(a + b + c) - psi(b) + log(q), psi(a + b + c) - psi(c) + log(p + q)], {"flipped-term", "argument", "wrong-constant"},
          why="p + q for the last share", domain=SIMPLEX),
    Claim("score.dirichlet-sign", DIRICHLET, [a, b, c],
          [psi(a) - psi(a + b + c) + log(p), psi(b) - psi(a + b + c) + log(q), psi(c) - psi(a + b + c) + log(1 - p - q)],
          {"flipped-term"}, why="normalizer with the sign of its reciprocal", domain=SIMPLEX),
    Claim("score.von-mises-direction", VON_MISES, m, -k * sympy.sin(x - m), SIGN | INNER, why="minus twice, once kept",
          domain={k: (0.3, 5), x: (-3, 3), m: (-3, 3)}),
    Claim("score.von-mises-concentration", VON_MISES, k, sympy.cos(x - m) - sympy.besseli(1, k), {"factor", "inner-derivative"},
          why="logarithm of the Bessel function forgotten", domain={k: (0.3, 5), x: (-3, 3), m: (-3, 3)}),
    Claim("score.inverse-gaussian-shape", INVERSE_GAUSSIAN, l, 1 / l - (y - b) ** 2 / (2 * b**2 * y), {"factor-2", "factor", "wrong-constant"},
          why="half of the logarithm"),
    Claim("score.inverse-gaussian-mean", INVERSE_GAUSSIAN, b, l * (y - b) / (b**2 * y), MISSING, why="b below the fraction held"),
    Claim("score.pareto-shape", PARETO, a, 1 / a + log(s) + log(y), {"flipped-term", "offset"}, why="minus of the tail"),
    Claim("score.pareto-data", PARETO, y, -a / y, {"wrong-constant", "factor", "argument", "dropped-term", "held-constant", "constant-factor"}, why="a for a + 1"),
    Claim("score.gumbel-location", GUMBEL, m, 1 / s + exp(-(x - m) / s) / s, {"flipped-term", "inner-derivative"}, why="sign of the second term",
          domain={x: (-2, 2), m: (-2, 2), s: (0.5, 2)}),
    Claim("score.gumbel-scale", GUMBEL, s, (x - m) / s**2 - (x - m) / s**2 * exp(-(x - m) / s), MISSING, why="log(s) forgotten",
          domain={x: (-2, 2), m: (-2, 2), s: (0.5, 2)}),
    Claim("score.logistic-location", LOGISTIC, m, 1 / s - 1 / (s * (1 + exp((x - m) / s))), {"factor-2", "factor", "wrong-constant"},
          why="2 of the square", domain={x: (-2, 2), m: (-2, 2), s: (0.5, 2)}),
    Claim("score.zero-inflated", ZERO_INFLATED, p, (1 - exp(-l)) / (p + exp(-l)), {"dropped-term", "factor", "held-constant", "wrong-constant", "argument"},
          why="1 - p left out below", domain={**UNIT, l: (0.2, 4)}),
    Claim("score.zero-inflated-rate", ZERO_INFLATED, l, (1 - p) * exp(-l) / (p + (1 - p) * exp(-l)), SIGN | INNER, why="inner minus",
          domain={**UNIT, l: (0.2, 4)}),
    Claim("score.correlation", NORMAL_PAIR, r, r / (1 - r**2) + x * t / (1 - r**2), MISSING, why="1 - r**2 below held",
          domain={r: (-0.8, 0.8), x: (-2, 2), t: (-2, 2)}),
    Claim("score.divergence-second", CATEGORICAL, q, -p / q - (1 - p) / (1 - q), {"flipped-term", "inner-derivative"}, why="inner minus of 1 - q",
          domain={p: (0.05, 0.95), q: (0.05, 0.95)}),
    Claim("score.divergence-first", CATEGORICAL, p, log(p / q) + log((1 - p) / (1 - q)), {"flipped-term", "inner-derivative"},
          why="inner minus of 1 - p", domain={p: (0.05, 0.95), q: (0.05, 0.95)}),
    Claim("score.partial-likelihood", HAZARD, a, x - (exp(a * x) + exp(a * m) + exp(a * t)) ** -1 * (exp(a * x) + exp(a * m) + exp(a * t)),
          {"inner-derivative", "factor"} | both(INNER, INNER), why="covariates of the risk set forgotten", domain={a: (0.2, 2), x: (-1, 1), m: (-1, 1), t: (-1, 1)}),
    Claim("score.censored", k * log(l) - l * y - l * b, l, k / l - y, MISSING | {"offset"}, why="censored time forgotten"),
    Claim("score.arcsine-scale", 2 * sympy.asin(sympy.sqrt(p)), p, 1 / sympy.sqrt(1 - p), INNER, why="root not differentiated",
          domain=UNIT),
    Claim("score.box-cox", (y**l - 1) / l, l, y**l * log(y) / l, MISSING | {"quotient-rule", "product-rule"}, why="l below held",
          domain={y: (0.3, 4), l: (0.3, 3)}),
    Claim("score.fisher-binomial", k * log(p) + (5 - k) * log(1 - p), p, -k / p**2 + (5 - k) / (1 - p) ** 2, {"flipped-term", "inner-derivative"},
          why="inner minus lost in the second step", domain={**UNIT, k: (1, 4)}, order=2),
    Claim("score.gumbel-two", GUMBEL, m, 1 / s + exp(-(x - m) / s), both({"flipped-term"}, INNER), why="a sign, and 1/s of the exponent",
          domain={x: (-2, 2), m: (-2, 2), s: (0.5, 2)}),
)  # fmt: skip
