"""Wrong claims written as if no known slip explained them: the honest answer is that none fits.

Four were explained all the same, and rightly; these have kinds.
"""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim
from torch import Tensor

__all__ = ["ODD"]

x, y, t = sympy.symbols("x y t", real=True)
S, K, V, a, b, n = sympy.symbols("S K V a b n", positive=True)
p = sympy.Symbol("p", positive=True)
exp, log, sin, cos = sympy.exp, sympy.log, sympy.sin, sympy.cos


class TanhOfSavedInput(torch.autograd.Function):
    """tanh whose backward pass takes the saved input for the output."""

    @staticmethod
    def forward(ctx, t: Tensor) -> Tensor:
        ctx.save_for_backward(t)
        return t.tanh()

    @staticmethod
    def backward(ctx, g: Tensor) -> Tensor:
        (t,) = ctx.saved_tensors
        return g * (1 - t**2)


def misplaced_bracket(t: Tensor) -> Tensor:
    gate = torch.sigmoid(t)
    return gate * (1 + t) * (1 - gate)


ODD = (
    Claim("odd.saved-input", sympy.tanh(x), x, TanhOfSavedInput, kinds={"wrong-function"}, why="input saved for the output", domain={x: (-3, 3)}),
    Claim("odd.bracket", x / (1 + exp(-x)), x, misplaced_bracket, kinds={"dropped-term"}, why="bracket after 1 + x", domain={x: (-3, 3)}),
    Claim("odd.half-saturation", V * S / (K + S), S, V * K / (K + 2 * S + 1) ** 2, why="square expanded by heart"),
    Claim("odd.root-of-sum", sympy.sqrt(x**2 + y**2), [x, y], [1, 1], kinds={"dropped-term"}, why="root taken of each square", domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("odd.parallel", 1 / (1 / a + 1 / b), [a, b], [1, 1], kinds={"dropped-term"}, why="reciprocals cancelled"),
    Claim("odd.parabola", -p * log(p) - (1 - p) * log(1 - p), p, 4 - 8 * p, why="a parabola through the same points", domain={p: (0.05, 0.95)}),
    Claim("odd.gates", 1 / ((1 + exp(-x)) * (1 + exp(-y))), [x, y],
          [(1 / (1 + exp(-x))) * (1 - 1 / (1 + exp(-y))) ** 2, (1 / (1 + exp(-y))) * (1 - 1 / (1 + exp(-x))) ** 2], why="gates mixed up"),
    Claim("odd.shares", log(exp(x) + exp(y)), [x, y], [x**2 / (x**2 + y**2 + 1), y**2 / (x**2 + y**2 + 1)], why="squares for exponentials"),
    Claim("odd.small-angle", sin(x) ** 3, x, 3 * x**2 - x**4 + x**6 / 7, why="a truncated series, last coefficient guessed", domain={x: (0.5, 3)}),
    Claim("odd.rational", exp(x) / (1 + x**2), x, exp(x) * (1 + x) / (3 + x**4), why="guessed", domain={x: (-2, 2)}),
    Claim("odd.mixture", log(a * exp(-a) + b * exp(-2 * b)), a, (2 - a) * exp(-a / 3) / (a + b + 1), why="guessed"),
    Claim("odd.hessian", x**2 * y + sin(x * y), [x, y],
          [[3 * y - cos(x), x + 2 * y**2], [x + 2 * y**2, sin(y) + 4]], why="guessed", order=2),
)  # fmt: skip
