"""Right claims, oddly written."""

from __future__ import annotations

import math

import sympy
import torch
from check.people.claim import Claim
from check.people.torch_code import with_backward
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["FIFTH_RIGHT"]

x, y, z, b, theta, mu = sympy.symbols("x y z b theta mu", real=True)
p, q, s, t, k, n, f, tau, r = sympy.symbols("p q s t k n f tau r", positive=True)
w = sympy.Symbol("w")
X, A = sympy.MatrixSymbol("X", 3, 3), sympy.MatrixSymbol("A", 3, 3)
c, d = sympy.MatrixSymbol("c", 3, 1), sympy.MatrixSymbol("d", 3, 1)
exp, log, sin, cos, tan, sqrt, tanh, cosh = (
    sympy.exp,
    sympy.log,
    sympy.sin,
    sympy.cos,
    sympy.tan,
    sympy.sqrt,
    sympy.tanh,
    sympy.cosh,
)
two = {x: (-2, 2), y: (-2, 2)}
three = {**two, z: (-2, 2)}
wide = {x: (-3, 3)}
TOTAL = exp(x) + exp(y) + exp(z)
CENTRE = (x + y + z) / 3
SIGMA = 1 / (1 + exp(-x))


class LayerNorm(nn.Module):
    """torch's own layer_norm; the first component."""

    def forward(self, first: Tensor, second: Tensor, third: Tensor) -> Tensor:
        stacked = torch.stack([first, second, third], -1)
        return functional.layer_norm(stacked, (3,), eps=0.01)[..., 0]


class Attention(nn.Module):
    """Scores shifted by a detached largest one."""

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        scores = torch.stack([first, 2 * first], -1)
        weights = torch.softmax(scores - scores.amax(-1, keepdim=True).detach(), -1)
        return weights[..., 0] * second - weights[..., 1] * second


class Accumulated(nn.Module):
    """The value detached, and a difference that is zero."""

    def forward(self, first: Tensor) -> Tensor:
        value = torch.exp(torch.sin(first))
        return value.detach() + (value - value.detach())


def normalized(*inputs: Tensor) -> Tensor:
    """Jacobian of a unit vector as a projection."""
    stacked = torch.stack(inputs, -1)
    length = stacked.norm(dim=-1, keepdim=True)
    unit = stacked / length
    return (torch.eye(3, dtype=stacked.dtype) - unit[..., :, None] * unit[..., None, :]) / length[..., None]


def ring(*inputs: Tensor) -> Tensor:
    """A circular convolution with (-2, 4, -2)."""
    stacked = torch.stack(inputs, -1)
    return 4 * stacked - 2 * stacked.roll(1, -1) - 2 * stacked.roll(-1, -1)


def suffix_sums(*inputs: Tensor) -> Tensor:
    return 2 * torch.stack(inputs, -1).cumsum(-1).flip(-1).cumsum(-1).flip(-1)


def complex_step(u: Tensor) -> Tensor:
    return torch.sin(torch.complex(u, torch.full_like(u, 1e-30))).imag / 1e-30


def forward_mode(u: Tensor) -> Tensor:
    return torch.func.jvp(lambda v: v * torch.exp(-v * v), (u,), (torch.ones_like(u),))[1]


def by_vmap(u: Tensor, v: Tensor) -> Tensor:
    def loss(pair: Tensor) -> Tensor:
        return torch.sin(pair[0]) * pair[1] ** 2

    pairs = torch.stack([u.reshape(-1), v.reshape(-1)], -1)
    return torch.vmap(torch.func.grad(loss))(pairs).reshape(*u.shape, 2)


def polynomial(u: Tensor) -> Tensor:
    return (torch.arange(1, 5, dtype=u.dtype) * u[..., None] ** torch.arange(4, dtype=u.dtype)).sum(-1)


def both_branches(u: Tensor) -> Tensor:
    safe = torch.where(u > 1, u - 1, torch.ones_like(u))
    return torch.where(u > 1, 0.5 / safe.sqrt(), torch.zeros_like(u))


