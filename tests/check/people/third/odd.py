"""Wrong claims written as if no known slip explained them.

One was explained all the same, and rightly; it has kinds.
"""

from __future__ import annotations

import sympy
from check.people.claim import Claim
from check.people.third.code import log_cauchy_guess

__all__ = ["ODD"]

x, y, t = sympy.symbols("x y t", real=True)
p, q, a, b, k = sympy.symbols("p q a b k", positive=True)
X = sympy.MatrixSymbol("X", 3, 3)
A = sympy.MatrixSymbol("A", 3, 3)
exp, log, sin, cos, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt

ODD = (
    Claim("odd3.square-of-sum", (x + 3) ** 4, x, 4 * x**3 + 108 + x, kinds={"dropped-term + factor"}, why="powers taken apart, one term guessed"),
    Claim("odd3.difference-quotient", x**3, x, 3 * x**2 + x / 10 + sympy.Rational(1, 100) * x**2, why="a step kept in place of its limit, half simplified"),
    Claim("odd3.logarithm-of-quotient", log(p) / log(p + 2), p, p / (p + 2) ** 2, why="logarithms cancelled, then something"),
    Claim("odd3.arithmetic", (2 * x + 1) / (x**2 + 3), x, (5 * x - 2) / (x**4 + 3 * x + 9), why="quotient rule with lost control", domain={x: (0.3, 4)}),
    Claim("odd3.root-of-exponential", sqrt(1 + exp(x)), x, sqrt(exp(x)) + exp(2 * x) / 7, why="guess", domain={x: (-2, 2)}),
    Claim("odd3.softplus", log(1 + exp(x)), x, x**2 / (1 + x**2), why="some curve between 0 and 1", domain={x: (-3, 3)}),
    Claim("odd3.oscillation", exp(-x) * cos(5 * x), x, sin(x) * exp(-5 * x) + 5 * x, why="numbers moved at random", domain={x: (-1, 1)}),
    Claim("odd3.gradient", sin(x) * exp(y), [x, y], [exp(x) + cos(y), y * exp(x)], why="guess", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("odd3.hessian", p**2 / q, [p, q], [[p + q, 1 / p], [1 / p, q**2]], why="guess", order=2),
    Claim("odd3.trace", sympy.Trace(X * A * X), X, X.T * X + A.T * A, why="terms of another trace"),
    Claim("odd3.code", -log(1 + x**2), x, log_cauchy_guess, why="code of something else", domain={x: (-3, 3)}),
    Claim("odd3.kepler", t - a * sin(t), t, a * t**2 / (1 + t**2) + cos(a), why="guess", domain={t: (-3, 3), a: (0.2, 0.8)}),
    Claim("odd3.gamma", sympy.gamma(p), p, p * log(p) - p + 1 / p, why="Stirling's logarithm for the derivative", domain={p: (0.5, 4)}),
    Claim("odd3.mean", 2 * p * q / (p + q), [p, q], [(p + 3) / (p + q + 1), (q + 5) / (p * q + 1)], why="guess"),
)  # fmt: skip
