"""Right claims in forms far from those that SymPy returns."""

from __future__ import annotations

import sympy as sp
import torch
from check.people.claim import Claim
from check.people.torch_code import with_backward

x, y, z, t, mu, lv = sp.symbols("x y z t mu lv", real=True)
p, r, s, eps, K, V = sp.symbols("p r s eps K V", positive=True)
A = sp.MatrixSymbol("A", 3, 3)
X = sp.MatrixSymbol("X", 3, 3)
u = sp.MatrixSymbol("u", 3, 1)
v = sp.MatrixSymbol("v", 3, 1)

sin, cos, exp, log, sqrt = sp.sin, sp.cos, sp.exp, sp.log, sp.sqrt
unit = (0.05, 0.95)
softplus = log(1 + exp(x))
cdf = (1 + sp.erf(x / sqrt(2))) / 2
mean = (x + y + z) / 3
variance = ((x - mean) ** 2 + (y - mean) ** 2 + (z - mean) ** 2) / 3
huber = sp.Piecewise((x**2 / 2, sp.Abs(x) <= 1), (sp.Abs(x) - sp.Rational(1, 2), True))
ratio = (s / r) ** 6


def polar_jacobian(r, t):
    return torch.stack(
        [
            torch.stack([torch.cos(t), -r * torch.sin(t)], -1),
            torch.stack([torch.sin(t), r * torch.cos(t)], -1),
        ],
        -2,
    )


RIGHT = (
    Claim("right.double-angle", sin(x) ** 2, x, sin(2 * x)),
    Claim("right.half-angle-tangent", x / 2 - sin(2 * x) / 4, x, sin(x) ** 2),
    Claim("right.hyperbolic", sp.tanh(x), x, 4 / (exp(x) + exp(-x)) ** 2),
    Claim("right.secant-squared", sp.tan(x), x, 1 / cos(x) ** 2, domain={x: (-1.4, 1.4)}),
    Claim("right.tower", p**p, p, exp(p * log(p)) * log(sp.E * p)),
    Claim("right.logistic-cosh", 1 / (1 + exp(-z)), z, 1 / (2 + 2 * sp.cosh(z))),
    Claim("right.softplus-tanh", softplus, x, (1 + sp.tanh(x / 2)) / 2),
    Claim("right.gelu-erfc", x * cdf, x, sp.erfc(-x / sqrt(2)) / 2 + x * exp(-x * x / 2) / sqrt(2 * sp.pi)),
    Claim("right.huber-clipped", huber, x, sp.Max(-1, sp.Min(1, x)), domain={x: (-4, 4)}),
    Claim("right.absolute-value", sp.Abs(x), x, x / sp.Abs(x)),
    Claim("right.arcsine-factored", sp.asin(x), x, 1 / sqrt((1 - x) * (1 + x)), domain={x: (-0.9, 0.9)}),
    Claim("right.entropy-ratio", -p * log(p) - (1 - p) * log(1 - p), p, log((1 - p) / p), domain={p: unit}),
    Claim("right.michaelis-menten", V * s / (K + s), s, V / K / (1 + s / K) ** 2),
    Claim("right.lennard-jones", 4 * eps * (ratio**2 - ratio), r, 24 * eps / r * (ratio - 2 * ratio**2)),
    Claim("right.variance-mean-not-differentiated", variance, [x, y, z], [2 * (x - mean) / 3, 2 * (y - mean) / 3, 2 * (z - mean) / 3]),
    Claim("right.polynomial-horner", x**5 - 4 * x**3 + 2 * x**2 - 7, x, x * (x * (x * (5 * x + 0) - 12) + 4)),
    Claim("right.floats", x**3 / 4 + 1.5 * x**2, x, 0.75 * x**2 + 3.0 * x),
    Claim("right.quotient-unsimplified", sin(p) / p, p, (cos(p) * p - sin(p) * 1) / (p * p)),
    Claim("right.logarithmic-differentiation", p**2 * exp(3 * p) / (1 + p), p, p**2 * exp(3 * p) / (1 + p) * (2 / p + 3 - 1 / (1 + p))),
    Claim("right.angle", sp.atan2(y, x), [x, y], [-y / (x**2 + y**2), x / (x**2 + y**2)]),
    Claim("right.cosine-product", cos(x) * cos(3 * x), x, -sin(2 * x) - 2 * sin(4 * x)),
    Claim("right.vae-log-variance", (exp(lv) + mu**2 - 1 - lv) / 2, lv, exp(lv / 2) * sp.sinh(lv / 2)),
    Claim("right.matrix-quadratic", u.T * A * u, u, A * u + A.T * u),
    Claim("right.matrix-least-squares", (A * u - v).T * (A * u - v), u, 2 * A.T * A * u - 2 * A.T * v),
    Claim("right.matrix-determinant", sp.Determinant(X), X, sp.Determinant(X) * X.T.I),
    Claim("right.matrix-trace", sp.Trace(X * A * X.T), X, X * A + X * A.T),
    Claim("right.code-sigmoid", 1 / (1 + exp(-z)), z, lambda z: 0.25 * (1 - torch.tanh(z / 2) ** 2)),
    Claim("right.code-tanh", sp.tanh(x), x, with_backward("Tanh", torch.tanh, lambda a, out: (1 - out) * (1 + out))),
    Claim("right.code-polar", [r * cos(t), r * sin(t)], [r, t], polar_jacobian),
    Claim("right.code-silu", x / (1 + exp(-x)), x, lambda x: torch.sigmoid(x) * (1 + x * torch.sigmoid(-x))),
)  # fmt: skip
