"""Claims written after the mending, to see how the names do on formulas that they were not mended for."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both, region
from check.people.fifth.kinds import (
    COPIED,
    HALF,
    INNER,
    INNER_NUMBER,
    MEAN,
    MISSING,
    NUMBER,
    POWER,
    PRODUCT_HELD,
    QUOTIENT_HELD,
    SIGN,
)
from torch import Tensor, nn

__all__ = ["CLAIMS"]

x, y, z, phi, u = sympy.symbols("x y z phi u", real=True)
a, b, c, d, f, g, h, k, n, p, q, r, s, t, w, D, L, N, Q, S, T, V = sympy.symbols(
    "a b c d f g h k n p q r s t w D L N Q S T V", positive=True
)
X, A, B = (sympy.MatrixSymbol(name, 3, 3) for name in "XAB")
m, e = sympy.MatrixSymbol("m", 3, 1), sympy.MatrixSymbol("e", 3, 1)
exp, log, sin, cos, tan, sqrt, pi = (
    sympy.exp,
    sympy.log,
    sympy.sin,
    sympy.cos,
    sympy.tan,
    sympy.sqrt,
    sympy.pi,
)
R, trace, det = sympy.Rational, sympy.Trace, sympy.Determinant

WAVES = sqrt(g * k * sympy.tanh(k * h))
QUEUE = r**2 / (1 - r)
ORDER = sqrt(2 * D * S / h)
TOTAL_COST = D * S / Q + h * Q / 2
INFECTED = 1 / (1 + (N - 1) * exp(-b * t))
HAVERSINE = sin(x / 2) ** 2 + cos(y) * sin(z / 2) ** 2
MANNING = w * h * (w * h / (w + 2 * h)) ** R(2, 3)
TIMBER = a * (1 - exp(-k * t)) ** 3
CHANNEL = w * log(1 + S / (N * w))
BEAT = cos(a * t) * cos(b * t)
REACH = sqrt(a**2 + b**2 + 2 * a * b * cos(phi))
DRAG = g * t / k * (1 - exp(-k * t))
UTILITY = log(c) + b * log(w - c)
TUNED = 1 / (a + 1 / (b + t))
DAMPED = exp(-a * t) * (p * cos(w * t) + q * sin(w * t))
three = {x: (-1.5, 1.5), y: (-1.2, 1.2), z: (-1.5, 1.5)}
two = {x: (-2, 2), y: (-2, 2)}
busy = {r: (0.1, 0.9)}
saver = {c: (0.2, 1), w: (1.5, 3)}
swing = {a: (0.2, 1), w: (0.5, 3), t: (0.1, 2)}


def stacked(*inputs: Tensor) -> Tensor:
    return torch.stack(inputs, -1)


def lost_keepdim(*inputs: Tensor) -> Tensor:
    """Variance over all elements."""
    packed = stacked(*inputs)
    return 2 * (packed - packed.mean(-1, keepdim=True)) / packed.numel()


def other_class(first: Tensor, second: Tensor) -> Tensor:
    """The label of the other class."""
    chance = torch.sigmoid(first - second)
    return stacked(chance, -chance)


class DetachedArgument(nn.Module):
    """The second factor detached by mistake."""

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        return torch.sin(first * second) * torch.exp(-first.detach())


class Doubled(torch.autograd.Function):
    """sinh with the slope of the square."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        out = torch.sinh(t)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, grad: Tensor) -> Tensor:
        (out,) = ctx.saved_tensors
        return grad * torch.sqrt(out**2 - 1 + 2).reciprocal()


