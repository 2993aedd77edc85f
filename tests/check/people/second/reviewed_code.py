"""Torch code with a mistake, as a reviewer finds it."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both, region
from torch import Tensor, nn

__all__ = ["CLAIMS"]

x, y, z, u, v, t = sympy.symbols("x y z u v t", real=True)
s, k, p, b = sympy.symbols("s k p b", positive=True)
exp, log = sympy.exp, sympy.log
SYMMETRIC = {x: (-3.0, 3.0)}


class PseudoHuber(torch.autograd.Function):
    """sqrt(1 + x**2) - 1, whose backward pass was written for the absolute value."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return torch.sqrt(1 + t**2) - 1

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * t / (1 + t**2)


class StraightThrough(nn.Module):
    """x**2 with one factor taken out of the graph."""

    def forward(self, t: Tensor) -> Tensor:
        return t.detach() * t


class DetachedNorm(nn.Module):
    """x / sqrt(1 + x**2) whose norm is no part of the graph."""

    def forward(self, t: Tensor) -> Tensor:
        return t / (1 + t**2).sqrt().detach()


class ClippedSine(torch.autograd.Function):
    """sin with a clipped gradient."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t.sin()

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * t.cos().clamp(-0.5, 0.5)


class GatedProduct(torch.autograd.Function):
    """x * sigmoid(y), gradients returned in the wrong order."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        gate = torch.sigmoid(b)
        ctx.save_for_backward(a, gate)
        return a * gate

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, gate = ctx.saved_tensors
        return g * a * gate * (1 - gate), g * gate


