"""autograd.Function and nn.Module, each with a bug."""

from __future__ import annotations

import math

import sympy
import torch
from check.people.claim import Claim, both, region
from check.people.fifth.kinds import (
    COPIED,
    HALF,
    INNER,
    MISSING,
    NUMBER,
    POWER,
    PRODUCT_HELD,
    QUOTIENT_HELD,
    SIGN,
)
from check.people.torch_code import with_backward
from torch import Tensor, nn

__all__ = ["CLAIMS", "OPEN"]

x, y, z = sympy.symbols("x y z", real=True)
p, q = sympy.symbols("p q", positive=True)
exp, log, sqrt, tanh = sympy.exp, sympy.log, sympy.sqrt, sympy.tanh
TOTAL = exp(x) + exp(y) + exp(z)
three = {x: (-2, 2), y: (-2, 2), z: (-2, 2)}
two = {x: (-2, 2), y: (-2, 2)}


def of_two(name, forward, backward):
    """Return the Function of two inputs; ``backward`` gets the incoming gradient, the inputs and the output."""

    class Hand(torch.autograd.Function):
        @staticmethod
        def forward(ctx, first: Tensor, second: Tensor) -> Tensor:
            out = forward(first, second)
            ctx.save_for_backward(first, second, out)
            return out

        @staticmethod
        def backward(ctx, g: Tensor) -> tuple[Tensor | None, Tensor | None]:
            return backward(g, *ctx.saved_tensors)

    Hand.__name__ = name
    return Hand


class Squared(torch.autograd.Function):
    """The incoming gradient multiplied in twice."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t.exp()

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * g * t.exp()


class Averaged(torch.autograd.Function):
    """The incoming gradient averaged over the batch."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t.sin()

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g.mean() * t.cos()


class Clipped(torch.autograd.Function):
    """The outgoing gradient clipped to length one."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t**2

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return (g * 2 * t).clamp(-1, 1)


class LogSumExp(torch.autograd.Function):
    """Exponentials without their sum."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        ctx.save_for_backward(a, b, c)
        return torch.logsumexp(torch.stack([a, b, c]), 0)

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, ...]:
        return tuple(g * t.exp() for t in ctx.saved_tensors)


class MultiplyAdd(torch.autograd.Function):
    """a * b + c with c's gradient multiplied like the others."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        ctx.save_for_backward(a, b, c)
        return a * b + c

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, ...]:
        a, b, c = ctx.saved_tensors
        return g * b, g * a, g * c


class Overwritten(torch.autograd.Function):
    """The saved tensor is changed in place after it was saved."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        kept = t.clone()
        ctx.kept = kept
        return kept.exp_() * 1.0

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        return g * ctx.kept.exp()


class DetachedLength(nn.Module):
    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        length = (a**2 + b**2).sqrt()
        return a / length.detach()


class FrozenHead(nn.Module):
    """The first layer runs without a graph."""

    def forward(self, t: Tensor) -> Tensor:
        with torch.no_grad():
            hidden = torch.tanh(2 * t)
        return hidden * torch.exp(-t)


class Hooked(nn.Module):
    """A hook left from an experiment halves the gradient."""

    def forward(self, t: Tensor) -> Tensor:
        hidden = t * 1.0
        if hidden.requires_grad:
            hidden.register_hook(lambda g: g * 0.5)
        return torch.sigmoid(hidden)


class Reversed(nn.Module):
    """A gradient reversal layer."""

    def forward(self, t: Tensor) -> Tensor:
        return torch.tanh(2 * t.detach() - t)


class CopiedValue(nn.Module):
    """The scale goes through .item()-like data."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return a * torch.exp(b.data) + b**2


class Rebuilt(nn.Module):
    """torch.tensor(...) of a tensor cuts the graph."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        weight = torch.as_tensor(torch.sigmoid(a).detach().numpy())
        return weight * a + (1 - weight) * b


class StraightThrough(nn.Module):
    """The clamp passes its gradient everywhere."""

    def forward(self, t: Tensor) -> Tensor:
        return t + (t.clamp(-1, 1) - t).detach()