CLAIMS = (
    Claim("waves6.dispersion", WAVES, k, g * sympy.tanh(k * h) / (2 * WAVES), PRODUCT_HELD, why="tanh held"),
    Claim("waves6.dispersion-inner", WAVES, k, (g * sympy.tanh(k * h) + g * k * (1 - sympy.tanh(k * h) ** 2)) / (2 * WAVES), INNER, why="depth forgotten"),
    Claim("waves6.dispersion-half", WAVES, h, g * k**2 * (1 - sympy.tanh(k * h) ** 2) / WAVES, HALF, why="1/2 of the root"),
    Claim("waves6.beat", BEAT, t, a * b * sin(a * t) * sin(b * t), {"product-rule"}, why="product of the derivatives"),
    Claim("waves6.beat-sign", BEAT, t, -a * sin(a * t) * cos(b * t) + b * cos(a * t) * sin(b * t), {"flipped-term"}, why="minus of the second cosine"),
    Claim("waves6.beat-copy", BEAT, t, -a * sin(a * t) * cos(b * t) - a * cos(a * t) * sin(b * t), COPIED | {"factor", "inner-derivative"}, why="the other frequency"),
    Claim("queue6.length", QUEUE, r, 2 * r / (1 - r), QUOTIENT_HELD, why="1 - r held", domain=busy),
    Claim("queue6.length-sign", QUEUE, r, 2 * r / (1 - r) - r**2 / (1 - r) ** 2, {"flipped-term", "inner-derivative"} | {"quotient-rule"}, why="inner minus", domain=busy),
    Claim("queue6.length-quotient", QUEUE, r, -2 * r, {"quotient-rule"}, why="slope above over slope below", domain=busy),
    Claim("stock6.order", ORDER, D, sqrt(2 * S / h) / sqrt(D), HALF, why="1/2 of the root"),
    Claim("stock6.order-holding", ORDER, h, ORDER / (2 * h), SIGN, why="minus of the exponent"),
    Claim("stock6.cost", TOTAL_COST, Q, -D * S / Q + h / 2, POWER | {"quotient-rule"}, why="square forgotten"),
    Claim("stock6.cost-half", TOTAL_COST, Q, -D * S / Q**2 + h, HALF, why="1/2 lost"),
    Claim("stock6.two", TOTAL_COST, Q, D * S / Q**2 + h, both({"flipped-term"}, HALF), why="minus, and 1/2"),
    Claim("epidemic6.logistic", INFECTED, t, -b * (N - 1) * exp(-b * t) * INFECTED**2, SIGN, why="one of two minus signs", domain={N: (2, 5), b: (0.3, 2), t: (0.2, 2)}),
    Claim("epidemic6.logistic-rate", INFECTED, t, (N - 1) * exp(-b * t) * INFECTED**2, INNER, why="rate forgotten", domain={N: (2, 5), b: (0.3, 2), t: (0.2, 2)}),
    Claim("epidemic6.logistic-square", INFECTED, t, b * (N - 1) * exp(-b * t) * INFECTED, POWER | {"quotient-rule"}, why="denominator not squared", domain={N: (2, 5), b: (0.3, 2), t: (0.2, 2)}),
    Claim("geodesy6.haversine", HAVERSINE, x, sin(x / 2) * cos(x / 2) * 2, INNER_NUMBER | HALF, why="half angle", domain=three),
    Claim("geodesy6.haversine-angles", HAVERSINE, [x, z], [sin(x) / 2, cos(y) * sin(z)], HALF | INNER, why="half angle once", domain=three),
    Claim("geodesy6.haversine-sign", HAVERSINE, y, sin(y) * sin(z / 2) ** 2, SIGN, why="minus of the cosine", domain=three),
    Claim("flow6.manning", MANNING, w, h * (w * h / (w + 2 * h)) ** R(2, 3), PRODUCT_HELD, why="radius held"),
    Claim("flow6.manning-power", MANNING, w, h * (w * h / (w + 2 * h)) ** R(2, 3) + w * h * R(2, 3) / (w * h / (w + 2 * h)) ** R(1, 3), INNER, why="radius not differentiated"),
    Claim("flow6.drag", DRAG, t, g / k * exp(-k * t) * k * t, PRODUCT_HELD, why="time in front held"),
    Claim("flow6.drag-two", DRAG, t, g / k * (1 - exp(-k * t)) - g * t / k * exp(-k * t), both(INNER, SIGN | {"flipped-term"}) | {"inner-derivative", "flipped-term"}, why="rate and sign"),
    Claim("growth6.timber", TIMBER, t, 3 * a * (1 - exp(-k * t)) ** 2 * exp(-k * t), INNER, why="rate forgotten"),
    Claim("growth6.timber-chain", TIMBER, t, 3 * a * (1 - exp(-k * t)) ** 2, INNER, why="inner derivative"),
    Claim("growth6.timber-sign", TIMBER, t, -3 * a * k * (1 - exp(-k * t)) ** 2 * exp(-k * t), SIGN | {"inner-derivative"}, why="one of two minus signs"),
    Claim("information6.channel", CHANNEL, w, log(1 + S / (N * w)), PRODUCT_HELD, why="logarithm held"),
    Claim("information6.channel-plus", CHANNEL, w, log(1 + S / (N * w)) + S / (N * w) / (1 + S / (N * w)), {"flipped-term"}, why="minus of the reciprocal"),
    Claim("information6.channel-noise", CHANNEL, N, -S / (1 + S / (N * w)), INNER | POWER, why="1/N**2 forgotten"),
    Claim("robotics6.reach", REACH, phi, a * b * sin(phi) / REACH, SIGN, why="minus of the cosine", domain={phi: (0.3, 2.8)}),
    Claim("robotics6.reach-two", REACH, phi, -2 * a * b * sin(phi) / REACH, HALF, why="1/2 of the root", domain={phi: (0.3, 2.8)}),
    Claim("robotics6.reach-link", REACH, a, (a + 2 * b * cos(phi)) / REACH, HALF, why="2 of the product kept", domain={phi: (0.3, 2.8)}),
    Claim("economics6.saving", UTILITY, c, 1 / c + b / (w - c), {"flipped-term", "inner-derivative"}, why="inner minus", domain=saver),
    Claim("economics6.saving-weight", UTILITY, c, 1 / c - 1 / (w - c), {"factor"}, why="discount forgotten", domain=saver),
    Claim("economics6.elasticity", c**-a, a, -a * c ** (-a - 1), {"power-rule", "wrong-function", "swapped-partials"}, why="derivative by the base"),
    Claim("optics6.fraction", TUNED, t, TUNED**2, INNER, why="inner reciprocal"),
    Claim("optics6.fraction-sign", TUNED, t, -(TUNED**2) / (b + t) ** 2, SIGN, why="one of two minus signs"),
    Claim("vibration6.damped", DAMPED, t, -a * DAMPED, PRODUCT_HELD, why="oscillation held", domain=swing),
    Claim("vibration6.damped-rate", DAMPED, t, -a * DAMPED + exp(-a * t) * (-p * sin(w * t) + q * cos(w * t)), INNER, why="frequency forgotten", domain=swing),
    Claim("vibration6.damped-sign", DAMPED, t, -a * DAMPED + w * exp(-a * t) * (p * sin(w * t) + q * cos(w * t)), {"flipped-term"}, why="minus of the cosine", domain=swing),
    Claim("vibration6.damped-product", DAMPED, t, -a * w * exp(-a * t) * (-p * sin(w * t) + q * cos(w * t)), {"product-rule"}, why="product of the derivatives", domain=swing),
    Claim("mean6.geometric", (p * q * r) ** R(1, 3), p, (p * q * r) ** R(-2, 3) / 3, INNER, why="q*r forgotten"),
    Claim("mean6.harmonic", 3 / (1 / p + 1 / q + 1 / r), p, 3 / (1 / p + 1 / q + 1 / r) ** 2, INNER, why="1/p**2 forgotten"),
    Claim("mean6.quadratic", sqrt((x**2 + y**2 + z**2) / 3), [x, y, z], [v / sqrt((x**2 + y**2 + z**2) / 3) for v in (x, y, z)], MEAN, why="1/n forgotten", domain={x: (0.3, 2), y: (0.3, 2), z: (0.3, 2)}),
    Claim("angle6.gradians", tan(pi * t / 200), t, 1 / cos(pi * t / 200) ** 2, INNER_NUMBER, why="gradians", domain={t: (5, 80)}),
    Claim("angle6.tangent", tan(phi), phi, 1 / cos(phi), POWER | {"wrong-function"}, why="square", domain={phi: (-1.2, 1.2)}),
    Claim("information6.bits", -p * log(p) / log(2), p, -log(p) - 1, NUMBER, why="natural logarithm", domain={p: (0.05, 0.95)}),
    Claim("code6.keepdim", ((x - (x + y + z) / 3) ** 2 + (y - (x + y + z) / 3) ** 2 + (z - (x + y + z) / 3) ** 2) / 3, [x, y, z], lost_keepdim, {"batch", "mean", "constant-factor"}, why="divided by the number of all elements", domain=three),
    Claim("code6.label", log(1 + exp(y - x)), [x, y], other_class, {"offset", "argument", "wrong-function", "sign", "swapped-partials"} | both({"argument"}, SIGN), why="label of the other class", domain=two),
    Claim("code6.detached", sin(x * y) * exp(-x), [x, y], DetachedArgument(), PRODUCT_HELD, why="first argument detached", domain=two),
    Claim("code6.sinh", sympy.sinh(x), x, Doubled, {"exponent", "factor", "wrong-function", "power-rule"}, why="reciprocal of the slope", domain=two),
    Claim("code6.saturation", sympy.Min(x, 1), x, lambda v: torch.ones_like(v), region("offset", "held-constant", "wrong-function", "exchanged-branches"), why="saturation forgotten", domain={x: (-2, 3)}),
    Claim("code6.cross", x * y**2, [x, y], lambda v, v2: stacked(v2**2, 2 * v), {"factor", "exponent"}, why="y of the second slope", domain=two),
    Claim("code6.power", p**3 / q, [p, q], lambda v, v2: stacked(3 * v**2 / v2, -(v**3) / v2), POWER | {"quotient-rule"}, why="square forgotten"),
    Claim("code6.reduction", (x**2 + y**2) / 2, [x, y], lambda v, v2: stacked(v, v2) / v.shape[0], {"mean", "batch", "constant-factor"}, why="divided by the batch", domain=two),
    Claim("matrix6.likelihood", log(det(X)) + trace(A * X.inverse()), X, X.T.inverse() + X.T.inverse() * A.T * X.T.inverse(), {"flipped-term"}, why="minus of the inverse"),
    Claim("matrix6.likelihood-held", log(det(X)) + trace(A * X.inverse()), X, X.T.inverse(), MISSING, why="trace held"),
    Claim("matrix6.cube", m.T * X.T * A * X * m, m, 2 * X.T * A * X * m, {"unsymmetrized"}, why="A taken for symmetric"),
    Claim("matrix6.mahalanobis", trace((m - e).T * A.inverse() * (m - e)), A, A.T.inverse() * (m - e) * (m - e).T * A.T.inverse(), SIGN, why="minus of the inverse"),
    Claim("matrix6.procrustes", trace((X * A - B).T * (X * A - B)), X, 2 * A.T * (X * A - B), {"order-of-product", "transposed"}, why="A on the wrong side"),
    Claim("matrix6.procrustes-upright", trace((X * A - B).T * (X * A - B)), X, 2 * (X * A - B) * A, {"transposed"}, why="transpose forgotten"),
)  # fmt: skip
