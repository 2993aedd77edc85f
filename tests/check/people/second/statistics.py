"""Log densities, score functions and moments."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, u, v, w, m, t = sympy.symbols("x u v w m t", real=True)
s, a, b, k, n, h = sympy.symbols("s a b k n h", positive=True)
p = sympy.Symbol("p", positive=True)
log, exp = sympy.log, sympy.exp

NORMAL = -log(s) - (x - m) ** 2 / (2 * s**2)
BETA = (a - 1) * log(p) + (b - 1) * log(1 - p) - sympy.loggamma(a) - sympy.loggamma(b) + sympy.loggamma(a + b)
GAMMA = a * log(b) - sympy.loggamma(a) + (a - 1) * log(h) - b * h
WEIBULL = log(k) - k * log(s) + (k - 1) * log(h) - (h / s) ** k
SQUARES = ((u - m) ** 2 + (v - m) ** 2 + (w - m) ** 2) / 3
PHI = (1 + sympy.erf(x / sympy.sqrt(2))) / 2
UNIT = {p: (0.05, 0.95), a: (0.5, 4), b: (0.5, 4)}

CLAIMS = (
    Claim("normal.scale", NORMAL, [m, s], [(x - m) / s**2, -1 / s + (x - m) ** 2 / s**2],
          {"exponent", "factor", "wrong-constant"}, why="cube of s"),
    Claim("normal.location", NORMAL, m, -(x - m) / s**2, {"sign", "inner-derivative", "constant-factor"}, why="inner minus"),
    Claim("normal.normalizer", NORMAL, s, (x - m) ** 2 / s**3, {"dropped-term", "held-constant"}, why="log(s) forgotten"),
    Claim("normal.information", NORMAL, m, 1 / s**2, {"sign", "constant-factor"}, why="Fisher information has the other sign", order=2),
    Claim("poisson.score", k * log(s) - s, s, k / s, {"dropped-term", "held-constant"}, why="rate term forgotten"),
    Claim("gamma.shape", GAMMA, a, log(b) - 1 / sympy.gamma(a) + log(h), {"wrong-function", "inner-derivative"},
          why="loggamma taken for a logarithm", domain={a: (0.5, 5), b: (0.5, 4), h: (0.3, 4)}),
    Claim("gamma.rate", GAMMA, b, a / b + h, {"flipped-term"}, why="sign of the data",
          domain={a: (0.5, 5), b: (0.5, 4), h: (0.3, 4)}),
    Claim("beta.shape", BETA, a, log(p) - sympy.digamma(a), {"dropped-term", "held-constant"},
          why="normalizer of the sum forgotten", domain=UNIT),
    Claim("beta.argument", BETA, a, log(p) - sympy.digamma(a) + sympy.digamma(b), {"argument", "dropped-term"},
          why="b for a + b", domain=UNIT),
    Claim("bernoulli.flipped", k * log(p) + n * log(1 - p), p, k / p + n / (1 - p), {"flipped-term", "inner-derivative"},
          why="inner derivative of 1 - p", domain={p: (0.05, 0.95)}),
    Claim("student.inner", -(n + 1) / 2 * log(1 + x**2 / n), x, -(n + 1) * x / (1 + x**2 / n), {"inner-derivative", "factor"},
          why="1/n of the inner derivative"),
    Claim("variance.mean", SQUARES, m, -2 * (u + v + w - 3 * m), {"mean", "constant-factor", "factor"}, why="1/3 forgotten"),
    Claim("variance.twice-divided", SQUARES, [u, v, w], [2 * (c - m) / 9 for c in (u, v, w)], {"mean", "constant-factor", "factor"},
          why="divided twice"),
    Claim("weibull.shape", WEIBULL, k, 1 / k - log(s) + log(h) - k * (h / s) ** (k - 1), {"power-rule"},
          why="power rule by the exponent", domain={k: (0.7, 3), s: (0.5, 2), h: (0.3, 3)}),
    Claim("weibull.logarithm", WEIBULL, k, 1 / k - log(s) + log(h) - (h / s) ** k, {"factor", "wrong-function"},
          why="logarithm of the base forgotten", domain={k: (0.7, 3), s: (0.5, 2), h: (0.3, 3)}),
    Claim("cauchy.location", -log(1 + (x - m) ** 2), m, -2 * (x - m) / (1 + (x - m) ** 2),
          {"sign", "inner-derivative", "constant-factor"}, why="inner minus"),
    Claim("cauchy.scale", -log(1 + (x / s) ** 2), x, -2 * (x / s) / (1 + (x / s) ** 2), {"inner-derivative", "factor", "exponent"},
          why="1/s of the inner derivative"),
    Claim("logit.partition", n * log(1 + exp(t)), t, n / (1 + exp(t)), {"inner-derivative", "factor", "argument"},
          why="outer derivative alone"),
    Claim("fisher.transform", sympy.atanh(x), x, 1 / (1 + x**2), {"wrong-function", "flipped-term", "wrong-constant"},
          why="arc tangent", domain={x: (-0.9, 0.9)}),
    Claim("probit.density", log(PHI), x, exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi), {"factor", "wrong-function"},
          why="logarithm forgotten", domain={x: (-2, 2)}),
    Claim("normal.density", exp(-(x**2) / (2 * s**2)) / s, s, x**2 / s**4 * exp(-(x**2) / (2 * s**2)),
          {"held-constant", "dropped-term"}, why="1/s in front held", domain={x: (-2, 2), s: (0.5, 2)}),
    Claim("laplace.location", -sympy.Abs(x - m) / s, m, -sympy.sign(x - m) / s, {"sign", "inner-derivative", "constant-factor"},
          why="inner minus"),
    Claim("rayleigh.score", log(h) - 2 * log(s) - h**2 / (2 * s**2), s, -2 / s - h**2 / s**3, {"flipped-term"},
          why="minus of the exponent"),
    Claim("rayleigh.two", log(h) - 2 * log(s) - h**2 / (2 * s**2), s, -1 / s - h**2 / s**3,
          both({"factor-2", "factor", "constant-factor", "wrong-constant"}, {"flipped-term"}), why="2 and a sign"),
    Claim("logistic.two", log(k) - k * x**2 - log(1 + exp(x)), x, 2 * k * x - exp(x) / (1 + exp(x)) ** 2,
          both({"flipped-term"}, {"exponent", "factor", "quotient-rule", "wrong-function"}), why="a sign, and the sigmoid's derivative"),
)  # fmt: skip