class MishLike(torch.autograd.Function):
    """exp(-x**2), whose backward pass forgets the incoming sign of the exponent."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        out = torch.exp(-(t**2))
        ctx.save_for_backward(t, out)
        return out

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        t, out = ctx.saved_tensors
        return 2 * g * t * out


def elu(t: Tensor) -> Tensor:
    return torch.where(t > 0, t.exp(), torch.ones_like(t))


def hard_tanh(t: Tensor) -> Tensor:
    return (t > -1).to(t.dtype)


def power_law(t: Tensor) -> Tensor:
    return 4 / 3 * t ** (4 // 3 - 1)


def mean_of_squares(*inputs: Tensor) -> Tensor:
    return 2 * torch.stack(inputs, -1)


def jacobian_by_columns(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    one, zero = torch.ones_like(x), torch.zeros_like(x)
    first, second = torch.stack([y, x, zero], -1), torch.stack([zero, one, z.cos()], -1)
    return torch.stack([first, second], -1)


def rotary(x: Tensor, y: Tensor, t: Tensor) -> Tensor:
    return torch.stack([t.cos(), -t.sin(), -x * t.sin() + y * t.cos()], -1)


def kernel_width(x: Tensor, s: Tensor) -> Tensor:
    weight = torch.exp(-(x**2) / (2 * s**2))
    return torch.stack([-x / s**2 * weight, x**2 / s**2 * weight], -1)


def smooth_maximum(x: Tensor, y: Tensor) -> Tensor:
    return torch.softmax(torch.stack([y, x], -1), -1)


def squared_error(x: Tensor, y: Tensor) -> Tensor:
    return torch.stack([2 * (x - y), 2 * (x - y)], -1)


CLAIMS = (
    Claim("function.root", sympy.sqrt(1 + x**2) - 1, x, PseudoHuber, {"exponent", "factor", "wrong-function"},
          why="root forgotten in backward", domain=SYMMETRIC),
    Claim("module.straight-through", x**2, x, StraightThrough(), {"factor-2", "constant-factor", "held-constant", "dropped-term"},
          why="detach on a factor", domain=SYMMETRIC),
    Claim("module.detached-norm", x / sympy.sqrt(1 + x**2), x, DetachedNorm(), {"held-constant", "dropped-term"},
          why="detach on the norm", domain=SYMMETRIC),
    Claim("function.clipped", sympy.sin(x), x, ClippedSine, {"region"}, why="gradient clipping left in", domain=SYMMETRIC),
    Claim("function.returned-order", x / (1 + exp(-y)), [x, y], GatedProduct, {"swapped-partials"}, why="order of the returned gradients"),
    Claim("function.sign", exp(-(x**2)), x, MishLike, {"sign", "inner-derivative", "constant-factor"}, why="minus of the exponent", domain=SYMMETRIC),
    Claim("code.elu", sympy.Piecewise((x, x > 0), (exp(x) - 1, True)), x, elu, {"exchanged-branches"}, why="torch.where the other way",
          domain=SYMMETRIC),
    Claim("code.hard-tanh", sympy.Max(-1, sympy.Min(1, x)), x, hard_tanh, region("offset"), why="one side not clamped",
          domain=SYMMETRIC),
    Claim("code.integer-division", s ** sympy.Rational(4, 3), s, power_law, {"exponent", "wrong-constant", "factor"}, why="// for /"),
    Claim("code.mean", (x**2 + y**2 + u**2 + v**2) / 4, [u, v, x, y], mean_of_squares, {"mean", "constant-factor", "factor"},
          why="sum for mean"),
    Claim("code.columns", [x * y, y + sympy.sin(z)], [x, y, z], jacobian_by_columns, {"transposed"}, why="stacked along the last axis"),
    Claim("code.rotary", x * sympy.cos(t) - y * sympy.sin(t), [x, y, t], rotary, {"flipped-term"}, why="second minus"),
    Claim("code.kernel", exp(-(x**2) / (2 * s**2)), [x, s], kernel_width, {"exponent", "factor", "wrong-constant"}, why="cube of the width",
          domain={x: (-2, 2), s: (0.5, 2)}),
    Claim("code.softmax-order", log(exp(x) + exp(y)), [x, y], smooth_maximum, {"swapped-partials", "argument"}, why="stacked in the other order"),
    Claim("code.difference-squared", (x - y) ** 2, [x, y], squared_error, {"sign", "inner-derivative", "constant-factor"}, why="minus of y"),
    Claim("code.softplus", log(1 + exp(3 * x)) / 3, x, lambda x: torch.sigmoid(x), {"argument"}, why="sharpness forgotten", domain=SYMMETRIC),
    Claim("code.overflow", log(1 + exp(x)), x, lambda x: torch.exp(x) / (1 + torch.exp(x)), {"not-finite"} | region("not-finite"),
          why="overflow of exp", domain={x: (-2000, 2000)}),
    Claim("code.log-base", log(s) / log(2), s, lambda s: 1 / s, {"constant-factor", "factor", "wrong-function"}, why="log2 by log"),
    Claim("code.gelu-tanh", x * sympy.tanh(x), x, lambda x: torch.tanh(x) + x * (1 - torch.tanh(x)), {"exponent", "wrong-constant", "wrong-function"},
          why="square forgotten", domain=SYMMETRIC),
    Claim("code.arctangent", sympy.atan(x / k), x, lambda x, k: 1 / (1 + (x / k) ** 2), {"inner-derivative", "factor"}, why="1/k forgotten"),
    Claim("code.bce", -k * log(p) - (1 - k) * log(1 - p), p, lambda p, k: (k - p) / (p * (1 - p)), {"sign", "constant-factor"},
          why="target minus prediction", domain={p: (0.05, 0.95), k: (0.05, 0.95)}),
    Claim("code.hypotenuse", sympy.sqrt(x**2 + y**2), [x, y],
          lambda x, y: torch.stack([x / torch.hypot(x, y), y / torch.hypot(x, x)], -1), {"argument"}, why="copied line",
          domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("code.two", exp(-k * x) * sympy.sin(x), x, lambda x, k: torch.exp(-k * x) * (x.cos() + x.sin()),
          both({"inner-derivative", "factor"}, {"flipped-term", "sign"}) | {"inner-derivative"}, why="-k forgotten, factor and sign"),
)  # fmt: skip
