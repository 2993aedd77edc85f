"""Losses, layers and activations, as derived by hand in papers and lecture notes."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both, region

__all__ = ["CLAIMS"]

x, y, z, t, mu, lv, u, v = sympy.symbols("x y z t mu lv u v", real=True)
p, q, s, c, tau = sympy.symbols("p q s c tau", positive=True)
exp, log, sqrt, tanh, Max = sympy.exp, sympy.log, sympy.sqrt, sympy.tanh, sympy.Max
R = sympy.Rational

INNER = {"inner-derivative", "factor"}
INNER_NUMBER = INNER | {"constant-factor", "wrong-constant"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}
MEAN = {"mean", "constant-factor", "factor", "wrong-constant"}

SIGMA = 1 / (1 + exp(-x))
LOGIT = 1 / (1 + exp(-(s * x + t)))
TOTAL = exp(x) + exp(y) + exp(z)
P1, P2, P3 = exp(x) / TOTAL, exp(y) / TOTAL, exp(z) / TOTAL
CENTRE = (x + y + z) / 3
SPREAD = ((x - CENTRE) ** 2 + (y - CENTRE) ** 2 + (z - CENTRE) ** 2) / 3
SQUARES = (x**2 + y**2 + z**2) / 3
MSE = ((x - 1) ** 2 + (y + 2) ** 2 + (z - 3) ** 2) / 3
COSINE = (x * u + y * v) / (sqrt(x**2 + y**2) * sqrt(u**2 + v**2))
CDF = (1 + sympy.erf(x / sqrt(2))) / 2
DENSITY = exp(-(x**2) / 2) / sqrt(2 * sympy.pi)
HIDDEN = tanh(s * x)
wide = {x: (-3, 3)}
three = {x: (-2, 2), y: (-2, 2), z: (-2, 2)}
pair = {x: (0.3, 3), y: (0.3, 3), u: (0.3, 3), v: (0.3, 3)}
unit = {p: (0.05, 0.95)}

CLAIMS = (
    Claim("learning4.sigmoid-plus", SIGMA, x, SIGMA * (1 + SIGMA), {"flipped-term"} | {"wrong-function"}, why="sign", domain=wide),
    Claim("learning4.sigmoid-input", SIGMA, x, x * (1 - x), {"argument", "wrong-function"}, why="input put in for the output", domain=wide),
    Claim("learning4.sigmoid-twice", SIGMA, x, 1 / (1 + exp(-SIGMA)) * (1 - 1 / (1 + exp(-SIGMA))), {"argument"}, why="derivative taken at the activation", domain=wide),
    Claim("learning4.tanh-input", tanh(x), x, 1 - x**2, {"argument", "wrong-function"}, why="input put in for the output", domain=wide),
    Claim("learning4.neuron-weights", LOGIT, [s, t], [LOGIT * (1 - LOGIT) * x, LOGIT * (1 - LOGIT) * x], {"factor"} | {"wrong-function"}, why="bias treated like the weight", domain={x: (-2, 2), t: (-2, 2)}),
    Claim("learning4.neuron-slope", LOGIT, [s, t], [LOGIT * x, LOGIT], {"factor", "inner-derivative"} | {"wrong-function"}, why="1 - sigma forgotten", domain={x: (-2, 2), t: (-2, 2)}),
    Claim("learning4.softmax-diagonal", [P1, P2, P3], [x, y, z], [[P1 * (1 - P1), 0, 0], [0, P2 * (1 - P2), 0], [0, 0, P3 * (1 - P3)]], MISSING | {"factor"}, why="other classes forgotten", domain=three),
    Claim("learning4.softmax-own", [P1, P2, P3], [x, y, z], [[P1 * (1 - P1), -P1 * P1, -P1 * P1], [-P2 * P2, P2 * (1 - P2), -P2 * P2], [-P3 * P3, -P3 * P3, P3 * (1 - P3)]],
          {"argument", "factor", "exponent"}, why="index of the second factor", domain=three),
    Claim("learning4.softmax-plus", P1, [x, y, z], [P1 * (1 - P1), P1 * P2, P1 * P3], SIGN | {"flipped-term"}, why="minus off the diagonal", domain=three),
    Claim("learning4.entropy-sign", log(TOTAL) - x, [x, y, z], [1 - P1, -P2, -P3], SIGN, why="label minus probability", domain=three),
    Claim("learning4.entropy-label", log(TOTAL) - x, [x, y, z], [P1, P2, P3], MISSING | {"offset"}, why="label forgotten", domain=three),
    Claim("learning4.entropy-probability", -log(P2), [x, y, z], [0, -1 / P2, 0], {"inner-derivative", "factor", "held-constant"}, why="gradient by the probability, not by the logits", domain=three),
    Claim("learning4.entropy-scaled", (log(exp(x / tau) + exp(y / tau)) - x / tau), x, exp(x / tau) / (exp(x / tau) + exp(y / tau)) - 1, INNER, why="temperature forgotten", domain={x: (-2, 2), y: (-2, 2), tau: (0.4, 3)}),
    Claim("learning4.binary", -log(SIGMA), x, -1 / SIGMA, INNER, why="derivative of the sigmoid forgotten", domain=wide),
    Claim("learning4.binary-probability", -p * log(q) - (1 - p) * log(1 - q), q, q - p, {"factor", "inner-derivative"} | {"wrong-function"}, why="derivative by the logit", domain={p: (0.05, 0.95), q: (0.05, 0.95)}),
    Claim("learning4.binary-flipped", -p * log(q) - (1 - p) * log(1 - q), q, -p / q - (1 - p) / (1 - q), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain={p: (0.05, 0.95), q: (0.05, 0.95)}),
    Claim("learning4.mse-mean", MSE, [x, y, z], [2 * (x - 1), 2 * (y + 2), 2 * (z - 3)], MEAN, why="1/n forgotten", domain=three),
    Claim("learning4.mse-two", MSE, [x, y, z], [(x - 1) / 3, (y + 2) / 3, (z - 3) / 3], HALF, why="2 forgotten", domain=three),
    Claim("learning4.mse-direction", (p * x - y) ** 2 / 2, p, (y - p * x) * x, SIGN, why="target minus prediction", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.mse-input", (p * x - y) ** 2 / 2, p, p * x - y, INNER, why="input forgotten", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.ridge", (p * x - y) ** 2 + 3 * p**2, p, 2 * (p * x - y) * x + 3 * p, HALF, why="2 of the penalty", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.ridge-sign", (p * x - y) ** 2 + s * p**2, p, 2 * (p * x - y) * x - 2 * s * p, {"flipped-term"}, why="decay subtracted", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.variance-mean-held", SPREAD, x, R(2, 3) * (x - CENTRE) * (1 - R(1, 3)), MISSING | {"constant-factor"}, why="centre differentiated in its own term only", domain=three),
    Claim("learning4.layer-norm-scale", (x - CENTRE) / sqrt(SPREAD + R(1, 100)), x, R(2, 3) / sqrt(SPREAD + R(1, 100)), MISSING | {"quotient-rule", "product-rule"}, why="variance taken for a constant", domain=three),
    Claim("learning4.layer-norm-centre", (x - CENTRE) / sqrt(SPREAD + R(1, 100)), x, 1 / sqrt(SPREAD + R(1, 100)) - (x - CENTRE) ** 2 / 3 / (SPREAD + R(1, 100)) ** R(3, 2), MISSING | {"wrong-constant"} | {"factor"},
          why="mean taken for a constant", domain=three),
    Claim("learning4.layer-norm-exponent", (x - CENTRE) / sqrt(SPREAD + R(1, 100)), x, R(2, 3) / sqrt(SPREAD + R(1, 100)) - (x - CENTRE) ** 2 / 3 / sqrt(SPREAD + R(1, 100)), {"exponent", "factor", "quotient-rule"},
          why="-1/2 not lowered to -3/2", domain=three),
    Claim("learning4.rms-norm", x / sqrt(SQUARES + R(1, 100)), x, 1 / sqrt(SQUARES + R(1, 100)), MISSING | {"quotient-rule", "product-rule"}, why="root mean square held", domain=three),
    Claim("learning4.rms-norm-mean", x / sqrt(SQUARES + R(1, 100)), x, 1 / sqrt(SQUARES + R(1, 100)) - x**2 / (SQUARES + R(1, 100)) ** R(3, 2), MEAN, why="1/n forgotten in the second term", domain=three),
    Claim("learning4.cosine", COSINE, [x, y], [u / (sqrt(x**2 + y**2) * sqrt(u**2 + v**2)), v / (sqrt(x**2 + y**2) * sqrt(u**2 + v**2))], MISSING | {"quotient-rule", "product-rule"}, why="norm held", domain=pair),
    Claim("learning4.divergence", -lv / 2 + (exp(lv) + mu**2) / 2 - R(1, 2), [mu, lv], [mu, (exp(lv) + 1) / 2], {"flipped-term"}, why="minus of the entropy", domain={mu: (-2, 2), lv: (-2, 2)}),
    Claim("learning4.divergence-deviation", -lv / 2 + (exp(lv) + mu**2) / 2 - R(1, 2), lv, exp(lv) - exp(-lv), {"wrong-function"} | both({"argument"}, HALF), why="derivative by the deviation", domain={mu: (-2, 2), lv: (-2, 2)}),
    Claim("learning4.gelu", x * CDF, x, CDF, MISSING | {"product-rule"}, why="density term forgotten", domain=wide),
    Claim("learning4.gelu-density", x * CDF, x, CDF + DENSITY, {"factor"}, why="x of the second term", domain=wide),
    Claim("learning4.swish", x * SIGMA, x, SIGMA + x * SIGMA, {"factor", "inner-derivative"} | {"wrong-function"}, why="1 - sigma forgotten", domain=wide),
    Claim("learning4.swish-sum", x * SIGMA, x, SIGMA * (1 - SIGMA), {"product-rule"}, why="product of the derivatives", domain=wide),
    Claim("learning4.softplus", log(1 + exp(s * x)) / s, x, s / (1 + exp(-s * x)), {"factor", "constant-factor", "inner-derivative"}, why="1/s lost", domain={x: (-2, 2), s: (0.4, 3)}),
    Claim("learning4.elu", sympy.Piecewise((x, x > 0), (c * (exp(x) - 1), True)), x, sympy.Piecewise((1, x > 0), (exp(x), True)), region("factor", "constant-factor", "inner-derivative"), why="scale of the negative part", domain=wide),
    Claim("learning4.leaky", sympy.Piecewise((x, x > 0), (x / 100, True)), x, sympy.Piecewise((R(1, 100), x > 0), (1, True)), {"exchanged-branches"}, why="branches exchanged", domain=wide),
    Claim("learning4.hinge", Max(0, 1 - y * x), x, -y, region("wrong-function", "factor", "exchanged-branches", "dropped-term", "held-constant"), why="margin not tested", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.hinge-sign", Max(0, 1 - y * x), x, sympy.Piecewise((y, 1 - y * x > 0), (0, True)), region("sign", "constant-factor") | SIGN | {"inner-derivative"}, why="inner minus", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.huber", sympy.Piecewise((x**2 / 2, sympy.Abs(x) <= 1), (sympy.Abs(x) - R(1, 2), True)), x, sympy.Piecewise((x, sympy.Abs(x) <= 1), (1, True)), region("sign", "factor", "wrong-function", "inner-derivative"), why="sign forgotten", domain=wide),
    Claim("learning4.huber-everywhere", sympy.Piecewise((x**2 / 2, sympy.Abs(x) <= 1), (sympy.Abs(x) - R(1, 2), True)), x, x, region("wrong-function", "factor", "exchanged-branches", "held-constant"), why="quadratic part everywhere", domain=wide),
    Claim("learning4.focal", -((1 - p) ** 2) * log(p), p, -((1 - p) ** 2) / p, MISSING | {"product-rule"}, why="weight held", domain=unit),
    Claim("learning4.focal-sign", -((1 - p) ** 2) * log(p), p, -2 * (1 - p) * log(p) - (1 - p) ** 2 / p, {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=unit),
    Claim("learning4.entropy-term", -p * log(p), p, -log(p), MISSING | {"product-rule", "offset"}, why="second term forgotten", domain=unit),
    Claim("learning4.policy-deviation", -log(s) - (x - mu) ** 2 / (2 * s**2), s, (x - mu) ** 2 / s**3, MISSING, why="normalization held", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("learning4.policy-mean", -log(s) - (x - mu) ** 2 / (2 * s**2), mu, -(x - mu) / s**2, SIGN | {"inner-derivative"}, why="inner minus", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("learning4.dice", 2 * p * q / (p + q), p, 2 * p / (p + q) ** 2 * q, {"factor", "argument", "wrong-function", "swapped-partials", "exponent"}, why="p copied for q"),
    Claim("learning4.scaled-attention", (p * x + q * y) / sqrt(2), [p, q], [x, y], {"constant-factor", "factor"}, why="scale forgotten", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("learning4.recurrent", tanh(s * HIDDEN), s, (1 - tanh(s * HIDDEN) ** 2) * HIDDEN, MISSING | {"inner-derivative"}, why="first step held", domain={x: (-2, 2), s: (0.3, 2)}),
    Claim("learning4.backpropagated", tanh(s * HIDDEN), x, (1 - tanh(s * HIDDEN) ** 2) * s * (1 - HIDDEN**2), INNER | {"exponent"}, why="weight of the first layer", domain={x: (-2, 2), s: (0.3, 2)}),
)  # fmt: skip
