"""Backward passes and torch code, each with a bug."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both, region
from torch import Tensor, nn

__all__ = ["CLAIMS", "log_cauchy_guess"]

x, y, z, m = sympy.symbols("x y z m", real=True)
s, k, p = sympy.symbols("s k p", positive=True)
exp, log = sympy.exp, sympy.log

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
MISSING = {"dropped-term", "held-constant"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}


class AreaTangent(torch.autograd.Function):
    """atanh with the slope of atan."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return torch.atanh(t)

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g / (1 + t**2)


class LogAddExp(torch.autograd.Function):
    """log(exp(a) + exp(b)) whose slopes are not normalized."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return torch.logaddexp(a, b)

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g * a.exp(), g * b.exp()


class Divide(torch.autograd.Function):
    """a / b without the minus of the second slope."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return a / b

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g / b, g * a / b**2


class TimesSquare(torch.autograd.Function):
    """a * b**2 whose saved tensors are unpacked in the wrong order."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return a * b**2

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        b, a = ctx.saved_tensors
        return g * b**2, g * 2 * a * b


class IgnoresIncoming(torch.autograd.Function):
    """exp(-t) that does not multiply by the incoming gradient."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        out = torch.exp(-t)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (out,) = ctx.saved_tensors
        return -out


class IncomingTwice(torch.autograd.Function):
    """cosh that multiplies by the incoming gradient twice."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return torch.cosh(t)

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * g * torch.sinh(t)


class Xlogy(torch.autograd.Function):
    """a * log(b), second slope over the square."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return torch.xlogy(a, b)

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g * b.log(), g * a / b**2


class HardShrink(torch.autograd.Function):
    """Hard shrinkage with the slope of the identity."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        return torch.nn.functional.hardshrink(t, 0.5)

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        return g.clone()


class Hyperbola(torch.autograd.Function):
    """sqrt(1 + t**2), slope as if the square had brought no 2."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        out = torch.sqrt(1 + t**2)
        ctx.save_for_backward(t, out)
        return out

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        t, out = ctx.saved_tensors
        return g * t / (2 * out)


class NormalisedSinc(nn.Module):
    """sin(t)/t meant, torch's is that of pi*t."""

    def forward(self, t: Tensor) -> Tensor:
        return torch.sinc(t)


class DetachedAmplitude(nn.Module):
    """exp(-t) * sin(3 t) with the envelope out of the graph."""

    def forward(self, t: Tensor) -> Tensor:
        return torch.exp(-t).detach() * torch.sin(3 * t)


class DetachedAngle(nn.Module):
    """t * cos(t) with the angle out of the graph."""

    def forward(self, t: Tensor) -> Tensor:
        return t * torch.cos(t.detach())


