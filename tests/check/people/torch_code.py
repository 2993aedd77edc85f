"""Gradients in torch code and backward passes, with a bug as a review would find it."""

from __future__ import annotations

import math

import sympy as sp
import torch
from check.people.chain_rule import INNER, POWER
from check.people.claim import Claim, region
from check.people.products_and_functions import ONE_TERM

x, y, z, w, mu = sp.symbols("x y z w mu", real=True)
x1, x2, x3 = sp.symbols("x1:4", real=True)
r, s = sp.symbols("r s", positive=True)
t = sp.Symbol("t", real=True)


def with_backward(name, forward, backward):
    """Return the autograd.Function with this forward pass and slope, which gets input and output."""

    class Hand(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a):
            out = forward(a)
            ctx.save_for_backward(a, out)
            return out

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output * backward(*ctx.saved_tensors)

    Hand.__name__ = name
    return Hand


def normal_pdf(a):
    return torch.exp(-0.5 * a**2) / math.sqrt(2 * math.pi)


def normal_cdf(a):
    return 0.5 * (1 + torch.erf(a / math.sqrt(2)))


def log_likelihood_gradient(x, mu, s):
    """Order of the parameters: deviation first, unlike the caller's."""
    z = (x - mu) / s
    return torch.stack([(z**2 - 1) / s, z / s], dim=-1)


def polar_jacobian(r, t):
    radial = torch.stack([torch.cos(t), torch.sin(t)], dim=-1)
    tangential = torch.stack([-r * torch.sin(t), r * torch.cos(t)], dim=-1)
    return torch.stack([radial, tangential], dim=-2)


def mean_square_gradient(x1, x2, x3):
    packed = torch.stack([x1, x2, x3], dim=-1)
    return 2 * packed


def unit_norm_gradient(x, y):
    length_squared = x**2 + y**2
    return torch.stack([x / length_squared, y / length_squared], dim=-1)


def silu_slope(a, out):
    gate = torch.sigmoid(a)
    return gate + a * (1 - gate)


def log_sum_exp_gradient(x, y):
    return torch.softmax(torch.stack([x, y], dim=-1), dim=-1).flip(-1)


class Swish(torch.nn.Module):
    """Detaches the gate, as is done to save memory."""

    def forward(self, x):
        return x * torch.sigmoid(x).detach()


sigmoid = 1 / (1 + sp.exp(-z))
huber = sp.Piecewise((x**2 / 2, sp.Abs(x) <= 1), (sp.Abs(x) - sp.Rational(1, 2), True))
cdf = (1 + sp.erf(x / sp.sqrt(2))) / 2
unit = {x: (-0.9, 0.9)}

CODE = (
    Claim("code.sigmoid-plus", sigmoid, z, with_backward("Sigmoid", torch.sigmoid, lambda a, out: out * (1 + out)), {"flipped-term", "wrong-function"}, (), "1 + out for 1 - out"),
    Claim("code.tanh-of-input", sp.tanh(x), x, with_backward("Tanh", torch.tanh, lambda a, out: 1 - a * a), {"argument", "wrong-function"}, ("tanh(x)",), "saves the output, uses the input"),
    Claim("code.gelu-density-lost", x * cdf, x, with_backward("GELU", lambda a: a * normal_cdf(a), lambda a, out: normal_cdf(a)), ONE_TERM, (), "second term of the product rule"),
    Claim("code.silu-gate", x / (1 + sp.exp(-x)), x, with_backward("SiLU", lambda a: a * torch.sigmoid(a), silu_slope), {"factor", "quotient-rule"}, (), "gate lost in the second term"),
    Claim("code.swish-detached", x / (1 + sp.exp(-x)), x, Swish(), ONE_TERM, (), "gate detached"),
    Claim("code.relu6-mask", sp.Min(sp.Max(x, 0), 6), x, with_backward("ReLU6", lambda a: a.clamp(0, 6), lambda a, out: (a > 0).to(a.dtype)), region("wrong-function"), ("6",), "upper bound missing in the mask", "tt-metal issue 6589", {x: (-4, 12)}),
    Claim("code.huber-unclamped", huber, x, lambda x: x, region("wrong-function", "factor"), ("1",), "error not clamped", "", {x: (-4, 4)}),
    Claim("code.arcsine", sp.asin(x), x, with_backward("Asin", torch.asin, lambda a, out: (1 - a * a) ** 0.5), POWER | {"flipped-term"}, ("1 - x**2",), "sqrt for rsqrt", "tt-metal issue 6536", unit),
    Claim("code.log1p-of-square", sp.log(1 + x**2), x, lambda x: 1 / (1 + x**2), INNER, ("2*x",), "inner derivative"),
    Claim("code.reverse-power", 3**x, x, lambda x: 3 * x**2, {"power-rule", "wrong-function"}, (), "x**3 differentiated", "tt-metal pull 52144"),
    Claim("code.squared-error", (w * x - y) ** 2, [w], lambda w, x, y: (2 * (w * x - y)).unsqueeze(-1), INNER, ("x",), "input not multiplied in"),
    Claim("code.parameters-swapped", -sp.log(s) - ((x - mu) / s) ** 2 / 2, [mu, s], log_likelihood_gradient, {"swapped-partials"}, (), "order of the returned gradients", "cvae issue 1"),
    Claim("code.polar-transposed", [r * sp.cos(t), r * sp.sin(t)], [r, t], polar_jacobian, {"transposed"}, (), "stacked along the wrong axis"),
    Claim("code.mean-square", (x1**2 + x2**2 + x3**2) / 3, [x1, x2, x3], mean_square_gradient, {"mean", "constant-factor", "wrong-constant", "factor"}, ("3",), "sum instead of mean"),
    Claim("code.norm", sp.sqrt(x**2 + y**2), [x, y], unit_norm_gradient, POWER, ("x**2 + y**2",), "divides by the square"),
    Claim("code.log-sum-exp-flipped", sp.log(sp.exp(x) + sp.exp(y)), [x, y], log_sum_exp_gradient, {"swapped-partials"}, (), "axis reversed"),
)  # fmt: skip