class LostTop(nn.Module):
    """The largest score is subtracted and never added again."""

    def forward(self, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        stacked = torch.stack([a, b, c], -1)
        return (stacked - stacked.amax(-1, keepdim=True)).exp().sum(-1).log()


class WrongReduction(nn.Module):
    """mean() for mean(-1)."""

    def forward(self, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        stacked = torch.stack([a, b, c], -1)
        return ((stacked - stacked.mean()) ** 2).mean(-1)


class Biased(nn.Module):
    """torch.var with its n - 1."""

    def forward(self, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        return torch.stack([a, b, c], -1).var(-1)


class HalfFrozen(nn.Module):
    """One of the two towers is frozen."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.sin(a) * torch.sin(b.detach()) + a**2


class Decay(nn.Module):
    """A decay of the weights added to the gradient."""

    def forward(self, t: Tensor) -> Tensor:
        value = torch.exp(-t)
        penalty = 0.05 * t**2
        return value + penalty - penalty.detach()


class Noise(nn.Module):
    """Noise as in training."""

    def forward(self, t: Tensor) -> Tensor:
        return torch.sin(t + 0.01 * torch.randn_like(t))


CLAIMS = (
    Claim("backward5.cube-root", sympy.cbrt(p), p, with_backward("CubeRoot", lambda t: t ** (1 / 3), lambda t, out: 1 / (3 * out)), POWER, why="square of the output forgotten"),
    Claim("backward5.reciprocal", 1 / p, p, with_backward("Reciprocal", torch.reciprocal, lambda t, out: out**2), SIGN, why="minus"),
    Claim("backward5.reciprocal-power", 1 / p, p, with_backward("ReciprocalPower", torch.reciprocal, lambda t, out: -out), POWER | {"quotient-rule"}, why="square"),
    Claim("backward5.complement", sympy.erfc(x), x, with_backward("Erfc", torch.erfc, lambda t, out: 2 / math.sqrt(math.pi) * torch.exp(-(t**2))), SIGN, why="slope of erf", domain={x: (-2, 2)}),
    Claim("backward5.error-constant", sympy.erf(x), x, with_backward("Erf", torch.erf, lambda t, out: 2 / math.pi * torch.exp(-(t**2))), NUMBER | {"wrong-function"}, why="root of pi", domain={x: (-2, 2)}),
    Claim("backward5.error-half", sympy.erf(x), x, with_backward("ErfHalf", torch.erf, lambda t, out: 2 / math.sqrt(math.pi) * torch.exp(-(t**2) / 2)), {"wrong-constant", "argument", "exponent", "factor", "wrong-function"}, why="the density's exponent", domain={x: (-2, 2)}),
    Claim("backward5.softsign", x / (1 + sympy.Abs(x)), x, with_backward("Softsign", nn.functional.softsign, lambda t, out: 1 / (1 + t.abs()) - out), {"factor", "exponent", "wrong-function", "quotient-rule", "inner-derivative"}, why="output in the second term once", domain={x: (-3, 3)}),
    Claim("backward5.silu", x / (1 + exp(-x)), x, with_backward("Silu", nn.functional.silu, lambda t, out: torch.sigmoid(t) + out * (1 - out)), COPIED | {"wrong-constant"}, why="output for the gate", domain={x: (-3, 3)}),
    Claim("backward5.silu-gate", x / (1 + exp(-x)), x, with_backward("SiluGate", nn.functional.silu, lambda t, out: torch.sigmoid(t) * (1 - torch.sigmoid(t))), {"product-rule", "dropped-term", "factor"}, why="slope of the gate", domain={x: (-3, 3)}),
    Claim("backward5.tan", sympy.tan(x), x, with_backward("Tan", torch.tan, lambda t, out: 1 - out**2), {"flipped-term"}, why="tanh's rule", domain={x: (-1.2, 1.2)}),
    Claim("backward5.logit", log(p / (1 - p)), p, with_backward("Logit", torch.logit, lambda t, out: t * (1 - t)), {"exponent", "wrong-function", "factor"}, why="slope of the inverse function", domain={p: (0.05, 0.95)}),
    Claim("backward5.squared-gradient", exp(x), x, Squared, {"cotangent"}, why="incoming gradient twice", domain={x: (-2, 2)}),
    Claim("backward5.averaged-gradient", sympy.sin(x), x, Averaged, {"cotangent", "batch"}, why="incoming gradient averaged"),
    Claim("backward5.clipped", x**2, x, Clipped, region("held-constant", "cotangent", "offset", "wrong-function") | {"cotangent"}, why="gradient clipped", domain={x: (-2, 2)}),
    Claim("backward5.power", p**q, [p, q], of_two("Power", torch.pow, lambda g, a, b, out: (g * b * out / a, g * out)), INNER, why="logarithm of the base"),
    Claim("backward5.power-exponent", p**q, [p, q], of_two("PowerExponent", torch.pow, lambda g, a, b, out: (g * b * out, g * out * a.log())), POWER, why="exponent not lowered"),
    Claim("backward5.power-logarithm", p**q, [p, q], of_two("PowerLogarithm", torch.pow, lambda g, a, b, out: (g * b * out / a, g * out * b.log())), COPIED, why="logarithm of the exponent"),
    Claim("backward5.quotient", p / q, [p, q], of_two("Divide", torch.div, lambda g, a, b, out: (g / b, g * a / b**2)), SIGN, why="minus"),
    Claim("backward5.quotient-order", p / q, [p, q], of_two("DivideOrder", torch.div, lambda g, a, b, out: (-g * a / b**2, g / b)), {"swapped-partials"}, why="gradients in the wrong order"),
    Claim("backward5.angle", sympy.atan2(y, x), [x, y], of_two("Angle", lambda a, b: torch.atan2(b, a), lambda g, a, b, out: (-g * b / (a**2 + b**2).sqrt(), g * a / (a**2 + b**2).sqrt())), POWER, why="length for its square", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("backward5.only-first", x * exp(y), [x, y], of_two("OnlyFirst", lambda a, b: a * b.exp(), lambda g, a, b, out: (g * b.exp(), None)), {"no-gradient", "held-constant", "dropped-term"}, why="None for the second", domain=two),
    Claim("backward5.distance", sqrt((x - y) ** 2 + 1), [x, y], of_two("Distance", lambda a, b: ((a - b) ** 2 + 1).sqrt(), lambda g, a, b, out: (g * (a - b) / out, g * (a - b) / out)), SIGN | {"inner-derivative"}, why="minus", domain=two),
    Claim("backward5.distance-two", sqrt((x - y) ** 2 + 1), [x, y], of_two("DistanceTwo", lambda a, b: ((a - b) ** 2 + 1).sqrt(), lambda g, a, b, out: (2 * g * (a - b) / out, -2 * g * (a - b) / out)), HALF, why="1/2 of the root", domain=two),
    Claim("backward5.gate", x / (1 + exp(-y)), [x, y], of_two("Gate", lambda a, b: a * torch.sigmoid(b), lambda g, a, b, out: (g * torch.sigmoid(b), g * torch.sigmoid(b) * (1 - torch.sigmoid(b)))), {"factor", "inner-derivative"}, why="a of the second slope", domain=two),
    Claim("backward5.gate-output", x / (1 + exp(-y)), [x, y], of_two("GateOutput", lambda a, b: a * torch.sigmoid(b), lambda g, a, b, out: (g * torch.sigmoid(b), g * out * (1 - out))), COPIED | {"wrong-constant", "factor"}, why="output for the gate", domain=two),
    Claim("backward5.log-sum", log(TOTAL), [x, y, z], LogSumExp, INNER | QUOTIENT_HELD, why="sum below forgotten", domain=three),
    Claim("backward5.multiply-add", x * y + z, [x, y, z], MultiplyAdd, {"factor", "wrong-function"}, why="slope of the addend", domain=three),
    Claim("backward5.overwritten", exp(x), x, Overwritten, COPIED | {"factor"}, why="saved tensor overwritten", domain={x: (-1.5, 1.5)}),
    Claim("module5.length", x / sqrt(x**2 + y**2), [x, y], DetachedLength(), QUOTIENT_HELD | {"held-constant + no-gradient"}, why="length detached", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("module5.frozen", tanh(2 * x) * exp(-x), x, FrozenHead(), PRODUCT_HELD, why="first layer without a graph", domain={x: (-2, 2)}),
    Claim("module5.hook", 1 / (1 + exp(-x)), x, Hooked(), HALF, why="gradient halved by a hook", domain={x: (-3, 3)}),
    Claim("module5.reversal", tanh(x), x, Reversed(), SIGN, why="gradient reversed", domain={x: (-2, 2)}),
    Claim("module5.data", x * exp(y) + y**2, [x, y], CopiedValue(), MISSING, why="scale through .data", domain=two),
    Claim("module5.rebuilt", (x + y * exp(-x)) / (1 + exp(-x)), [x, y], Rebuilt(), PRODUCT_HELD | {"quotient-rule"}, why="weight rebuilt", domain=two),
    Claim("module5.straight-through", sympy.Max(-1, sympy.Min(1, x)), x, StraightThrough(), region("wrong-function", "offset", "held-constant", "exchanged-branches", "factor"), why="straight-through estimator", domain={x: (-3, 3)}),
    Claim("module5.lost-top", log(TOTAL), [x, y, z], LostTop(), {"forward"}, why="largest score never added", domain=three),
    Claim("module5.reduction", ((x - (x + y + z) / 3) ** 2 + (y - (x + y + z) / 3) ** 2 + (z - (x + y + z) / 3) ** 2) / 3, [x, y, z], WrongReduction(), {"batch", "forward"}, why="mean over the batch", domain=three),
    Claim("module5.biased", ((x - (x + y + z) / 3) ** 2 + (y - (x + y + z) / 3) ** 2 + (z - (x + y + z) / 3) ** 2) / 3, [x, y, z], Biased(), {"forward", "mean"} | {"constant-factor + forward"}, why="n - 1 for n", domain=three),
    Claim("module5.tower", sympy.sin(x) * sympy.sin(y) + x**2, [x, y], HalfFrozen(), {"no-gradient", *MISSING}, why="second tower frozen", domain=two),
    Claim("module5.decay", exp(-x), x, Decay(), {"offset"}, why="weight decay in the gradient", domain={x: (-2, 2)}),
    Claim("module5.two", x * exp(2 * x), x, with_backward("Two", lambda t: t * torch.exp(2 * t), lambda t, out: torch.exp(2 * t) - out), both(INNER | HALF, SIGN | {"flipped-term"}) | {"wrong-constant"}, why="minus, and inner 2", domain={x: (-1, 1)}),
)  # fmt: skip

# Two runs differ by more than any slip: the report says so, and decides nothing.
OPEN = (
    Claim("module5.noise", sympy.sin(x), x, Noise(), why="noise left on", domain={x: (-2, 2)}),
)  # fmt: skip
