"""Wrong claims that are no typical slip: nothing should be named.

One is named rightly all the same: a forward difference of exp is exp times a constant. It has the kind.
"""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim
from torch import Tensor

__all__ = ["ODD", "OPEN"]

x, y, t = sympy.symbols("x y t", real=True)
p, q, a, b = sympy.symbols("p q a b", positive=True)
A, X = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("X", 3, 3)
exp, log, sin, cos, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt
two = {x: (-2, 2), y: (-2, 2)}


def forward_difference(u: Tensor) -> Tensor:
    """A difference quotient with a coarse step."""
    return (torch.exp(u + 1e-3) - torch.exp(u)) / 1e-3


def single_precision(u: Tensor) -> Tensor:
    """Computed with 32 bits."""
    return torch.cos(u.float()).double()


def fitted(u: Tensor) -> Tensor:
    """A polynomial fitted to the slope."""
    return 0.998 - 0.93 * u**2 + 0.41 * u**4


def smoothed(u: Tensor, v: Tensor) -> Tensor:
    """The slopes of another loss."""
    return torch.stack([torch.tanh(u - v) + 0.2 * v, torch.atan(u * v)], -1)


ODD = (
    Claim("odd4.guess", x**2 * sin(x), x, cos(2 * x) + x / 3 - exp(x / 5), why="guess"),
    Claim("odd4.difference", exp(x), x, forward_difference, {"constant-factor"}, why="coarse step", domain={x: (-2, 2)}),
    Claim("odd4.fit", sin(x), x, fitted, why="fitted polynomial", domain={x: (-1, 1)}),
    Claim("odd4.taylor", exp(sin(x)), x, 1 + x - x**3 / 2 + x**4 / 7, why="series with a wrong end", domain={x: (-1, 1)}),
    Claim("odd4.simplified", (x**2 + 1) / (x + 4), x, x + 3 + 17 / (x + 7), why="long division gone wrong", domain={x: (-2, 2)}),
    Claim("odd4.exponential", exp(x) / (x**2 + 2), x, (x**3 - 5 * x + 2) * exp(x / 2) / 9, why="guess", domain={x: (-2, 2)}),
    Claim("odd4.gradient", x * exp(y), [x, y], [log(2 + sin(y)) + x**2, exp(x) - y**3], why="guess", domain=two),
    Claim("odd4.other-loss", (x - y) ** 2, [x, y], smoothed, why="another loss", domain=two),
    Claim("odd4.jacobian", [x * y, x + y], [x, y], [[x**2 - 3 * y, 5 + y], [sin(x) + y**2, x * y - 7]], why="guess", domain=two),
    Claim("odd4.hessian", sin(x) * y**2, [x, y], [[x - y**2, cos(x) + 3], [cos(x) + 3, sin(y) + x**2]], why="guess", order=2, domain=two),
    Claim("odd4.trace", sympy.Trace(A * X * X), X, A * A.T * X + 3 * X.T + A, why="guess"),
    Claim("odd4.rate", a * exp(-b / t**2), t, a * sin(b * t) + b * t**3, why="guess", domain={t: (0.5, 2)}),
    Claim("odd4.piecewise", sympy.Max(x, 0) ** 2, x, sympy.Piecewise((x**3 - 2 * x + 1, x > 0), (x / 3 + 2, True)), why="guess", domain={x: (-2, 2)}),
    Claim("odd4.statistic", p * log(p / q), [p, q], [p**2 / q + 3, sqrt(p) - q / 7], why="guess"),
    Claim("odd4.bessel", sympy.besselj(0, p), p, sympy.besselj(2, p) - p * sympy.besselj(0, 2 * p) / 3, why="guess"),
)  # fmt: skip

# What the digits of the code do not decide is left open, and never called consistent.
OPEN = (Claim("odd4.precision", sin(x), x, single_precision, why="32 bits"),)
