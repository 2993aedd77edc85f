"""Right claims, oddly written."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim
from check.people.torch_code import with_backward
from torch import Tensor, nn

__all__ = ["FOURTH_RIGHT"]

x, y, z, t, mu = sympy.symbols("x y z t mu", real=True)
p, q, s, k, a, b = sympy.symbols("p q s k a b", positive=True)
w = sympy.Symbol("w")
A, X = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("X", 3, 3)
u, v = sympy.MatrixSymbol("u", 3, 1), sympy.MatrixSymbol("v", 3, 1)
exp, log, sin, cos, tan, sqrt, Abs = (
    sympy.exp,
    sympy.log,
    sympy.sin,
    sympy.cos,
    sympy.tan,
    sympy.sqrt,
    sympy.Abs,
)
I, R, pi = sympy.I, sympy.Rational, sympy.pi  # noqa: E741
C = torch.complex128
wide = {x: (-3, 3)}
two = {x: (-2, 2), y: (-2, 2)}
three = {**two, z: (-2, 2)}
SIGMA = 1 / (1 + exp(-x))
TOTAL = exp(x) + exp(y) + exp(z)


class LogSumExp(nn.Module):
    """The largest is detached: it cancels."""

    def forward(self, first: Tensor, second: Tensor, third: Tensor) -> Tensor:
        stacked = torch.stack([first, second, third], -1)
        top = stacked.amax(-1, keepdim=True).detach()
        return (stacked - top).exp().sum(-1).log() + top[..., 0]


class Surrogate(nn.Module):
    """The value by one way, the gradient by another."""

    def forward(self, u: Tensor) -> Tensor:
        soft = torch.log1p(torch.exp(u))
        return soft + (nn.functional.softplus(u) - soft).detach()


def by_autograd(u: Tensor) -> Tensor:
    u = u.detach().requires_grad_()
    with torch.enable_grad():
        value = torch.sinh(u) * u
        return torch.autograd.grad(value.sum(), u)[0]


def by_einsum(first: Tensor, second: Tensor) -> Tensor:
    stacked = torch.stack([first, second], -1)
    form = torch.tensor([[2.0, 1.0], [5.0, 4.0]], dtype=first.dtype)
    return torch.einsum("...i,ij->...j", stacked, form) + torch.einsum("ij,...j->...i", form, stacked)


def outer(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    probability = torch.softmax(torch.stack([first, second, third], -1), -1)
    return torch.diag_embed(probability) - probability[..., :, None] * probability[..., None, :]


def in_place(u: Tensor) -> Tensor:
    out = u.clone()
    out.mul_(2).add_(1)
    return out.mul_((u * u + u).exp())


def masked(u: Tensor) -> Tensor:
    out = torch.zeros_like(u)
    out[u > 0] = 2 * u[u > 0]
    return out


def horner(u: Tensor) -> Tensor:
    return ((20 * u - 12) * u + 6) * u - 2


def double_angle(u: Tensor) -> Tensor:
    return torch.sin(u + u)


FOURTH_RIGHT = (
    Claim("right4.half-angle", tan(x / 2), x, 1 / (1 + cos(x)), domain={x: (-2, 2)}),
    Claim("right4.product-to-sum", sin(x) * sin(3 * x), x, 2 * sin(4 * x) - sin(2 * x)),
    Claim("right4.cubed-sine", sin(x) ** 3, x, (3 * cos(x) - 3 * cos(3 * x)) / 4),
    Claim("right4.phase", 3 * sin(x) + 4 * cos(x), x, 5 * cos(x + sympy.atan(R(4, 3)))),
    Claim("right4.arctangent-sum", sympy.atan((1 + x) / (1 - x)), x, sympy.cos(sympy.atan(x)) ** 2, domain={x: (-0.9, 0.9)}),
    Claim("right4.logarithm-of-secant", log(1 / cos(x) + tan(x)), x, 2 * exp(I * x) / (exp(2 * I * x) + 1), domain={x: (-1.2, 1.2)}),
    Claim("right4.exponential-sine", sin(x) ** 2, x, (exp(2 * I * x) - exp(-2 * I * x)) / (2 * I)),
    Claim("right4.gudermann", sympy.asin(sympy.tanh(x)), x, 2 * exp(x) / (1 + exp(2 * x)), domain=wide),
    Claim("right4.nested-root", sqrt(p + sqrt(p)), p, (2 * sqrt(p) + 1) / (4 * sqrt(p**2 + p * sqrt(p)))),
    Claim("right4.power-tower", p**p, p, exp(p * log(p)) * log(sympy.E * p), domain={p: (0.3, 3)}),
    Claim("right4.logarithm-base", log(p) / log(3), p, 1 / log(3**p)),
    Claim("right4.rationalized", sqrt(p + 1) - sqrt(p), p, -1 / (2 * sqrt(p * (p + 1)) * (sqrt(p + 1) + sqrt(p)))),
    Claim("right4.partial-fractions", 1 / ((p + 1) * (p + 2)), p, 1 / (p + 2) ** 2 - 1 / (p + 1) ** 2),
    Claim("right4.complete-square", sqrt(x**2 + 2 * x + 5), x, (x + 1) / sqrt((x + 1) ** 2 + 4), domain=wide),
    Claim("right4.sigmoid-symmetric", SIGMA, x, 1 / (2 + 2 * sympy.cosh(x)), domain=wide),
    Claim("right4.sigmoid-tanh", SIGMA, x, (1 - sympy.tanh(x / 2) ** 2) / 4, domain=wide),
    Claim("right4.softplus", log(1 + exp(x)), x, exp(x - log(1 + exp(x))), domain=wide),
    Claim("right4.swish", x * SIGMA, x, SIGMA * (1 + x * (1 - SIGMA)), domain=wide),
    Claim("right4.binary-entropy", -p * log(p) - (1 - p) * log(1 - p), p, 2 * sympy.atanh(1 - 2 * p), domain={p: (0.05, 0.95)}),
    Claim("right4.gamma", sympy.gamma(p + 1), p, sympy.gamma(p) * (1 + p * sympy.digamma(p)), domain={p: (0.3, 4)}),
    Claim("right4.error-function", sympy.erfc(-x), x, 2 / sqrt(pi * exp(2 * x**2)), domain={x: (-2, 2)}),
    Claim("right4.absolute", Abs(x) ** 3, x, 3 * x * Abs(x), domain=wide),
    Claim("right4.max-as-abs", sympy.Max(x, y), [x, y], [(1 + sympy.sign(x - y)) / 2, (1 - sympy.sign(x - y)) / 2], domain=two),
    Claim("right4.polar-angle", sympy.atan2(y, x), [x, y], [-sin(sympy.atan2(y, x)) / sqrt(x**2 + y**2), cos(sympy.atan2(y, x)) / sqrt(x**2 + y**2)], domain={x: (0.3, 3), y: (-3, 3)}),
    Claim("right4.geometric-mean", sqrt(p * q), [p, q], [sqrt(q / p) / 2, sqrt(p / q) / 2]),
    Claim("right4.power-partial", p**q, [p, q], [exp((q - 1) * log(p)) * q, log(p ** (p**q))], domain={p: (0.4, 3), q: (0.4, 2)}),
    Claim("right4.cosine-law", sqrt(p**2 + q**2 - 2 * p * q * cos(x)), x, p * q * sin(x) / sqrt((p - q) ** 2 + 4 * p * q * sin(x / 2) ** 2), domain={x: (0.3, 2.8)}),
    Claim("right4.hessian", exp(x) * sin(y), [x, y], [[exp(x) * sin(y), exp(x) * sin(y + pi / 2)], [exp(x) * sin(y + pi / 2), exp(x) * sin(y + pi)]], order=2, domain=two),
    Claim("right4.second-inverse", sympy.atan(x), x, -sin(2 * sympy.atan(x)) * cos(sympy.atan(x)) ** 2, order=2, domain=wide),
    Claim("right4.quadratic", u.T * A * u, u, (A.T + A) * u),
    Claim("right4.least-squares", (A * u - v).T * (A * u - v), u, 2 * A.T * A * u - 2 * A.T * v),
    Claim("right4.trace", sympy.Trace(X.T * A * X), X, A.T * X + A * X),
    Claim("right4.complex", sin(w) ** 2, w, (exp(2 * I * w) - exp(-2 * I * w)) / (2 * I), dtype=C),
    Claim("right4.log-sum-exp", log(TOTAL), [x, y, z], LogSumExp(), domain=three),
    Claim("right4.surrogate", log(1 + exp(x)), x, Surrogate(), domain=wide),
    Claim("right4.autograd", x * sympy.sinh(x), x, by_autograd, domain=wide),
    Claim("right4.einsum", 2 * x**2 + 6 * x * y + 4 * y**2, [x, y], by_einsum, domain=two),
    Claim("right4.outer", [exp(x) / TOTAL, exp(y) / TOTAL, exp(z) / TOTAL], [x, y, z], outer, domain=three),
    Claim("right4.in-place", exp(x**2 + x), x, in_place, domain={x: (-2, 2)}),
    Claim("right4.masked", sympy.Max(x, 0) ** 2, x, masked, domain=wide),
    Claim("right4.horner", 5 * x**4 - 4 * x**3 + 3 * x**2 - 2 * x, x, horner, domain=wide),
    Claim("right4.double-angle", sin(x) ** 2, x, double_angle),
    Claim("right4.backward", sympy.tanh(x), x, with_backward("TanhOut", torch.tanh, lambda u, out: (1 - out) * (1 + out)), domain=wide),
    Claim("right4.rsqrt", 1 / sqrt(p), p, with_backward("RsqrtCube", torch.rsqrt, lambda u, out: -out * out * out / 2)),
)  # fmt: skip