class SwappedLinear(torch.autograd.Function):
    """log(1 + a**2) * b, computed with a and b exchanged; the slopes are those of what is meant."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return torch.log1p(b**2) * a

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g * 2 * a * b / (1 + a**2), g * torch.log1p(a**2)


def degrees(t: Tensor) -> Tensor:
    return torch.cos(t)


def jacobian_stacked(a: Tensor, b: Tensor) -> Tensor:
    row_a = torch.stack([torch.exp(a) * b.sin(), torch.exp(a) * b.cos()], -1)
    row_b = torch.stack([torch.exp(a) * b, torch.exp(a)], -1)
    return torch.stack([row_a, row_b], -1)


def mistyped_density(scale: Tensor, t: Tensor) -> Tensor:
    return -t / scale**3 * 0.3898 * torch.exp(-(t**2) / (2 * scale**2))


def log2_slope(t: Tensor) -> Tensor:
    return 1 / (1 + t)


def unbiased(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    stacked = torch.stack([a, b, c], -1)
    return 2 * (stacked - stacked.mean(-1, keepdim=True)) / 2


def hessian_of_product(a: Tensor, b: Tensor) -> Tensor:
    zero = torch.zeros_like(a)
    first = torch.stack([zero, torch.exp(b)], -1)
    second = torch.stack([torch.exp(b), torch.exp(b)], -1)
    return torch.stack([first, second], -2)


def accumulated(a: Tensor, b: Tensor) -> Tensor:
    first = 2 * (a - b)
    second = -2 * (a - b) + first
    return torch.stack([first, second], -1)


def absolute_margin(m: Tensor, x: Tensor) -> Tensor:
    return torch.ones_like(x)


def soft_threshold(t: Tensor) -> Tensor:
    return (t > 0.5).to(t.dtype)


def precedence(t: Tensor) -> Tensor:
    return -1 / (1 + t) ** 1 * 2


def integer_power(n: Tensor, t: Tensor) -> Tensor:
    return torch.stack([n * t ** (n - 1), t**n], -1)


def kernel_scale(scale: Tensor, t: Tensor) -> Tensor:
    return torch.exp(-t.abs() / scale) * t.abs() / scale


def log_cauchy_guess(t: Tensor) -> Tensor:
    return torch.atan(t) * torch.exp(-t.abs()) - 0.3


POLAR_FLOW = [exp(x) * sympy.sin(y), exp(x) * sympy.cos(y)]
MEAN3 = (x + y + z) / 3
VARIANCE = ((x - MEAN3) ** 2 + (y - MEAN3) ** 2 + (z - MEAN3) ** 2) / 3

CLAIMS = (
    Claim("code3.area-tangent", sympy.atanh(x), x, AreaTangent, {"wrong-function", "flipped-term", "wrong-constant"}, why="slope of the arc tangent", domain={x: (-0.9, 0.9)}),
    Claim("code3.unnormalized", log(exp(x) + exp(y)), [x, y], LogAddExp, {"factor", "inner-derivative", "wrong-function"}, why="inner derivative alone, the sum forgotten"),
    Claim("code3.divide", x / y, [x, y], Divide, SIGN, why="minus of the reciprocal"),
    Claim("code3.unpacked", x * y**2, [x, y], TimesSquare, {"argument", "wrong-function"}, why="saved tensors in the wrong order"),
    Claim("code3.incoming-ignored", exp(-x), x, IgnoresIncoming, {"cotangent", "factor", "constant-factor", "not-finite", "held-constant"}, why="incoming gradient ignored"),
    Claim("code3.incoming-twice", sympy.cosh(x), x, IncomingTwice, {"cotangent", "factor", "constant-factor", "exponent"}, why="incoming gradient squared", domain={x: (-3, 3)}),
    Claim("code3.xlogy", p * log(s), [p, s], Xlogy, {"exponent", "factor"}, why="slope of the reciprocal"),
    Claim("code3.hard-shrink", sympy.Piecewise((x, sympy.Abs(x) > sympy.Rational(1, 2)), (0, True)), x, HardShrink, region("wrong-function", "factor", "offset", "dropped-term", "exchanged-branches"),
          why="straight through", domain={x: (-2, 2)}),
    Claim("code3.root", sympy.sqrt(1 + x**2), x, Hyperbola, HALF, why="2 of the square used twice"),
    Claim("code3.sinc", sympy.sin(p) / p, p, NormalisedSinc(), {"forward"}, why="normalized sinc", domain={p: (0.2, 4)}),
    Claim("code3.envelope", exp(-x) * sympy.sin(3 * x), x, DetachedAmplitude(), MISSING | {"product-rule"}, why="envelope detached", domain={x: (-2, 2)}),
    Claim("code3.angle", x * sympy.cos(x), x, DetachedAngle(), MISSING | {"product-rule"}, why="angle detached"),
    Claim("code3.arguments", log(1 + x**2) * y, [x, y], SwappedLinear, {"forward"}, why="arguments exchanged in the forward pass"),
    Claim("code3.degrees", sympy.sin(sympy.pi * x / 180), x, degrees, {"argument"} | both({"argument"}, INNER | {"constant-factor", "wrong-constant"}), why="degrees given to a function of radians", domain={x: (-170, 170)}),
    Claim("code3.mistyped", exp(-(x**2) / (2 * s**2)) / (s * sympy.sqrt(2 * sympy.pi)), x, mistyped_density, {"wrong-constant", "constant-factor", "factor"},
          why="digits of 1/sqrt(2 pi) exchanged", domain={x: (-3, 3), s: (0.5, 2)}),
    Claim("code3.binary", log(1 + p) / log(2), p, log2_slope, {"constant-factor", "factor", "wrong-function", "wrong-constant"}, why="treated like log1p"),
    Claim("code3.unbiased", VARIANCE, [x, y, z], unbiased, {"mean", "constant-factor", "factor", "wrong-constant"}, why="n - 1 for n"),
    Claim("code3.stacked", POLAR_FLOW, [x, y], [[exp(x) * sympy.sin(y), exp(x) * sympy.cos(y)], [-exp(x) * sympy.cos(y), -exp(x) * sympy.sin(y)]], SIGN | {"flipped-term"}, why="minus in both entries", domain={x: (-2, 2)}),
    Claim("code3.symmetric", [exp(x) * sympy.sin(y), exp(x) * y], [x, y],
          [[exp(x) * sympy.sin(y), exp(x) * y], [exp(x) * sympy.cos(y), exp(x)]], {"transposed"}, why="one row a variable", domain={x: (-2, 2)}),
    Claim("code3.jacobian", [exp(x) * sympy.sin(y), exp(x) * y], [x, y], jacobian_stacked, {"transposed"} | {"swapped-partials", "sign", "flipped-term", "factor"}, why="stacked along the last axis twice", domain={x: (-2, 2)}),
    Claim("code3.second", x * exp(y), [x, y], hessian_of_product, {"factor", "held-constant"}, why="x lost in the last entry", order=2, domain={x: (-2, 2), y: (-2, 2)}),
    Claim("code3.accumulated", (x - y) ** 2, [x, y], accumulated, {"dropped-term", "factor", "held-constant"}, why="gradient buffer not cleared between inputs"),
    Claim("code3.margin", sympy.Abs(x - m), x, absolute_margin, region("sign", "factor", "inner-derivative", "wrong-function", "flipped-term", "constant-factor"), why="sign forgotten", domain={x: (-2, 2), m: (-1, 1)}),
    Claim("code3.soft-threshold", sympy.Max(x - sympy.Rational(1, 2), 0) - sympy.Max(-x - sympy.Rational(1, 2), 0), x, soft_threshold,
          region("dropped-term", "held-constant", "factor", "flipped-term"), why="negative side forgotten", domain={x: (-2, 2)}),
    Claim("code3.precedence", 1 / (1 + p) ** 2, p, precedence, {"exponent", "factor"}, why="power bound to the wrong factor"),
    Claim("code3.exponent", p**k, [p, k], integer_power, {"factor", "wrong-function", "inner-derivative"}, why="logarithm of the base forgotten", domain={p: (0.4, 3), k: (0.5, 3)}),
    Claim("code3.kernel", exp(-sympy.Abs(x) / s), s, kernel_scale, {"exponent", "factor", "quotient-rule"} | INNER, why="scale not squared", domain={x: (-3, 3), s: (0.5, 2)}),
)  # fmt: skip
