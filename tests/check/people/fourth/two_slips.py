"""Two slips in one derivative."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, y, mu = sympy.symbols("x y mu", real=True)
p, s, k = sympy.symbols("p s k", positive=True)
exp, log, sin, cos, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt

SIGN = {"sign", "constant-factor", "flipped-term"}
INNER = {"inner-derivative", "factor", "constant-factor", "wrong-constant"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant", "product-rule"}
POWER = {"exponent", "factor"}
DENSITY = exp(-((x - mu) ** 2) / (2 * s**2))
SIGMA = 1 / (1 + exp(-3 * x))
plane = {x: (-2, 2), y: (-2, 2)}

CLAIMS = (
    Claim("two4.sign-and-inner", cos(x**2 + 1), x, sin(x**2 + 1), both(SIGN, INNER), why="minus and inner derivative"),
    Claim("two4.sign-and-number", x**2 * cos(3 * x), x, 2 * x * cos(3 * x) + x**2 * sin(3 * x), both(SIGN, INNER) | {"factor"}, why="minus and 3 of the second term"),
    Claim("two4.factor-and-term", x**3 * exp(2 * x), x, 3 * x**2 * exp(2 * x) + x**3 * exp(2 * x) / 2, INNER | both(INNER, HALF), why="2 taken below for above", domain={x: (-2, 1)}),
    Claim("two4.exponent-and-sign", 1 / (1 + x**2) ** 2, x, 4 * x / (1 + x**2) ** 2, both(SIGN, POWER), why="minus and exponent", domain={x: (-2, 2)}),
    Claim("two4.terms", x * sin(x) + x**2 * exp(x), x, sin(x) + 2 * x * exp(x), MISSING, why="second factors held in both products", domain={x: (-2, 2)}),
    Claim("two4.swapped-and-sign", x**2 * sin(y) - y, [x, y], [x**2 * cos(y) + 1, 2 * x * sin(y)], both({"swapped-partials"}, SIGN), why="order and minus", domain=plane),
    Claim("two4.transposed-and-sign", [x * y, cos(x) + y**2], [x, y], [[y, sin(x)], [x, 2 * y]], both({"transposed"}, SIGN), why="layout and minus", domain=plane),
    Claim("two4.density", DENSITY, s, (x - mu) ** 2 / s**2 * -DENSITY, both(SIGN, POWER), why="sign and exponent", domain={x: (-2, 2), mu: (-2, 2), s: (0.5, 2)}),
    Claim("two4.sigmoid", SIGMA, x, SIGMA * (1 + SIGMA), both(SIGN, INNER) | {"factor + wrong-function"}, why="3 and sign", domain={x: (-1.5, 1.5)}),
    Claim("two4.quotient", sin(2 * x) / (1 + x**2), x, (cos(2 * x) * (1 + x**2) + 2 * x * sin(2 * x)) / (1 + x**2) ** 2, both(SIGN | {"quotient-rule"}, INNER), why="plus and 2", domain={x: (-2, 2)}),
    Claim("two4.gradient", exp(-x) * (y**2 + 1), [x, y], [exp(-x) * (y**2 + 1), exp(-x) * y], both(SIGN | {"inner-derivative"}, HALF | {"inner-derivative"}), why="minus in one entry, 2 in the other", domain=plane),
    Claim("two4.hessian", p**3 * s**2, [p, s], [[6 * p * s**2, 6 * p**2 * s], [6 * p**2 * s, p**3]], HALF, why="2 in one corner", order=2),
    Claim("two4.root", sqrt(4 - x**2), x, 2 * x / sqrt(4 - x**2), both(SIGN, HALF) | {"constant-factor"}, why="minus and 1/2", domain={x: (-1.8, 1.8)}),
    Claim("two4.logarithm", x * log(1 + k * x**2), x, log(1 + k * x**2) + x**2 / (1 + k * x**2), INNER | both(INNER, HALF) | {"factor"}, why="2 and k of the inner derivative", domain={x: (-2, 2), k: (0.3, 3)}),
)  # fmt: skip
