"""torch.autograd.Function and nn.Module written by hand, each with a bug."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, region
from check.people.torch_code import with_backward
from torch import Tensor, nn

__all__ = ["CLAIMS"]

x, y, z = sympy.symbols("x y z", real=True)
p, q = sympy.symbols("p q", positive=True)
exp, log, sqrt = sympy.exp, sympy.log, sympy.sqrt

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}


class Product(torch.autograd.Function):
    """a * b**2 with the gradients returned in the wrong order."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return a * b**2

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g * 2 * a * b, g * b**2


class Difference(torch.autograd.Function):
    """(a - b)**2 whose second slope lacks the minus."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return (a - b) ** 2

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return 2 * g * (a - b), 2 * g * (a - b)


class Quotient(torch.autograd.Function):
    """a / b whose second slope lacks the square."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return a / b

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        return g / b, -g * a / b


class Ignored(torch.autograd.Function):
    """x * log(x) with a backward pass that ignores the incoming gradient."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t * t.log()

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return t.log() + 1


class Norm(torch.autograd.Function):
    """Length of (a, b), divided by the square of the length."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        out = torch.hypot(a, b)
        ctx.save_for_backward(a, b, out)
        return out

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b, out = ctx.saved_tensors
        return g * a / out**2, g * b / out**2


class MeanSquare(torch.autograd.Function):
    """Mean of three squares without 1/n."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        ctx.save_for_backward(a, b, c)
        return (a**2 + b**2 + c**2) / 3

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, ...]:
        return tuple(2 * g * t for t in ctx.saved_tensors)


class OneGradient(torch.autograd.Function):
    """exp(a) + exp(a + b) without a gradient for the first exponential."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return a.exp() + (a + b).exp()

    @staticmethod
    def backward(ctx, g: Tensor) -> tuple[Tensor, Tensor]:
        a, b = ctx.saved_tensors
        both = g * (a + b).exp()
        return both, both


class Frozen(torch.autograd.Function):
    """Cube with a backward pass in NumPy, invisible for a second derivative."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t**3

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * 3 * t.detach() ** 2


class Square(torch.autograd.Function):
    """z**2 with the derivative in place of its conjugate."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t**2

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * 2 * t


class Detached(nn.Module):
    """A softmax weight of two numbers whose normalizer is detached."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return a.exp() / (a.exp() + b.exp()).detach()


class DetachedGate(nn.Module):
    """tanh(a) times a gate that was detached."""

    def forward(self, a: Tensor) -> Tensor:
        return torch.tanh(a) * torch.sigmoid(2 * a).detach()


class Item(nn.Module):
    """A mean computed from .data and subtracted."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return (a - (a.data + b.data) / 2) ** 2


class Approximate(nn.Module):
    """GELU by its tanh formula."""

    def forward(self, a: Tensor) -> Tensor:
        return nn.functional.gelu(a, approximate="tanh")


class BatchNormalized(nn.Module):
    """x centred by the batch."""

    def forward(self, a: Tensor) -> Tensor:
        return torch.exp(a - a.mean())


