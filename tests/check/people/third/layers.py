"""Layers, cells and losses of neural networks, differentiated by hand."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both, region

__all__ = ["CLAIMS"]

x, y, z, w, u, b, t, h, a, e = sympy.symbols("x y z w u b t h a e", real=True)
x0, x1, x2, w0, w1 = sympy.symbols("x0 x1 x2 w0 w1", real=True)
p, g, k, c, s = sympy.symbols("p g k c s", positive=True)
exp, log, tanh, sqrt, Max, Min = sympy.exp, sympy.log, sympy.tanh, sympy.sqrt, sympy.Max, sympy.Min
case = sympy.Piecewise


def sigmoid(v):
    return 1 / (1 + exp(-v))


INNER = {"inner-derivative", "factor"}
NUMBER = INNER | {"constant-factor", "wrong-constant"}
ONE_TERM = {"dropped-term", "held-constant", "product-rule"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "factor", "wrong-constant", "constant-factor"}
MEAN = {"mean", "constant-factor", "factor", "wrong-constant"}

TOTAL = exp(x) + exp(y) + exp(z)
P1, P2, P3 = exp(x) / TOTAL, exp(y) / TOTAL, exp(z) / TOTAL
SMOOTHED = log(exp(x) + exp(y)) - sympy.Rational(9, 10) * x - y / 10
PAIR = exp(x) / (exp(x) + exp(y))
TRIPLET = Max(0, (a - x) ** 2 - (a - y) ** 2 + 1)
CELL = tanh(w * h + u * x + b)
TWO_STEPS = tanh(w * tanh(w * x))
MEMORY = sigmoid(x) * c + sigmoid(y) * tanh(z)
GRU = (1 - sigmoid(a)) * y + sigmoid(a) * h
FIRST, SECOND = w0 * x0 + w1 * x1, w0 * x1 + w1 * x2
CONVOLVED = FIRST**2 + SECOND**2
THREE = (x0 + x1 + x2) / 3
SPREAD = sqrt(((x0 - THREE) ** 2 + (x1 - THREE) ** 2 + (x2 - THREE) ** 2) / 3 + sympy.Rational(1, 100))
TVERSKY = p * g / (p * g + 3 * p * (1 - g) / 10 + 7 * (1 - p) * g / 10)
IOU = p * g / (p + g - p * g)
RANKING = log(1 + exp(-(u * x - u * y)))
SKIP_GRAM = log(1 + exp(-u * x)) + log(1 + exp(u * y))
FACTORIZED = ((a * x + b * y) ** 2 - a**2 * x**2 - b**2 * y**2) / 2
TEMPORAL = (1 + k * w * y - w * x) ** 2
UNIT = {p: (0.1, 0.9), g: (0.1, 0.9)}
WIDE = {x: (-5.0, 5.0)}

CLAIMS = (
    Claim("layer.log-softmax", x - log(TOTAL), [x, y, z], [1 - P1, P2, P3], SIGN | {"flipped-term"}, why="minus of the other classes"),
    Claim("layer.log-softmax-rows", [x - log(TOTAL), y - log(TOTAL), z - log(TOTAL)], [x, y, z],
          [[1 - P1, -P1, -P1], [-P2, 1 - P2, -P2], [-P3, -P3, 1 - P3]], {"transposed"}, why="probability of the output for that of the input",
          source="mlpack issue 2360"),
    Claim("layer.softmax-outer", [P1, P2, P3], [x, y, z], [[P1 - P1, -P2, -P3], [-P1, P2 - P2, -P3], [-P1, -P2, P3 - P3]],
          {"factor", "inner-derivative", "exponent"} | both({"factor", "inner-derivative", "quotient-rule"}, {"exponent", "dropped-term", "held-constant", "inner-derivative", "factor"}),
          why="one factor of the outer product"),
    Claim("layer.smoothing", SMOOTHED, [x, y], [PAIR - 1, 1 - PAIR], {"wrong-constant", "offset"} | both({"dropped-term"}, {"wrong-constant", "offset"}), why="label not smoothed in the backward pass"),
    Claim("layer.margin-classes", Max(0, 1 + y - x), [x, y], [case((1, 1 + y > x), (0, True)), case((-1, 1 + y > x), (0, True))],
          SIGN | {"swapped-partials", "exchanged-branches"}, why="right class and rival exchanged"),
    Claim("layer.triplet", TRIPLET, a, case((2 * (a - x) + 2 * (a - y), (a - x) ** 2 - (a - y) ** 2 + 1 > 0), (0, True)), {"flipped-term"},
          why="negative example pulled as well", domain={a: (-2, 2), x: (-2, 2), y: (-2, 2)}),
    Claim("layer.cell-weights", CELL, [w, u], [(1 - CELL**2) * x, (1 - CELL**2) * h], {"swapped-partials"}, why="input and state exchanged",
          domain={w: (-1, 1), u: (-1, 1), x: (-1, 1), h: (-1, 1), b: (-1, 1)}),
    Claim("layer.cell-through-time", TWO_STEPS, w, (1 - TWO_STEPS**2) * tanh(w * x), ONE_TERM, why="first state held",
          domain={w: (-1.5, 1.5), x: (-1.5, 1.5)}),
    Claim("layer.cell-recurrent", TWO_STEPS, x, (1 - TWO_STEPS**2) * w, INNER, why="slope of the first step forgotten",
          domain={w: (-1.5, 1.5), x: (-1.5, 1.5)}),
    Claim("layer.memory", MEMORY, [x, y, z],
          [sigmoid(x) * (1 - sigmoid(x)) * c, sigmoid(y) * (1 - sigmoid(y)) * tanh(z), 1 - tanh(z) ** 2], {"factor"}, why="input gate forgotten"),
    Claim("layer.memory-gates", MEMORY, [x, y], [sigmoid(x) * (1 - sigmoid(x)), sigmoid(y) * (1 - sigmoid(y))], {"factor", "constant-factor"},
          why="what is gated forgotten"),
    Claim("layer.update-gate", GRU, a, sigmoid(a) * (1 - sigmoid(a)) * (y - h), SIGN | {"inner-derivative"}, why="gate applied to the other state"),
    Claim("layer.output-of-memory", sigmoid(a) * tanh(c), c, sigmoid(a) * (1 - c**2), {"argument", "wrong-function"}, why="saved state taken for its tanh"),
    Claim("layer.rectifier-slope", case((x, x > 0), (a * x, True)), a, x, region("factor", "held-constant", "dropped-term", "wrong-function"),
          why="also for the positive part", domain=WIDE),
    Claim("layer.selu", case((sympy.Rational(21, 20) * x, x > 0), (sympy.Rational(7, 4) * (exp(x) - 1), True)), x,
          case((sympy.Rational(21, 20), x > 0), (sympy.Rational(21, 20) * exp(x), True)), region("wrong-constant", "constant-factor", "factor"),
          why="alpha forgotten", domain=WIDE),
    Claim("layer.hard-swish", x * Min(Max(x + 3, 0), 6) / 6, x, Min(Max(x + 3, 0), 6) / 6, region(*ONE_TERM) | ONE_TERM, why="gate held", domain=WIDE),
    Claim("layer.celu", Max(0, x) + Min(0, k * (exp(x / k) - 1)), x, case((1, x > 0), (exp(x / k) / k, True)),
          region("factor", "constant-factor", "inner-derivative"), why="inner derivative applied twice", domain={x: (-5, 5), k: (0.4, 3)}),
    Claim("layer.gated", x * sigmoid(x) * y, x, y * x * sigmoid(x) * (1 - sigmoid(x)), ONE_TERM, why="x in front held"),
    Claim("layer.kernel-flipped", CONVOLVED, [w0, w1], [2 * FIRST * x1 + 2 * SECOND * x2, 2 * FIRST * x0 + 2 * SECOND * x1], {"swapped-partials"},
          why="kernel mirrored in the backward pass"),
    Claim("layer.window-overlap", CONVOLVED, [x0, x1, x2], [2 * FIRST * w0, 2 * FIRST * w1, 2 * SECOND * w1], {"dropped-term", "held-constant"},
          why="overwritten where windows overlap"),
    Claim("layer.window-kernel", [FIRST, SECOND], [x0, x1, x2], [[w1, w0, 0], [0, w1, w0]], {"swapped-partials", "argument", "wrong-function"}, why="kernel mirrored"),
    Claim("layer.pooled", (tanh(w * x0) + tanh(w * x1) + tanh(w * x2)) / 3, w,
          (1 - tanh(w * x0) ** 2) * x0 + (1 - tanh(w * x1) ** 2) * x1 + (1 - tanh(w * x2) ** 2) * x2, MEAN, why="average taken for a sum"),
    Claim("layer.batch-mean-held", (x0 - THREE) / SPREAD, x0, 1 / SPREAD - (x0 - THREE) ** 2 / (3 * SPREAD**3), {"dropped-term", "held-constant", "wrong-constant", "factor"},
          why="mean is a function of the input", source="facebookresearch/CrypTen pull 143"),
    Claim("layer.batch-both-held", (x0 - THREE) / SPREAD, [x0, x1, x2], [1 / SPREAD, 0, 0], ONE_TERM | {"quotient-rule"} | both(ONE_TERM, ONE_TERM),
          why="statistics held", source="facebookresearch/CrypTen pull 143"),
    Claim("layer.smooth-corner", case((x**2 / (2 * k), sympy.Abs(x) < k), (sympy.Abs(x) - k / 2, True)), x,
          case((x, sympy.Abs(x) < k), (sympy.sign(x), True)), region("factor", "constant-factor", "inner-derivative"), why="1/k forgotten",
          domain={x: (-4, 4), k: (0.5, 2)}),
    Claim("layer.tversky", TVERSKY, p, g / (p * g + 3 * p * (1 - g) / 10 + 7 * (1 - p) * g / 10), ONE_TERM | {"quotient-rule"}, why="denominator held", domain=UNIT),
    Claim("layer.overlap", IOU, p, (g * (p + g - p * g) - p * g) / (p + g - p * g) ** 2, {"dropped-term", "held-constant", "wrong-constant", "inner-derivative", "factor"},
          why="union as if it were p + g", domain=UNIT),
    Claim("layer.wing", 3 * log(1 + sympy.Abs(x) / k), x, 3 * sympy.sign(x) / (1 + sympy.Abs(x) / k), INNER | {"constant-factor"}, why="1/k of the inside",
          domain={x: (-4, 4), k: (0.4, 3)}),
    Claim("layer.poisson-rate", exp(x) - y * x, x, 1 - y * exp(-x), INNER | {"wrong-function"}, why="formula for the rate, input is its logarithm"),
    Claim("layer.policy", a * log(PAIR), x, a * PAIR * (1 - PAIR), {"factor", "wrong-function", "exponent"}, why="probability for its logarithm"),
    Claim("layer.reparametrized", (t + exp(h / 2) * e) ** 2, [t, h], [2 * (t + exp(h / 2) * e), 2 * (t + exp(h / 2) * e) * exp(h / 2) * e],
          HALF | INNER, why="half of the log-variance"),
    Claim("layer.ranking", RANKING, [u, x, y], [-(x - y) * sigmoid(u * y - u * x), -u * sigmoid(u * y - u * x), -u * sigmoid(u * y - u * x)],
          SIGN | INNER | {"flipped-term"}, why="rival pulled as well"),
    Claim("layer.skip-gram", SKIP_GRAM, u, -x * (1 - sigmoid(u * x)) - y * sigmoid(u * y), {"flipped-term", "inner-derivative"}, why="sign of the negative sample"),
    Claim("layer.factorization", FACTORIZED, a, x * (a * x + b * y) - a * x, {"exponent", "factor", "inner-derivative"}, why="x of the second square"),
    Claim("layer.bootstrapped", TEMPORAL, w, -2 * x * (1 + k * w * y - w * x), {"dropped-term", "held-constant", "constant-factor"}, why="target held",
          domain={w: (-2, 2), x: (-2, 2), y: (-2, 2), k: (0.5, 1)}),
    Claim("layer.clipped-ratio", Min(s * a, Min(Max(s, sympy.Rational(4, 5)), sympy.Rational(6, 5)) * a), s, a,
          region("factor", "held-constant", "dropped-term"), why="clipping ignored", domain={s: (0.3, 2.0), a: (-2, 2)}),
    Claim("layer.elastic", k * (sympy.Abs(w) / 3 + w**2 / 3), w, k * (sympy.sign(w) / 3 + w**2 / 3),
          {"exponent", "factor", "argument"} | both({"exponent", "factor"}, {"factor-2", "wrong-constant", "constant-factor", "factor"}), why="second penalty not differentiated"),
    Claim("layer.wave", sympy.sin(30 * w * x), x, w * sympy.cos(30 * w * x), NUMBER, why="30 forgotten", domain={x: (-1, 1), w: (-1, 1)}),
    Claim("layer.square-plus", (x + sqrt(x**2 + k)) / 2, x, (1 + x / (2 * sqrt(x**2 + k))) / 2, {"factor-2", "factor", "wrong-constant"}, why="2 of the square used twice"),
    Claim("layer.shrunk-tanh", x - tanh(x), x, 1 - tanh(x) ** 2, {"wrong-function", "argument"} | both({"dropped-term", "offset", "held-constant"}, {"sign", "flipped-term"}), why="1 of the identity forgotten, and the minus"),
    Claim("layer.gate-two", sigmoid(3 * x) * tanh(y), [x, y], [sigmoid(3 * x) * (1 + sigmoid(3 * x)) * tanh(y), sigmoid(3 * x) * (1 - tanh(y) ** 2)],
          both({"flipped-term", "wrong-function"}, NUMBER), why="1 + s, and the 3"),
    Claim("layer.pooled-two", ((w * x0 - x1) ** 2 + (w * x1 - x2) ** 2) / 2, w, -(w * x0 - x1) * x0 / 2 - (w * x1 - x2) * x1 / 2,
          both({"sign"}, {"mean", "factor-2"}) | {"constant-factor"}, why="target minus output, and divided once more"),
    Claim("layer.cell-two", CELL, [w, u], [(1 + CELL**2) * x, (1 + CELL**2) * h], both({"swapped-partials"}, {"flipped-term", "wrong-function"}),
          why="exchanged, and the pattern of the tangent", domain={w: (-1, 1), u: (-1, 1), x: (-1, 1), h: (-1, 1), b: (-1, 1)}),
    Claim("layer.overlap-two", IOU, p, (g * (p + g - p * g) + p * g * (1 - g)) / (p + g - p * g),
          both({"flipped-term", "quotient-rule"}, {"quotient-rule", "exponent", "factor"}), why="plus in the quotient rule, denominator not squared", domain=UNIT),
    Claim("layer.ranking-two", RANKING, [u, x, y], [(x - y) * sigmoid(u * x - u * y), u * sigmoid(u * x - u * y), -u * sigmoid(u * x - u * y)],
          both({"argument", "factor", "inner-derivative", "wrong-constant"}, {"sign"}) | {"argument"}, why="sigmoid of the other sign, and the minus"),
)  # fmt: skip
