"""Wrong claims that no single known slip explains: the honest diagnosis is none."""

from __future__ import annotations

import sympy as sp
import torch
from check.people.claim import Claim

x, y, z, n = sp.symbols("x y z n", real=True)
p = sp.Symbol("p", positive=True)
X = sp.MatrixSymbol("X", 3, 3)
A = sp.MatrixSymbol("A", 3, 3)
sigmoid = 1 / (1 + sp.exp(-z))
softmax = sp.exp(x) / (sp.exp(x) + sp.exp(y))


def load_exponent_backward(x, n):
    """The scale is used where the power of two was meant, in both slopes."""
    scaled = torch.exp(n) * 0.6931471805599453
    return torch.stack([scaled, x * scaled * 0.6931471805599453], dim=-1)


def batch_statistics_backward(x, y):
    """Left over from another loss."""
    centred = x - (x + y) / 2
    return centred * torch.sigmoid(y) + torch.log1p(x * x)


IDIOSYNCRATIC = (
    Claim("odd.lost-parentheses", sp.exp(2 * x + 3), x, sp.exp(2 * x) + 6, why="parentheses of the exponent lost", source="derivativecalculus.com"),
    Claim("odd.mixed-quotient", (p + sp.sin(p)) / p**3, p, (p + sp.cos(p)) / (3 * p), why="half quotient, half power rule"),
    Claim("odd.double-angle", sp.sin(x) * sp.cos(x), x, sp.sin(x) - x * sp.cos(x) ** 2, why="guess"),
    Claim("odd.nested-logarithm", sp.log(p) / (p + 1), p, 1 / (p * sp.log(p + 1)), why="denominator pulled into the logarithm"),
    Claim("odd.nested-chain", sp.tanh(x**2), x, 2 * x * sp.tanh(x) / sp.cosh(x), why="function and derivative mixed"),
    Claim("odd.gaussian", sp.exp(-(x**2) / 2), x, (1 - x) * sp.exp(x), why="another function altogether"),
    Claim("odd.gradient", x**2 * y + sp.sin(x * y), [x, y], [x + y, x * y + 1], why="guess"),
    Claim("odd.root", sp.sqrt(x**2 + 1), x, x**2 / (1 + sp.Abs(x)), why="root taken term by term, then something"),
    Claim("odd.softmax-cubed", softmax, x, softmax - softmax**3, why="misremembered p - p**2"),
    Claim("odd.sigmoid-bell", sigmoid, z, z * sp.exp(-(z**2)), why="a bell curve of some kind"),
    Claim("odd.series", 1 / (1 + p), p, -1 + 2 * p - 3 * p**2, why="series cut off", domain={p: (0.1, 0.9)}),
    Claim("odd.trace", sp.Trace(X.T * A * X), X, A * X * A.T, why="factors sorted at random"),
    Claim("odd.load-exponent", x * 2**n, [x, n], load_exponent_backward, why="wrong base twice", source="tt-metal issue 6533", domain={x: (0.5, 3.0), n: (-2.0, 3.0)}),
    Claim("odd.left-over-code", sp.sin(x) * y, [x], batch_statistics_backward, why="code of another loss"),
)  # fmt: skip
