"""Losses, activations, attention and normalization of neural networks."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both, region

__all__ = ["CLAIMS"]

x, y, z, u, v, w, b, q = sympy.symbols("x y z u v w b q", real=True)
s, r, g, t, k, n = sympy.symbols("s r g t k n", positive=True)
p = sympy.Symbol("p", positive=True)
exp, log, Max, Abs = sympy.exp, sympy.log, sympy.Max, sympy.Abs
UNIT = {p: (0.05, 0.95), g: (0.5, 3.5)}


def sigmoid(a):
    return 1 / (1 + exp(-a))


def case(*pieces):
    return sympy.Piecewise(*pieces)


FOCAL = -((1 - p) ** g) * log(p)
HUBER = case((x**2 / 2, Abs(x) <= 1), (Abs(x) - sympy.Rational(1, 2), True))
GAUSSIANS = log(r / s) + (s**2 + (u - v) ** 2) / (2 * r**2)
ATTENTION = (exp(u) * 2 + exp(v) * w) / (exp(u) + exp(v))
CENTERED = (x - y) / 2
NORMED = CENTERED / sympy.sqrt(CENTERED**2 + 1)
RMS = sympy.sqrt((x**2 + y**2) / 2 + 1)
LENGTHS = sympy.sqrt(x**2 + y**2) * sympy.sqrt(u**2 + v**2)
PAIR = exp(u / t) / (exp(u / t) + exp(v / t))
CONTRASTIVE = p * s**2 + (1 - p) * Max(2 - s, 0) ** 2
NORMAL_CDF = (1 + sympy.erf(x / sympy.sqrt(2))) / 2
NORMAL_DENSITY = exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)
SWISH = x * sigmoid(3 * x)

CLAIMS = (
    Claim("focal.flipped", FOCAL, p, g * (1 - p) ** (g - 1) * log(p) + (1 - p) ** g / p, {"flipped-term"},
          why="leading minus on one term only", domain=UNIT),
    Claim("focal.held", FOCAL, p, -((1 - p) ** g) / p, {"held-constant", "dropped-term"}, why="weight held", domain=UNIT),
    Claim("focal.exponent", FOCAL, p, g * (1 - p) ** g * log(p) - (1 - p) ** g / p, {"exponent", "factor"},
          why="exponent of the weight not lowered", domain=UNIT),
    Claim("huber.left", HUBER, x, case((x, Abs(x) <= 1), (1, True)), region("sign", "constant-factor", "wrong-function"),
          why="sign of x forgotten", domain={x: (-3, 3)}),
    Claim("huber.exchanged", HUBER, x, case((sympy.sign(x), Abs(x) <= 1), (x, True)), {"exchanged-branches"},
          why="branches", domain={x: (-3, 3)}),
    Claim("leaky.zero", case((x, x > 0), (x / 100, True)), x, case((1, x > 0), (0, True)),
          region("dropped-term", "held-constant"), why="plain ReLU", domain={x: (-3, 3)}),
    Claim("elu.branch", case((x, x > 0), (exp(x) - 1, True)), x, case((1, x > 0), (exp(x) - 1, True)),
          region("offset", "other-order"), why="function in the negative branch", domain={x: (-3, 3)}),
    Claim("divergence.scale", GAUSSIANS, r, 1 / r - (s**2 + (u - v) ** 2) / r**2, {"exponent", "factor", "wrong-constant"},
          why="cube of the scale"),
    Claim("divergence.flipped", GAUSSIANS, s, 1 / s + s / r**2, {"flipped-term"}, why="sign of the logarithm"),
    Claim("divergence.means", GAUSSIANS, [u, v], [(u - v) / r**2, (u - v) / r**2], {"sign", "inner-derivative", "constant-factor"},
          why="second mean has a minus"),
    Claim("attention.held", ATTENTION, u, 2 * exp(u) / (exp(u) + exp(v)), {"held-constant", "dropped-term"},
          why="normalizer held"),
    Claim("attention.order", ATTENTION, u,
          (exp(u) * (2 * exp(u) + w * exp(v)) - 2 * exp(u) * (exp(u) + exp(v))) / (exp(u) + exp(v)) ** 2,
          {"quotient-rule", "sign", "constant-factor"}, why="quotient rule from the wrong end"),
    Claim("attention.scale", sigmoid(q * (u - v) / sympy.sqrt(k)), q,
          sigmoid(q * (u - v) / sympy.sqrt(k)) * (1 - sigmoid(q * (u - v) / sympy.sqrt(k))) * (u - v), {"factor"},
          why="scaling by the root of the width forgotten"),
    Claim("attention.value", ATTENTION, w, exp(v), {"factor"}, why="normalizer forgotten"),
    Claim("layer-norm.held", NORMED, x, sympy.Rational(1, 2) / sympy.sqrt(CENTERED**2 + 1), {"held-constant", "dropped-term", "quotient-rule"},
          why="deviation held"),
    Claim("layer-norm.mean", NORMED, [x, y], [(CENTERED**2 + 1) ** sympy.Rational(-3, 2), -((CENTERED**2 + 1) ** sympy.Rational(-3, 2))],
          {"factor-2", "mean", "inner-derivative", "constant-factor", "factor"}, why="1/2 of the centering forgotten"),
    Claim("rms-norm.held", x / RMS, [x, y], [1 / RMS, 0], {"held-constant"}, why="norm held"),
    Claim("rms-norm.sign", x / RMS, [x, y], [1 / RMS - x**2 / (2 * RMS**3), x * y / (2 * RMS**3)], {"sign", "constant-factor"},
          why="sign of the second component"),
    Claim("swish.inner", SWISH, x, sigmoid(3 * x) + x * sigmoid(3 * x) * (1 - sigmoid(3 * x)), {"inner-derivative", "factor"},
          why="3 forgotten"),
    Claim("swish.gate", SWISH, x, sigmoid(3 * x), {"held-constant", "dropped-term"}, why="gate held"),
    Claim("gelu.product", x * NORMAL_CDF, x, NORMAL_DENSITY, {"product-rule"}, why="product of the derivatives"),
    Claim("gelu.density", x * NORMAL_CDF, x, NORMAL_CDF + NORMAL_DENSITY, {"factor"}, why="x forgotten"),
    Claim("contrastive.flipped", CONTRASTIVE, s, 2 * p * s + 2 * (1 - p) * Max(2 - s, 0),
          {"flipped-term", "inner-derivative"} | region("flipped-term", "inner-derivative"), why="minus of the margin",
          domain={p: (0.05, 0.95), s: (0.1, 4)}),
    Claim("contrastive.square", CONTRASTIVE, p, s**2 - Max(2 - s, 0), {"exponent", "factor"} | region("exponent", "factor"),
          why="square forgotten", domain={p: (0.05, 0.95), s: (0.1, 4)}),
    Claim("nce.temperature", -log(PAIR), u, PAIR - 1, {"inner-derivative", "factor"}, why="1/t forgotten"),
    Claim("temperature.sign", exp(u / t), t, u / t**2 * exp(u / t), {"sign", "constant-factor"}, why="sign of the power"),
    Claim("temperature.exponent", exp(u / t), t, -u / t * exp(u / t), {"exponent", "factor", "wrong-constant", "quotient-rule"}, why="1/t not lowered"),
    Claim("dice.held", 1 - 2 * p * g / (p + g), p, -2 * g / (p + g), {"held-constant", "dropped-term"}, why="denominator held"),
    Claim("logits.sign", log(1 + exp(-z)), z, sigmoid(-z), {"sign", "constant-factor", "inner-derivative"}, why="inner minus"),
    Claim("dense.square", sympy.tanh(w * x + b), [w, b], [x * (1 - sympy.tanh(w * x + b)), 1 - sympy.tanh(w * x + b)],
          {"exponent", "wrong-constant"}, why="square of tanh forgotten"),
    Claim("dense.input", sympy.tanh(w * x + b), [w, b], [1 - sympy.tanh(w * x + b) ** 2, 1 - sympy.tanh(w * x + b) ** 2],
          {"inner-derivative", "factor"}, why="input forgotten"),
    Claim("cosine.held", (x * u + y * v) / LENGTHS, [x, y], [u / LENGTHS, v / LENGTHS], {"held-constant", "dropped-term"},
          why="length held", domain=dict.fromkeys((x, y, u, v), (0.3, 2))),
    Claim("entropy.one", -p * log(p) - (1 - p) * log(1 - p), p, -log(p) + log(1 - p) - 2, {"flipped-term", "offset", "inner-derivative"},
          why="sign of the second 1", domain={p: (0.05, 0.95)}),
    Claim("hinge.margin", Max(0, 1 - y * x), x, case((y, y * x < 1), (0, True)),
          {"sign", "constant-factor", "inner-derivative"} | region("sign", "constant-factor"), why="minus forgotten",
          domain={x: (-2, 2), y: (0.3, 2)}),
    Claim("log-cosh.function", log(sympy.cosh(x)), x, sympy.coth(x), {"wrong-function"}, why="reciprocal of tanh",
          domain={x: (0.3, 3)}),
    Claim("quantile.two", case((x * 3 / 4, x > 0), (-x / 4, True)), x, case((sympy.Rational(1, 4), x > 0), (sympy.Rational(-3, 4), True)),
          both({"exchanged-branches"}, {"sign"}) | {"offset"}, why="weights of the sides exchanged",
          domain={x: (-3, 3)}),
)  # fmt: skip