class Dropout(nn.Module):
    """sin(x) with dropout left on."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.3)

    def forward(self, a: Tensor) -> Tensor:
        return self.dropout(torch.sin(a))


class Rounded(nn.Module):
    """exp(-x) of a rounded input."""

    def forward(self, a: Tensor) -> Tensor:
        return torch.exp(-a.round(decimals=3))


class Guarded(nn.Module):
    """A root behind torch.where: the branch not taken poisons the gradient."""

    def forward(self, a: Tensor) -> Tensor:
        return torch.where(a > 1, torch.sqrt(a - 1), torch.zeros_like(a))


class LongFactor(nn.Module):
    """A pair product with one argument used twice."""

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.sin(a) * torch.exp(a)


CLAIMS = (
    Claim("backward4.exp-input", exp(x), x, with_backward("Exp", torch.exp, lambda a, out: a), {"wrong-function", "argument"}, why="input saved in place of the output", domain={x: (-2, 2)}),
    Claim("backward4.sigmoid-input", 1 / (1 + exp(-x)), x, with_backward("Sigmoid", torch.sigmoid, lambda a, out: a * (1 - a)), {"argument", "wrong-function"}, why="input in place of the output", domain={x: (-2, 2)}),
    Claim("backward4.tanh", sympy.tanh(x), x, with_backward("Tanh", torch.tanh, lambda a, out: 1 - out), {"exponent", "factor"} | {"wrong-function"}, why="square forgotten", domain={x: (-2, 2)}),
    Claim("backward4.clamp", sympy.Max(-1, sympy.Min(1, x)), x, with_backward("Clamp", lambda a: a.clamp(-1, 1), lambda a, out: torch.ones_like(a)), region("wrong-function", "offset", "exchanged-branches", "factor"), why="straight through", domain={x: (-2, 2)}),
    Claim("backward4.relu", sympy.Max(x, 0), x, with_backward("Relu", torch.relu, lambda a, out: (a < 0).to(a.dtype)), {"exchanged-branches"}, why="mask inverted", domain={x: (-2, 2)}),
    Claim("backward4.relu-value", sympy.Max(x, 0) ** 2, x, with_backward("Relu2", lambda a: torch.relu(a) ** 2, lambda a, out: 2 * a), region("wrong-function", "factor", "exchanged-branches", "held-constant"), why="mask forgotten", domain={x: (-2, 2)}),
    Claim("backward4.softplus", log(1 + exp(3 * x)) / 3, x, with_backward("Softplus", lambda a: nn.functional.softplus(a, beta=3), lambda a, out: torch.sigmoid(a)), {"argument"} | INNER, why="beta forgotten", domain={x: (-2, 2)}),
    Claim("backward4.root", sqrt(1 + x**2), x, with_backward("Root", lambda a: (1 + a**2).sqrt(), lambda a, out: 2 * a / out), HALF, why="1/2 of the root", domain={x: (-2, 2)}),
    Claim("backward4.arctan", sympy.atan(x), x, with_backward("Atan", torch.atan, lambda a, out: 1 / (1 + out**2)), {"argument"}, why="output in place of the input", domain={x: (-2, 2)}),
    Claim("backward4.rsqrt", 1 / sqrt(p), p, with_backward("Rsqrt", torch.rsqrt, lambda a, out: -0.5 * out**2), {"exponent", "factor"}, why="square for cube"),
    Claim("backward4.log1p", log(1 + p), p, with_backward("Log1p", torch.log1p, lambda a, out: 1 / a), {"argument", "wrong-function", "dropped-term", "wrong-constant", "held-constant"}, why="slope of the plain logarithm"),
    Claim("backward4.order", x * y**2, [x, y], Product, {"swapped-partials"}, why="gradients returned in the wrong order"),
    Claim("backward4.difference", (x - y) ** 2, [x, y], Difference, SIGN | {"inner-derivative"}, why="minus"),
    Claim("backward4.quotient", p / q, [p, q], Quotient, {"exponent", "factor", "quotient-rule"}, why="square"),
    Claim("backward4.ignored", p * log(p), p, Ignored, {"cotangent"}, why="incoming gradient ignored"),
    Claim("backward4.norm", sqrt(x**2 + y**2), [x, y], Norm, {"exponent", "factor"}, why="square of the length", domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("backward4.mean", (x**2 + y**2 + z**2) / 3, [x, y, z], MeanSquare, {"mean", "constant-factor", "factor", "wrong-constant"}, why="1/n"),
    Claim("backward4.one-path", exp(x) + exp(x + y), [x, y], OneGradient, MISSING, why="one of two paths", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("backward4.second-derivative", x**3, x, Frozen, {"detached"} | MISSING, why="backward pass outside of the graph", order=2, domain={x: (-2, 2)}),
    Claim("backward4.conjugate", sympy.Symbol("w") ** 2, sympy.Symbol("w"), Square, {"conjugate"}, why="conjugate of torch's convention", dtype=torch.complex128),
    Claim("module4.normalizer", exp(x) / (exp(x) + exp(y)), [x, y], Detached(), MISSING | {"quotient-rule", "product-rule"} | {"held-constant + no-gradient"}, why="normalizer detached", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("module4.gate", sympy.tanh(x) / (1 + exp(-2 * x)), x, DetachedGate(), MISSING | {"product-rule", "quotient-rule"}, why="gate detached", domain={x: (-2, 2)}),
    Claim("module4.data", (x - (x + y) / 2) ** 2, [x, y], Item(), MISSING | {"factor", "mean"} | {"inner-derivative + no-gradient"}, why="mean from .data", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("module4.approximate", x * (1 + sympy.erf(x / sqrt(2))) / 2, x, Approximate(), {"forward"}, why="tanh formula", domain={x: (-3, 3)}),
    Claim("module4.batch", exp(x), x, BatchNormalized(), {"batch", "forward"}, why="centred by the batch", domain={x: (-2, 2)}),
    Claim("module4.random", sympy.sin(x), x, Dropout(), {"random", "forward"}, why="dropout left on", domain={x: (-2, 2)}),
    Claim("module4.rounded", exp(-x), x, Rounded(), {"forward", "held-constant", "dropped-term", "constant-factor"}, why="input rounded", domain={x: (-2, 2)}),
    Claim("module4.guarded", sympy.Piecewise((sqrt(x - 1), x > 1), (0, True)), x, Guarded(), region("not-finite"), why="branch not taken", domain={x: (-1, 3)}),
    Claim("module4.argument", sympy.sin(x) * exp(y), [x, y], LongFactor(), {"forward"} | {"forward + no-gradient"}, why="one argument used twice", domain={x: (-2, 2), y: (-2, 2)}),
)  # fmt: skip
