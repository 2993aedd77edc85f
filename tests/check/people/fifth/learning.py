"""Contrastive losses, attention, normalisations, activations and regularisers, derived by hand."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both, region
from check.people.fifth.kinds import HALF, INNER, MEAN, MISSING, POWER, QUOTIENT_HELD, SIGN

__all__ = ["CLAIMS"]

x, y, z, a, b, u, v, theta = sympy.symbols("x y z a b u v theta", real=True)
p, q, s, tau, m, d = sympy.symbols("p q s tau m d", positive=True)
exp, log, sqrt, sin, cos, tanh, Max = (
    sympy.exp,
    sympy.log,
    sympy.sqrt,
    sympy.sin,
    sympy.cos,
    sympy.tanh,
    sympy.Max,
)
half = sympy.Rational(1, 2)

CONTRAST = exp(x / tau) + exp(y / tau) + exp(z / tau)
INFO = log(CONTRAST) - x / tau
P1, P2, P3 = exp(x / tau) / CONTRAST, exp(y / tau) / CONTRAST, exp(z / tau) / CONTRAST
PAIR = u * d**2 + (1 - u) * Max(0, m - d) ** 2
TRIPLET = Max(0, (x - y) ** 2 - (x - z) ** 2 + 1)
W1, W2 = exp(a * x) / (exp(a * x) + exp(b * x)), exp(b * x) / (exp(a * x) + exp(b * x))
ATTENTION = W1 * u + W2 * v
GATE = 1 / (1 + exp(-s * x))
SNAKE = x + sin(s * x) ** 2 / s
TVERSKY = p / (p + q * (1 - p) + s * (1 - q))
UNION = p * q / (p + q - p * q)
LENGTH = sqrt(x**2 + y**2)
HALF_MEAN = (exp(-x) + exp(-y) + exp(-z)) / 3
PERPLEXITY = exp((x + y + z) / 3)
three = {x: (-2, 2), y: (-2, 2), z: (-2, 2), tau: (0.5, 2)}
two = {x: (-2, 2), y: (-2, 2)}
heads = {x: (-1.5, 1.5), a: (-1.5, 1.5), b: (-1.5, 1.5), u: (-2, 2), v: (-2, 2)}
wide = {x: (-3, 3), s: (0.5, 2)}
chances = {p: (0.1, 0.9), q: (0.1, 0.9)}

CLAIMS = (
    Claim("learning5.contrast", INFO, [x, y, z], [P1 - 1, P2, P3], INNER, why="temperature forgotten", domain=three),
    Claim("learning5.contrast-positive", INFO, [x, y, z], [P1 / tau, P2 / tau, P3 / tau], MISSING, why="positive pair forgotten", domain=three),
    Claim("learning5.contrast-temperature", INFO, tau, -(x * P1 + y * P2 + z * P3 - x) / tau, POWER | {"quotient-rule"}, why="1/tau once", domain=three),
    Claim("learning5.contrast-held", INFO, tau, x / tau**2, MISSING, why="sum held", domain=three),
    Claim("learning5.pair", PAIR, d, 2 * u * d + 2 * (1 - u) * Max(0, m - d), {"flipped-term", "inner-derivative", "sign", "constant-factor"} | region("sign", "flipped-term"), why="inner minus", domain={u: (0, 1), d: (0.2, 3), m: (0.5, 2)}),
    Claim("learning5.triplet", TRIPLET, x, sympy.Piecewise((2 * (x - y), TRIPLET > 0), (0, True)), region("dropped-term", "held-constant"), why="negative pair forgotten", domain=three),
    Claim("learning5.attention", ATTENTION, x, W1 * a * u + W2 * b * v, QUOTIENT_HELD, why="normalizer held", domain=heads),
    Claim("learning5.attention-own", ATTENTION, x, W1 * (1 - W1) * u + W2 * (1 - W2) * v, INNER | {"wrong-function"}, why="slope of each weight by its own score", domain=heads),
    Claim("learning5.attention-keys", ATTENTION, [a, b], [W1 * W2 * x * (u - v), W1 * W2 * x * (u - v)], SIGN, why="sign of the other key", domain=heads),
    Claim("learning5.attention-values", ATTENTION, [u, v], [W2, W1], {"swapped-partials"}, why="order of the values", domain=heads),
    Claim("learning5.swish", x * GATE, x, GATE + x * GATE * (1 - GATE), INNER, why="slope of the gate's input", domain=wide),
    Claim("learning5.swish-slope", x * GATE, s, x * GATE * (1 - GATE), INNER | {"exponent"}, why="inner x", domain=wide),
    Claim("learning5.swish-square", x * GATE, x, GATE + s * x * (1 - GATE), {"factor"} | {"quotient-rule"}, why="sigma lost", domain=wide),
    Claim("learning5.snake", SNAKE, x, 1 + 2 * sin(s * x) * cos(s * x) / s, INNER, why="inner frequency", domain=wide),
    Claim("learning5.snake-half", SNAKE, x, 1 + sin(s * x) * cos(s * x), HALF, why="2 of the square", domain=wide),
    Claim("learning5.snake-slope", SNAKE, s, x * sin(2 * s * x) / s, QUOTIENT_HELD, why="1/s held", domain=wide),
    Claim("learning5.log-cosh", log(sympy.cosh(x)), x, 1 / sympy.cosh(x), INNER, why="inner derivative", domain=wide),
    Claim("learning5.log-cosh-slope", log(sympy.cosh(x)), x, sympy.sinh(x), INNER | {"wrong-function"}, why="logarithm not differentiated", domain=wide),
    Claim("learning5.elastic", s * sympy.Abs(x) + x**2, x, s + 2 * x, region("sign", "factor", "constant-factor", "inner-derivative", "wrong-function"), why="sign of the absolute value", domain={x: (-2, 2)}),
    Claim("learning5.elastic-shrink", s * sympy.Abs(x) + x**2, x, s * sympy.sign(x) + x, HALF, why="2 of the square", domain={x: (-2, 2)}),
    Claim("learning5.clipped", sympy.Min(s * u, Max(sympy.Rational(4, 5), sympy.Min(s, sympy.Rational(6, 5))) * u), s, u, region("held-constant", "wrong-function", "dropped-term", "exchanged-branches", "offset"), why="clip ignored", domain={s: (0.5, 1.6), u: (-2, 2)}),
    Claim("learning5.tversky", TVERSKY, p, 1 / (p + q * (1 - p) + s * (1 - q)), QUOTIENT_HELD, why="denominator held", domain=chances),
    Claim("learning5.tversky-inner", TVERSKY, p, (q * (1 - p) + s * (1 - q)) / (p + q * (1 - p) + s * (1 - q)) ** 2, MISSING | {"factor", "inner-derivative"}, why="p of the second term held", domain=chances),
    Claim("learning5.union", UNION, p, q * (p + q - p * q - p * q * (1 - q)) / (p + q - p * q) ** 2, {"factor", "wrong-constant", "quotient-rule", "argument", "flipped-term"} | {"exponent"}, why="q of the top used again", domain=chances),
    Claim("learning5.union-held", UNION, p, q / (p + q - p * q) - p * q / (p + q - p * q) ** 2, MISSING | {"inner-derivative"}, why="overlap below held", domain=chances),
    Claim("learning5.unit-length", x / LENGTH, x, 1 / LENGTH - x**2 / LENGTH**2, POWER | {"wrong-constant"}, why="square for the cube", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("learning5.rotary", [x * cos(theta) - y * sin(theta), x * sin(theta) + y * cos(theta)], [x, y], [[cos(theta), sin(theta)], [-sin(theta), cos(theta)]], {"transposed", "sign", "swapped-partials"}, why="rotated back", domain=two),
    Claim("learning5.rotary-angle", [x * cos(theta) - y * sin(theta), x * sin(theta) + y * cos(theta)], theta, [-x * sin(theta) + y * cos(theta), x * cos(theta) - y * sin(theta)], {"flipped-term"}, why="minus of the first row", domain=two),
    Claim("learning5.gini", 1 - p**2 - q**2 - (1 - p - q) ** 2, p, -2 * p - 2 * (1 - p - q), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain={p: (0.1, 0.45), q: (0.1, 0.45)}),
    Claim("learning5.gini-held", 1 - p**2 - q**2 - (1 - p - q) ** 2, [p, q], [-2 * p, -2 * q], MISSING, why="last class held", domain={p: (0.1, 0.45), q: (0.1, 0.45)}),
    Claim("learning5.perplexity", PERPLEXITY, x, PERPLEXITY, MEAN | INNER, why="1/n forgotten", domain=three),
    Claim("learning5.boosting", HALF_MEAN, [x, y, z], [exp(-x) / 3, exp(-y) / 3, exp(-z) / 3], SIGN | {"inner-derivative"}, why="minus of the exponent", domain=three),
    Claim("learning5.boosting-mean", HALF_MEAN, [x, y, z], [-exp(-x), -exp(-y), -exp(-z)], MEAN, why="1/n forgotten", domain=three),
    Claim("learning5.weight-norm", s * x / LENGTH, x, s / LENGTH, QUOTIENT_HELD, why="length held", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("learning5.distilled", tau**2 * log(CONTRAST), tau, 2 * tau * log(CONTRAST) - (x * P1 + y * P2 + z * P3) * tau**2, {"exponent", "factor", "inner-derivative"}, why="1/tau**2 of the inside", domain=three),
    Claim("learning5.evidence", -log(s) + (s**2 + x**2) / 2, s, -1 / s + s**2, POWER, why="exponent not lowered", domain=wide),
    Claim("learning5.evidence-half", -log(s) + (s**2 + x**2) / 2, [x, s], [2 * x, -1 / s + 2 * s], HALF, why="1/2 lost", domain=wide),
    Claim("learning5.dual", tanh(s * x) * tanh(x), x, (1 - tanh(s * x) ** 2) * (1 - tanh(x) ** 2), {"product-rule"} | both({"product-rule"}, INNER), why="product of the derivatives, slope forgotten", domain=wide),
    Claim("learning5.quantile", Max(s * (y - x), (s - 1) * (y - x)), x, sympy.Piecewise((s, y > x), (s - 1, True)), SIGN | region("sign", "constant-factor", "inner-derivative") | {"inner-derivative"}, why="inner minus", domain={**two, s: (0.1, 0.9)}),
    Claim("learning5.quantile-branches", Max(s * (y - x), (s - 1) * (y - x)), x, sympy.Piecewise((-s, y < x), (1 - s, True)), {"exchanged-branches"}, why="condition turned over", domain={**two, s: (0.1, 0.9)}),
    Claim("learning5.squared-hinge", Max(0, 1 - u * x) ** 2, x, 2 * Max(0, 1 - u * x), region("inner-derivative", "factor") | INNER, why="inner derivative", domain={x: (-2, 2), u: (-2, 2)}),
    Claim("learning5.soft-threshold", sympy.Piecewise((x - s, x > s), (x + s, x < -s), (0, True)), x, 1 - s, region("offset", "wrong-function", "wrong-constant", "held-constant", "dropped-term"), why="threshold kept everywhere", domain={x: (-3, 3), s: (0.4, 0.9)}),
)  # fmt: skip
