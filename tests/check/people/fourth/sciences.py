"""Physics, chemistry, finance and probability."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, mu, theta = sympy.symbols("x mu theta", real=True)
r, v, m, c, g, k, s, T, E, N, V, n, a, b, lam, S, K, q, i, P, h, w, d = sympy.symbols(
    "r v m c g k s T E N V n a b lam S K q i P h w d", positive=True
)
exp, log, sin, cos, sqrt, gamma, digamma = (
    sympy.exp,
    sympy.log,
    sympy.sin,
    sympy.cos,
    sympy.sqrt,
    sympy.loggamma,
    sympy.digamma,
)
R, pi = sympy.Rational, sympy.pi

INNER = {"inner-derivative", "factor"}
INNER_NUMBER = INNER | {"constant-factor", "wrong-constant"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}
POWER = {"exponent", "factor"}

ENERGY = m * c**2 / sqrt(1 - v**2 / c**2)
NORMAL = exp(-((x - mu) ** 2) / (2 * s**2)) / (s * sqrt(2 * pi))
LOG_NORMAL_VARIANCE = -log(V) / 2 - (x - mu) ** 2 / (2 * V)
CAUCHY = 1 / (pi * s * (1 + (x / s) ** 2))
WEIBULL = 1 - exp(-((r / lam) ** k))
LOGISTIC = 1 / (1 + exp(-(x - mu) / s))
unit = {q: (0.05, 0.95)}
slow = {v: (0.1, 0.8), c: (1, 3)}

CLAIMS = (
    Claim("physics4.energy", ENERGY, v, m * v / sqrt(1 - v**2 / c**2), POWER, why="-1/2 not lowered to -3/2", domain=slow),
    Claim("physics4.energy-inner", ENERGY, v, m * c**2 / 2 / (1 - v**2 / c**2) ** R(3, 2), INNER | {"inner-derivative + sign"}, why="inner derivative", domain=slow),
    Claim("physics4.kinetic", m * v**2 / 2, v, 2 * m * v, HALF, why="1/2 lost"),
    Claim("physics4.gravity", -g * m * k / r, r, -g * m * k / r**2, SIGN, why="minus of the reciprocal"),
    Claim("physics4.coulomb", k * q * m / r**2, r, -2 * k * q * m / r, POWER | {"quotient-rule"}, why="exponent raised"),
    Claim("physics4.lennard-jones", 4 * E * ((s / r) ** 12 - (s / r) ** 6), r, 4 * E * (-12 * s**12 / r**13 - 6 * s**6 / r**7), {"flipped-term"}, why="sign of the attraction", domain={r: (0.8, 2), s: (0.8, 1.2)}),
    Claim("physics4.lennard-jones-exponent", 4 * E * ((s / r) ** 12 - (s / r) ** 6), r, 4 * E * (-12 * s**12 / r**12 + 6 * s**6 / r**7), POWER, why="13 copied as 12", domain={r: (0.8, 2), s: (0.8, 1.2)}),
    Claim("physics4.oscillator", exp(-k * r) * cos(w * r), r, -k * exp(-k * r) * w * sin(w * r), {"product-rule"} | both({"product-rule"}, SIGN), why="product of the derivatives", domain={k: (0.2, 1), w: (0.5, 3), r: (0.1, 3)}),
    Claim("physics4.oscillator-rate", exp(-k * r) * cos(w * r), r, -k * exp(-k * r) * cos(w * r) - exp(-k * r) * sin(w * r), INNER, parts=("r*w",), why="frequency forgotten", domain={k: (0.2, 1), w: (0.5, 3), r: (0.1, 3)}),
    Claim("physics4.range", v**2 * sin(2 * theta) / g, theta, v**2 * cos(2 * theta) / g, INNER_NUMBER, why="2 of the angle", domain={theta: (0.1, 1.4)}),
    Claim("physics4.pendulum", 2 * pi * sqrt(a / g), g, pi / sqrt(a * g), POWER | {"argument", "inner-derivative", "wrong-function", "swapped-partials"}, why="derivative by the length"),
    Claim("physics4.radiation", s * T**4, T, 4 * s * T**4, POWER, why="exponent not lowered"),
    Claim("physics4.planck", 1 / (exp(h * w / T) - 1), T, h * w / T**2 * exp(h * w / T) / (exp(h * w / T) - 1), {"exponent", "factor", "quotient-rule"}, why="denominator not squared", domain={h: (0.5, 2), w: (0.5, 2), T: (0.5, 2)}),
    Claim("physics4.planck-sign", 1 / (exp(h * w / T) - 1), T, -h * w / T**2 * exp(h * w / T) / (exp(h * w / T) - 1) ** 2, SIGN, why="one of two minus signs", domain={h: (0.5, 2), w: (0.5, 2), T: (0.5, 2)}),
    Claim("physics4.snell", sympy.asin(n * sin(x)), x, n * cos(x) / sqrt(1 - n * sin(x) ** 2), {"exponent", "factor", "argument"} | {"wrong-constant"}, why="n not squared", domain={n: (0.2, 0.9), x: (-1.2, 1.2)}),
    Claim("physics4.parallel", a * b / (a + b), a, b / (a + b) ** 2, {"exponent", "factor"}, why="square lost"),
    Claim("physics4.lens", 1 / (1 / a - 1 / b), a, (a * b / (b - a)) ** 2, {"inner-derivative", "factor"}, why="inner derivative forgotten", domain={a: (0.2, 0.8), b: (1, 3)}),
    Claim("physics4.angular", 1 / sqrt(r**2 + d**2), d, -1 / (r**2 + d**2) ** R(3, 2), INNER, why="inner derivative"),
    Claim("physics4.barometer", P * exp(-m * g * h / (k * T)), h, m * g / (k * T) * P * exp(-m * g * h / (k * T)), SIGN, why="minus"),
    Claim("chemistry4.arrhenius", a * exp(-E / T), T, -E / T**2 * a * exp(-E / T), SIGN, why="one of two minus signs"),
    Claim("chemistry4.arrhenius-inner", a * exp(-E / T), T, a / T * exp(-E / T) * E, {"exponent", "factor", "inner-derivative"} | {"quotient-rule"}, why="1/T in place of 1/T**2"),
    Claim("chemistry4.van-der-waals", n * T / (V - n * b) - a * n**2 / V**2, V, -n * T / (V - n * b) ** 2 - 2 * a * n**2 / V**3, {"flipped-term"}, why="sign of the attraction", domain={V: (3, 6), n: (0.5, 1.5), b: (0.2, 1)}),
    Claim("chemistry4.michaelis", V * S / (K + S), S, V / (K + S), MISSING | {"quotient-rule", "product-rule"}, why="denominator held"),
    Claim("chemistry4.michaelis-numerator", V * S / (K + S), S, V * S / (K + S) ** 2, {"factor", "wrong-function", "argument"}, why="S copied for K"),
    Claim("chemistry4.hill", S**n / (K**n + S**n), S, n * S ** (n - 1) / (K**n + S**n) ** 2, INNER | {"quotient-rule"}, why="K**n lost"),
    Claim("biology4.logistic", r * N * (1 - N / K), N, r * (1 - N / K), MISSING | {"product-rule"}, why="second factor held"),
    Claim("biology4.logistic-two", r * N * (1 - N / K), N, r * (1 - N / K) + r * N / K, {"flipped-term"} | {"dropped-term"}, why="inner minus"),
    Claim("biology4.gompertz", a * exp(-b * exp(-c * x)), x, a * b * exp(-c * x) * exp(-b * exp(-c * x)), INNER, why="innermost derivative", domain={x: (-1, 2), b: (0.3, 2), c: (0.3, 2)}),
    Claim("finance4.compound", P * (1 + i / n) ** (n * a), i, n * a * P * (1 + i / n) ** (n * a - 1), INNER | {"mean"}, why="1/n forgotten", domain={i: (0.01, 0.5), n: (1, 6), a: (0.5, 3)}),
    Claim("finance4.compound-time", P * (1 + i) ** a, a, a * P * (1 + i) ** (a - 1), {"power-rule", "wrong-function", "swapped-partials"}, why="power rule by the exponent", domain={i: (0.05, 0.9), a: (0.5, 3)}),
    Claim("finance4.present-value", P / (1 + i) ** a, i, -P * a / (1 + i) ** (a - 1), POWER, why="exponent of the denominator lowered", domain={i: (0.05, 0.9), a: (0.5, 3)}),
    Claim("finance4.duration", P * exp(-i * a), i, -P * exp(-i * a), INNER, why="time forgotten"),
    Claim("probability4.normal", NORMAL, x, -(x - mu) * NORMAL, INNER, why="variance forgotten", domain={x: (-2, 2), mu: (-2, 2), s: (0.5, 2)}),
    Claim("probability4.normal-once", NORMAL, x, -(x - mu) / s * NORMAL, {"exponent", "factor", "inner-derivative"}, why="deviation for variance", domain={x: (-2, 2), mu: (-2, 2), s: (0.5, 2)}),
    Claim("probability4.normal-deviation", NORMAL, s, (x - mu) ** 2 / s**3 * NORMAL, MISSING | {"product-rule", "quotient-rule"}, why="normalization held", domain={x: (-2, 2), mu: (-2, 2), s: (0.5, 2)}),
    Claim("probability4.normal-mean", NORMAL, mu, -(x - mu) / s**2 * NORMAL, SIGN | {"inner-derivative"}, why="derivative by x", domain={x: (-2, 2), mu: (-2, 2), s: (0.5, 2)}),
    Claim("probability4.variance", LOG_NORMAL_VARIANCE, V, -1 / (2 * V) + (x - mu) ** 2 / V**2, HALF, why="1/2 lost in the second term", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("probability4.variance-sign", LOG_NORMAL_VARIANCE, V, -1 / (2 * V) - (x - mu) ** 2 / (2 * V**2), {"flipped-term"}, why="minus of the reciprocal", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("probability4.variance-deviation", LOG_NORMAL_VARIANCE, V, -1 / sqrt(V) + (x - mu) ** 2 / V ** R(3, 2), both(POWER, HALF) | {"wrong-function", "factor"}, why="derivative by the deviation", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("probability4.gamma", a * log(b) - gamma(a) + (a - 1) * log(r) - b * r, a, log(b) + log(r), MISSING, why="gamma function held", domain={a: (0.5, 4), b: (0.5, 3), r: (0.2, 4)}),
    Claim("probability4.gamma-rate", a * log(b) - gamma(a) + (a - 1) * log(r) - b * r, b, a * b - r, {"wrong-function", "exponent", "factor"}, why="slope of the logarithm turned over", domain={a: (0.5, 4), b: (0.5, 3), r: (0.2, 4)}),
    Claim("probability4.beta", gamma(a + b) - gamma(a) - gamma(b) + (a - 1) * log(q), a, -digamma(a) + log(q), MISSING, why="sum of the parameters held", domain={a: (0.5, 4), b: (0.5, 4), **unit}),
    Claim("probability4.poisson", k * log(lam) - lam, lam, k / lam, MISSING | {"offset"}, why="mean forgotten"),
    Claim("probability4.binomial", k * log(q) + (n - k) * log(1 - q), q, k / q + (n - k) / (1 - q), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=unit),
    Claim("probability4.survival", exp(-lam * r), r, lam * exp(-lam * r), SIGN, why="density for the slope of the survival function"),
    Claim("probability4.weibull", WEIBULL, r, k * (r / lam) ** (k - 1) * exp(-((r / lam) ** k)), INNER, why="1/lambda forgotten", domain={k: (0.6, 3), lam: (0.5, 2), r: (0.2, 2)}),
    Claim("probability4.cauchy", CAUCHY, x, -2 * x / (pi * s * (1 + (x / s) ** 2) ** 2), INNER, why="1/s**2 forgotten", domain={x: (-3, 3), s: (0.4, 3)}),
    Claim("probability4.logistic", LOGISTIC, x, LOGISTIC * (1 - LOGISTIC), INNER, why="1/s forgotten", domain={x: (-2, 2), mu: (-1, 1), s: (0.4, 3)}),
    Claim("probability4.odds", log(q / (1 - q)), q, 1 / (1 - q), {"factor"} | MISSING, why="1/q lost", domain=unit),
    Claim("probability4.geometric", k * log(1 - q) + log(q), q, k / (1 - q) + 1 / q, {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=unit),
)  # fmt: skip
