"""Wrong claims that are no typical slip: nothing should be named."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim
from check.people.torch_code import with_backward
from torch import Tensor

__all__ = ["ODD"]

x, y, z = sympy.symbols("x y z", real=True)
p, q, a, b, t = sympy.symbols("p q a b t", positive=True)
A, X = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("X", 3, 3)
c = sympy.MatrixSymbol("c", 3, 1)
exp, log, sin, cos, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt
two = {x: (-2, 2), y: (-2, 2)}
three = {**two, z: (-2, 2)}


def table(u: Tensor) -> Tensor:
    """A staircase from a table."""
    return torch.floor(4 * u) / 7 + 0.31


def network(u: Tensor, v: Tensor) -> Tensor:
    """A small network with its weights made up."""
    hidden = torch.tanh(0.7 * u - 1.3 * v + 0.2)
    return torch.stack([1.9 * hidden - 0.4, torch.tanh(0.3 * u * v) - 0.8 * hidden], -1)


def polynomial(u: Tensor) -> Tensor:
    return 0.17 * u**3 - 0.61 * u**2 + 0.23


def rational(u: Tensor, v: Tensor, w: Tensor) -> Tensor:
    return torch.stack([u * w / (3 + v**2), torch.cos(u - 2 * w), v.abs().sqrt() - 0.3], -1)


ODD = (
    Claim("odd5.pendulum", cos(x) + x**2, x, x**3 * sin(2 * x) - 4, why="guess", domain={x: (-2, 2)}),
    Claim("odd5.orbit", 1 / (1 + cos(x) / 2), x, x**2 / (4 + x) - sin(x / 3), why="guess", domain={x: (-2, 2)}),
    Claim("odd5.decay", a * exp(-b * t), t, b * t / (a + t**2), why="guess"),
    Claim("odd5.rate", p / (q + p), p, log(1 + p * q) - q / 5, why="guess"),
    Claim("odd5.gas", p * t / (3 + q), [p, q], [exp(-q) * p + t, t**2 / (7 + p)], why="guess"),
    Claim("odd5.entropy", -p * log(p), p, p**3 - 3 * p + sqrt(p) / 7, why="guess", domain={p: (0.1, 0.9)}),
    Claim("odd5.score", log(p) - p * t, p, sin(p) + t**3 / 11, why="guess"),
    Claim("odd5.sigmoid", 1 / (1 + exp(-x)), x, cos(x / 3) / 4 + x / 50, why="looks similar", domain={x: (-3, 3)}),
    Claim("odd5.bell", exp(-(x**2)), x, -x / (1 + x**4), why="looks similar", domain={x: (-2, 2)}),
    Claim("odd5.root", sqrt(1 + x**2), x, 2 * sympy.atan(3 * x / 2) / 3, why="looks similar", domain={x: (-3, 3)}),
    Claim("odd5.tangent", sympy.tanh(x), x, (5 - x**2) / (5 + 6 * x**2), why="a wrong approximant", domain={x: (-2, 2)}),
    Claim("odd5.gradient", x * y * z, [x, y, z], [cos(y) + z**2, x**3 - z, exp(x) / (2 + y**2)], why="guess", domain=three),
    Claim("odd5.softplus", log(1 + exp(x)), x, (1 + x / sqrt(1 + x**2 / 2)) / 3, why="looks similar", domain={x: (-3, 3)}),
    Claim("odd5.jacobian", [x - y, x * y], [x, y], [[cos(x * y), x + 3 * y], [y**2 - 4, sin(x) - y]], why="guess", domain=two),
    Claim("odd5.hessian", x**3 * y, [x, y], [[exp(x) - y, x * y**2], [x * y**2, cos(y) + 2]], why="guess", order=2, domain=two),
    Claim("odd5.region", sympy.Abs(x), x, sympy.Piecewise((x**2 + cos(x), x > 0), (sin(3 * x) / 2, True)), why="guess", domain={x: (-2, 2)}),
    Claim("odd5.gamma", sympy.gamma(p), p, log(p) * sqrt(p) - 1 / (2 + p), why="guess", domain={p: (0.5, 4)}),
    Claim("odd5.power", p**q, p, p * q / (3 + q) + sin(q), why="guess"),
    Claim("odd5.table", sin(x), x, table, why="a table", domain={x: (-2, 2)}),
    Claim("odd5.network", x**2 * y, [x, y], network, why="a network", domain=two),
    Claim("odd5.polynomial", exp(-x), x, polynomial, why="a fit", domain={x: (-2, 2)}),
    Claim("odd5.rational", sin(x) * y + z, [x, y, z], rational, why="code of something else", domain=three),
    Claim("odd5.backward", sympy.atan(x), x, with_backward("Odd", torch.atan, lambda u, out: 0.9 - 0.3 * out**4), why="guess", domain={x: (-2, 2)}),
    Claim("odd5.inverse", sympy.Trace(X.inverse() * A), X, A * X + 2 * A.T * A, why="guess"),
    Claim("odd5.form", c.T * A * c, c, A * A * c + 5 * c, why="guess"),
    Claim("odd5.determinant", sympy.log(sympy.Determinant(X)), X, X * X.T - A.T, why="guess"),
)  # fmt: skip