FIFTH_RIGHT = (
    Claim("right5.pendulum", cos(theta), theta, -2 * sin(theta / 2) * cos(theta / 2), domain={theta: (-3, 3)}),
    Claim("right5.orbit", p / (1 + cos(theta)), theta, p * tan(theta / 2) * (1 + tan(theta / 2) ** 2) / 2, domain={theta: (-2, 2)}),
    Claim("right5.rapidity", sympy.atanh(x), x, (1 / (1 - x) + 1 / (1 + x)) / 2, domain={x: (-0.9, 0.9)}),
    Claim("right5.doppler", sqrt((1 + x) / (1 - x)), x, 1 / ((1 - x) * sqrt(1 - x**2)), domain={x: (-0.9, 0.9)}),
    Claim("right5.slit", (sin(t) / t) ** 2, t, (t * sin(2 * t) - 1 + cos(2 * t)) / t**3, domain={t: (0.3, 5)}),
    Claim("right5.bose", 1 / (exp(t) - 1), t, -1 / (4 * sympy.sinh(t / 2) ** 2), domain={t: (0.3, 4)}),
    Claim("right5.fermi", 1 / (exp(x) + 1), x, -1 / (2 + 2 * cosh(x)), domain=wide),
    Claim("right5.langevin", 1 / tanh(t) - 1 / t, t, 1 / t**2 - 4 * exp(2 * t) / (exp(2 * t) - 1) ** 2, domain={t: (0.5, 4)}),
    Claim("right5.michaelis", p / (q + p), p, 1 / (p + q) - p / (p + q) ** 2),
    Claim("right5.hill", p**n / (q**n + p**n), p, n / p / ((p / q) ** n + (q / p) ** n + 2), domain={n: (0.5, 3)}),
    Claim("right5.second-order", 1 / (1 / p + k * t), p, 1 / (1 + k * t * p) ** 2),
    Claim("right5.annuity", (1 - (1 + r) ** -n) / r, n, exp(-n * log(1 + r)) * log(1 + r) / r, domain={r: (0.02, 0.3), n: (1, 8)}),
    Claim("right5.discount", exp(-r * t), r, -t / exp(r) ** t),
    Claim("right5.lognormal", log(p / q), q, -exp(-log(q))),
    Claim("right5.elasticity", p**f * q ** (1 - f), p, f * (q / p) ** (1 - f), domain={f: (0.1, 0.9)}),
    Claim("right5.normal", exp(-(x**2) / 2), x, -x / sqrt(exp(x**2)), domain={x: (-3, 3)}),
    Claim("right5.student", log(1 + x**2 / n), x, 2 / (x + n / x), domain={x: (0.2, 3)}),
    Claim("right5.logit", log(p / (1 - p)), p, 4 / (1 - (2 * p - 1) ** 2), domain={p: (0.05, 0.95)}),
    Claim("right5.fisher", sympy.atanh(mu), mu, cosh(sympy.atanh(mu)) ** 2, domain={mu: (-0.9, 0.9)}),
    Claim("right5.gamma", sympy.loggamma(p), p, sympy.digamma(p + 1) - 1 / p, domain={p: (0.4, 5)}),
    Claim("right5.bessel", sympy.besselj(1, t), t, sympy.besselj(0, t) - sympy.besselj(1, t) / t, domain={t: (0.4, 6)}),
    Claim("right5.snake", x + sin(s * x) ** 2 / s, x, 1 + cos(2 * s * x - sympy.pi / 2), domain=wide),
    Claim("right5.log-cosh", log(cosh(x)), x, 1 - 2 / (exp(2 * x) + 1), domain=wide),
    Claim("right5.contrast", log(exp(x / tau) + exp(y / tau)), [x, y], [1 / (tau * (1 + exp((y - x) / tau))), (1 + tanh((y - x) / (2 * tau))) / (2 * tau)], domain={**two, tau: (0.5, 2)}),
    Claim("right5.swish", x * SIGMA, x, SIGMA + x * exp(-x) * SIGMA**2, domain=wide),
    Claim("right5.hinge", sympy.Max(0, 1 - x) ** 2, x, -(1 - x) - sympy.Abs(1 - x), domain=wide),
    Claim("right5.clip", sympy.Max(-1, sympy.Min(1, x)), x, (sympy.sign(x + 1) - sympy.sign(x - 1)) / 2, domain=wide),
    Claim("right5.quantile", sympy.Max(s * x, (s - 1) * x), x, s - sympy.Heaviside(-x), domain={s: (0.1, 0.9), x: (-2, 2)}),
    Claim("right5.rotation", [x * cos(theta) - y * sin(theta), x * sin(theta) + y * cos(theta)], theta, [-(x * sin(theta) + y * cos(theta)), x * sin(theta + sympy.pi / 2) + y * cos(theta + sympy.pi / 2)], domain=two),
    Claim("right5.hessian", log(exp(x) + exp(y)), [x, y], [[1 / (4 * cosh((x - y) / 2) ** 2), -1 / (4 * cosh((x - y) / 2) ** 2)], [-1 / (2 + 2 * cosh(x - y)), 1 / (2 + 2 * cosh(x - y))]], order=2, domain=two),
    Claim("right5.layer-norm", (x - CENTRE) / sqrt(((x - CENTRE) ** 2 + (y - CENTRE) ** 2 + (z - CENTRE) ** 2) / 3 + sympy.Rational(1, 100)), [x, y, z], LayerNorm(), domain=three),
    Claim("right5.attention", (exp(x) - exp(2 * x)) * y / (exp(x) + exp(2 * x)), [x, y], Attention(), domain=two),
    Claim("right5.accumulated", exp(sin(x)), x, Accumulated(), domain=wide),
    Claim("right5.normalized", [v / sqrt(x**2 + y**2 + z**2) for v in (x, y, z)], [x, y, z], normalized, domain={x: (0.2, 2), y: (-2, 2), z: (-2, 2)}),
    Claim("right5.ring", (x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2, [x, y, z], ring, domain=three),
    Claim("right5.suffix", x**2 + (x + y) ** 2 + (x + y + z) ** 2, [x, y, z], suffix_sums, domain=three),
    Claim("right5.complex-step", sin(x), x, complex_step, domain=wide),
    Claim("right5.forward-mode", x * exp(-(x**2)), x, forward_mode, domain={x: (-2, 2)}),
    Claim("right5.vmap", sin(x) * y**2, [x, y], by_vmap, domain=two),
    Claim("right5.polynomial", x + x**2 + x**3 + x**4, x, polynomial, domain={x: (-2, 2)}),
    Claim("right5.safe-branch", sympy.Piecewise((sqrt(x - 1), x > 1), (0, True)), x, both_branches, domain={x: (-1, 3)}),
    Claim("right5.backward", sympy.erf(x), x, with_backward("ErfRight", torch.erf, lambda u, out: torch.exp(math.log(4 / math.pi) / 2 - u * u)), domain={x: (-2, 2)}),
    Claim("right5.likelihood", -log(sympy.Determinant(X)) / 2, X, -(X.inverse().T) / 2),
    Claim("right5.distance", (A * c - d).T * (A * c - d), c, 2 * A.T * A * c - 2 * A.T * d),
    Claim("right5.sandwich", sympy.Trace(X * A * X.T), X, X * (A + A.T)),
    Claim("right5.complex", sympy.tan(w), w, 4 / (exp(sympy.I * w) + exp(-sympy.I * w)) ** 2, dtype=torch.complex128),
)  # fmt: skip
