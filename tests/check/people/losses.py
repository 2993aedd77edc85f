"""Losses and activations of deep learning, as they are coded by hand."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, POWER, TWO
from check.people.claim import Claim, region
from check.people.products_and_functions import NOT_SQUARED, ONE_TERM, SIGN

e, f, w, x, y, z = sp.symbols("e f w x y z", real=True)
mu, lv = sp.symbols("mu lv", real=True)
x1, x2, x3, y1, y2, y3 = sp.symbols("x1:4 y1:4", real=True)
p, q = sp.symbols("p q", positive=True)
beta, lam, g, T, s1, s2 = sp.symbols("beta lam g T s1 s2", positive=True)
m1, m2 = sp.symbols("m1 m2", real=True)

unit = (0.05, 0.95)
sigmoid = 1 / (1 + sp.exp(-z))
silu_gate = 1 / (1 + sp.exp(-x))
softplus = sp.log(1 + sp.exp(x))
normal_cdf = (1 + sp.erf(x / sp.sqrt(2))) / 2
scale = sp.sqrt(2 / sp.pi)
inside = scale * (x + sp.Rational(44715, 1000000) * x**3)
errors = (w * x1 - y1, w * x2 - y2, w * x3 - y3)
mean_square = sum(error**2 for error in errors) / 3
weighted = errors[0] * x1 + errors[1] * x2 + errors[2] * x3
kl = sp.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - sp.Rational(1, 2)
MEAN = {"mean", "constant-factor", "wrong-constant", "factor"}

LOSSES = (
    Claim("loss.regression-weight", (w * x - y) ** 2 / 2, w, w * x - y, INNER | {"constant-factor"}, ("x",), "stops at the error", "ADGEfficiency issue 1"),
    Claim("loss.mean-forgotten", mean_square, w, 2 * weighted, MEAN, ("3",), "sum instead of mean", "teachers' lists"),
    Claim("loss.two-forgotten", mean_square, w, weighted / 3, TWO, ("2",), "2 of the square lost"),
    Claim("loss.error-reversed", mean_square, w, sp.Rational(2, 3) * sum((t - w * u) * u for u, t in ((x1, y1), (x2, y2), (x3, y3))), SIGN, (), "target minus output"),
    Claim("loss.logits-sign", -(y * sp.log(sigmoid) + (1 - y) * sp.log(1 - sigmoid)), z, y - sigmoid, SIGN | {"inner-derivative"}, (), "target minus probability"),
    Claim("loss.cross-entropy-second", -(y * sp.log(p) + (1 - y) * sp.log(1 - p)), p, -y / p - (1 - y) / (1 - p), {"flipped-term", "inner-derivative"}, ("1 - p",), "inner -1 of log(1 - p)", "", {p: unit, y: (0.0, 1.0)}),
    Claim("loss.focal-sign", -((1 - p) ** g) * sp.log(p), p, g * (1 - p) ** (g - 1) * sp.log(p) + (1 - p) ** g / p, {"flipped-term", "product-rule"}, ("(1 - p)**g/p",), "minus not carried to the second term", "", {p: unit, g: (0.5, 4.0)}),
    Claim("loss.focal-weight-constant", -((1 - p) ** g) * sp.log(p), p, -((1 - p) ** g) / p, ONE_TERM, ("(1 - p)**g",), "modulating factor held constant", "", {p: unit, g: (0.5, 4.0)}),
    Claim("loss.log-cosh", sp.log(sp.cosh(e)), e, sp.sinh(e), {"factor", "exponent", "wrong-function"}, ("cosh(e)",), "inner derivative only"),
    Claim("loss.ridge-term", (y - w * x) ** 2 / 2 + lam * w**2, w, -(y - w * x) * x + lam * w, {"factor-2", "factor", "wrong-constant"}, ("lam*w",), "as if the penalty carried 1/2"),
    Claim("loss.lasso-term", (y - w * x) ** 2 / 2 + lam * sp.Abs(w), w, (w * x - y) * x + lam, region("factor", "flipped-term", "inner-derivative"), ("w < 0",), "sign of the weight forgotten"),
    Claim("loss.squared-hinge", sp.Max(0, 1 - y * f) ** 2, f, 2 * sp.Max(0, 1 - y * f), INNER | {"inner-derivative + region"}, ("y",), "inner -y forgotten"),
    Claim("loss.hinge-margin", sp.Max(0, 1 - y * f), f, -y, region("factor"), ("1 - y*f",), "margin ignored", "", {f: (-3, 3), y: (0.5, 2.0)}),
    Claim("loss.huber-left", sp.Piecewise((e**2 / 2, sp.Abs(e) <= 1), (sp.Abs(e) - sp.Rational(1, 2), True)), e, sp.Piecewise((e, sp.Abs(e) <= 1), (1, True)), region("sign", "factor", "inner-derivative", "flipped-term"), ("e < -1",), "sign of the error forgotten", "", {e: (-4, 4)}),
    Claim("loss.kl-first-scale", kl, s1, 1 / s1 + s1 / s2**2, {"flipped-term"}, ("1/s1",), "sign of the logarithm", "FluxML model-zoo 147"),
    Claim("loss.kl-mean", kl, m2, (m1 - m2) / s2**2, SIGN | {"inner-derivative", "factor"}, (), "inner -1 forgotten"),
    Claim("loss.kl-second-scale", kl, s2, 1 / s2 - (s1**2 + (m1 - m2) ** 2) / s2**2, POWER, ("s2**3",), "-2 lowered to -2"),
    Claim("loss.vae-log-variance", (sp.exp(lv) + mu**2 - 1 - lv) / 2, lv, (sp.exp(2 * lv) - 1) / 2, {"argument", "exponent", "factor", "wrong-constant"}, ("exp(lv)",), "log variance taken for log deviation", "KarenUllrich issue 1"),
    Claim("loss.gaussian-log-variance", lv / 2 + (x - mu) ** 2 * sp.exp(-lv) / 2, lv, sp.Rational(1, 2) - (x - mu) ** 2 * sp.exp(-lv), {"factor-2", "factor", "wrong-constant"}, ("(x - mu)**2*exp(-lv)",), "1/2 lost in the second term", "VAE-Torch issue 13"),
    Claim("loss.temperature", sp.exp(z / T) / (sp.exp(z / T) + sp.exp(y / T)), z, sp.exp((z + y) / T) / (sp.exp(z / T) + sp.exp(y / T)) ** 2, INNER | {"constant-factor"}, ("1/T",), "p(1 - p) as without temperature"),
    Claim("loss.margin", sp.log(1 + sp.exp(-y * w)), w, -sp.exp(-y * w) / (1 + sp.exp(-y * w)), {"inner-derivative", "factor", "constant-factor", "exponent"}, ("y",), "label forgotten"),
    Claim("loss.log-sum-exp", sp.log(sp.exp(x) + sp.exp(y)), x, 1 / (sp.exp(x) + sp.exp(y)), INNER, ("exp(x)",), "one over the sum"),
)  # fmt: skip

ACTIVATIONS = (
    Claim("act.sigmoid-plus", sigmoid, z, sigmoid * (1 + sigmoid), {"flipped-term", "wrong-function"}, (), "1 + s for 1 - s"),
    Claim("act.sigmoid-not-squared", sigmoid, z, sp.exp(-z) / (1 + sp.exp(-z)), NOT_SQUARED, ("1 + exp(-z)",), "denominator not squared"),
    Claim("act.sigmoid-minus", sigmoid, z, -sp.exp(-z) / (1 + sp.exp(-z)) ** 2, SIGN | {"inner-derivative", "factor"}, ("-1",), "inner -1 forgotten"),
    Claim("act.sigmoid-of-output", sigmoid, z, z * (1 - z), {"argument"}, (), "formula for the output applied to the input", "darknet issue 2151"),
    Claim("act.tanh-of-output", sp.tanh(x), x, 1 - x**2, {"argument", "wrong-function"}, ("tanh(x)",), "formula for the output applied to the input", "teachers' lists"),
    Claim("act.softplus-of-output", softplus, x, 1 - sp.exp(-x), {"argument"}, (), "formula for the output applied to the input", "nanonn issue 4"),
    Claim("act.softplus-mirrored", softplus, x, 1 / (1 + sp.exp(x)), {"argument", "wrong-constant", "factor", "inner-derivative"}, ("-x",), "sigmoid of -x"),
    Claim("act.softplus-beta", sp.log(1 + sp.exp(beta * x)) / beta, x, beta / (1 + sp.exp(-beta * x)), {"factor", "constant-factor", "inner-derivative"}, ("beta",), "1/beta not carried along"),
    Claim("act.silu-gate-only", x * silu_gate, x, silu_gate, ONE_TERM, ("x",), "gate held constant"),
    Claim("act.silu-plus", x * silu_gate, x, silu_gate + x * silu_gate * (1 + silu_gate), {"flipped-term", "wrong-function"}, (), "1 + s for 1 - s"),
    Claim("act.gelu-density", x * normal_cdf, x, normal_cdf + x * sp.exp(-(x**2) / 2), {"factor", "wrong-constant"}, ("sqrt(2*pi)",), "density without its normalisation"),
    Claim("act.gelu-cubic", x * (1 + sp.tanh(inside)) / 2, x, (1 + sp.tanh(inside)) / 2 + x / 2 * (1 - sp.tanh(inside) ** 2) * scale * (1 + sp.Rational(44715, 1000000) * x**2), {"wrong-constant", "factor"}, ("3",), "3 of the cube forgotten", "", {x: (-3, 3)}),
    Claim("act.mish", x * sp.tanh(softplus), x, sp.tanh(softplus) + x * (1 - sp.tanh(softplus) ** 2), INNER, (), "sigmoid of the softplus forgotten"),
    Claim("act.softsign", x / (1 + sp.Abs(x)), x, 1 / (1 + sp.Abs(x)), ONE_TERM | NOT_SQUARED, ("1 + Abs(x)",), "denominator held constant"),
    Claim("act.leaky-as-relu", sp.Piecewise((x, x > 0), (x * sp.Rational(3, 10), True)), x, sp.Piecewise((1, x > 0), (0, True)), region("wrong-function", "dropped-term", "held-constant"), ("x <= 0",), "the slope of relu", "FKB issue 15"),
    Claim("act.leaky-exchanged", sp.Piecewise((x, x > 0), (x / 100, True)), x, sp.Piecewise((sp.Rational(1, 100), x > 0), (1, True)), {"exchanged-branches"}, (), "condition the wrong way round", "brain.js issue 560"),
    Claim("act.elu-offset", sp.Piecewise((x, x > 0), (beta * (sp.exp(x) - 1), True)), x, sp.Piecewise((1, x > 0), (beta * (sp.exp(x) - 1), True)), region("offset"), ("x <= 0",), "output taken for the derivative", "mlpack pull 1540"),
    Claim("act.relu6-upper", sp.Min(sp.Max(x, 0), 6), x, sp.Piecewise((1, x > 0), (0, True)), region("wrong-function"), ("6",), "saturation ignored", "tt-metal issue 6589", {x: (-4, 12)}),
    Claim("act.hardsigmoid", sp.Max(0, sp.Min(1, x / 6 + sp.Rational(1, 2))), x, sp.Rational(1, 6), region("wrong-function"), ("3",), "both saturations ignored", "tt-metal issue 6534", {x: (-8, 8)}),
    Claim("act.tanh-saturation", sp.tanh(x), x, sp.Piecewise((1 - sp.tanh(x) ** 2, sp.Abs(x) <= 1), (0, True)), {"region"}, ("1",), "cut to zero where it should only be small", "", {x: (-3, 3)}),
    Claim("act.softplus-threshold", softplus, x, sp.Piecewise((1, x > 2), (sp.exp(x) / (1 + sp.exp(x)), True)), {"region"}, ("2",), "threshold for large x far too low", "tt-metal issue 6598", {x: (-4, 6)}),
    Claim("act.surrogate-window", sp.Piecewise((0, x < -beta), (x / (2 * beta) + sp.Rational(1, 2), x < beta), (1, True)), x, sp.Piecewise((1 / beta, sp.Abs(x) < beta), (0, True)), TWO | region("factor-2", "constant-factor", "factor"), ("2",), "window of width 2w", "spikingjelly pull 413", {x: (-3, 3), beta: (0.5, 2.5)}),
    Claim("act.squashed-not-squared", x**2 / (1 + x**2), x, 2 * x / (1 + x**2), NOT_SQUARED | ONE_TERM, ("1 + x**2",), "denominator not squared", "AiDotNet pull 505"),
)  # fmt: skip
