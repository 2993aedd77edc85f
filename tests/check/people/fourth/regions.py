"""Case distinctions, absolute values, and claims that are wrong in a part of the domain only."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, region

__all__ = ["CLAIMS"]

x, y = sympy.symbols("x y", real=True)
p, c = sympy.symbols("p c", positive=True)
Abs, Max, Min, sign, exp, log, sqrt = (
    sympy.Abs,
    sympy.Max,
    sympy.Min,
    sympy.sign,
    sympy.exp,
    sympy.log,
    sympy.sqrt,
)
R = sympy.Rational

SIGN = {"sign", "constant-factor"}
LOST = region("sign", "factor", "constant-factor", "inner-derivative", "wrong-function", "flipped-term")
wide = {x: (-3, 3)}
plane = {x: (-2, 2), y: (-2, 2)}


def case(*pairs):
    return sympy.Piecewise(*pairs)


SPLINE = case((x**3, x < 1), (3 * x - 2, True))
CLAIMS = (
    Claim("region4.absolute", Abs(x), x, 1, LOST, why="positive x in mind", domain=wide),
    Claim("region4.root-of-square", sqrt(x**2 + 0), x, sympy.Integer(1), LOST, why="root of the square taken for x", domain=wide),
    Claim("region4.shifted", Abs(x - 2), x, sign(x), {"argument"} | LOST, why="kink at the wrong place", domain=wide),
    Claim("region4.inner", Abs(2 * x - 3), x, sign(2 * x - 3), {"inner-derivative", "factor", "constant-factor", "wrong-constant"}, why="inner derivative", domain=wide),
    Claim("region4.product", x * Abs(x), x, 2 * x, LOST, why="positive x in mind", domain=wide),
    Claim("region4.product-rule", x * Abs(x), x, sign(x), {"product-rule"}, why="product of the derivatives", domain=wide),
    Claim("region4.logarithm", log(Abs(x)), x, 1 / Abs(x), LOST, why="absolute value kept", domain=wide),
    Claim("region4.exponential", exp(-Abs(x)), x, -exp(-Abs(x)), LOST, why="sign forgotten", domain=wide),
    Claim("region4.laplace", exp(-Abs(x - 1) / c), x, sign(x - 1) / c * exp(-Abs(x - 1) / c), SIGN, why="minus", domain={x: (-2, 3), c: (0.4, 2)}),
    Claim("region4.maximum", Max(x, y), [x, y], [case((0, x > y), (1, True)), case((1, x > y), (0, True))], {"exchanged-branches", "swapped-partials"}, why="branches exchanged", domain=plane),
    Claim("region4.maximum-both", Max(x, y), [x, y], [1, 1], region("wrong-function", "offset", "held-constant", "exchanged-branches", "factor"), why="both slopes 1", domain=plane),
    Claim("region4.maximum-half", Max(x**2, y), [x, y], [case((2 * x, x**2 > y), (0, True)), 1], region("wrong-function", "offset", "exchanged-branches", "factor", "dropped-term"), why="second slope everywhere", domain=plane),
    Claim("region4.minimum", Min(x, 1) ** 2, x, 2 * Min(x, 1), region("inner-derivative", "factor", "wrong-function"), why="inner derivative", domain=wide),
    Claim("region4.clip-bound", Max(-1, Min(x, 1)), x, case((1, Abs(x) < 2), (0, True)), region("wrong-constant", "wrong-function", "offset", "argument", "exchanged-branches"), why="wrong bound", domain=wide),
    Claim("region4.spline-bound", SPLINE, x, case((3 * x**2, x < 2), (3, True)), region("exchanged-branches", "wrong-constant", "wrong-function"), why="boundary copied wrongly", domain=wide),
    Claim("region4.spline-one", SPLINE, x, case((3 * x**2, x < 1), (1, True)), region("constant-factor", "wrong-constant", "factor"), why="3 of the line lost", domain=wide),
    Claim("region4.spline-exchanged", SPLINE, x, case((3, x < 1), (3 * x**2, True)), {"exchanged-branches"}, why="branches exchanged", domain=wide),
    Claim("region4.spline-inner", SPLINE, x, case((3 * x, x < 1), (3, True)), region("exponent", "factor"), why="exponent", domain=wide),
    Claim("region4.tax", case((x / 5, x < 2), (R(2, 5) + (x - 2) / 2, True)), x, case((R(1, 5), x < 2), (R(7, 10), True)), region("wrong-constant", "constant-factor", "offset"), why="rates added", domain={x: (0, 4)}),
    Claim("region4.tent", 1 - Abs(1 - 2 * x), x, case((2, x < R(1, 2)), (2, True)), LOST, why="falling side", domain={x: (0, 1)}),
    Claim("region4.even-root", (x**2) ** R(1, 3), x, R(2, 3) * Abs(x) ** R(-1, 3), LOST, why="odd slope made even", domain=wide),
    Claim("region4.soft-sign", x / (1 + Abs(x)), x, 1 / (1 + x) ** 2, LOST | region("argument", "wrong-constant", "dropped-term"), why="positive x in mind", domain={x: (-0.8, 3)}),
    Claim("region4.positive-part", Max(x, 0) ** 3, x, 3 * x**2, region("wrong-function", "factor", "offset", "exchanged-branches", "held-constant", "dropped-term"), why="negative part", domain=wide),
    Claim("region4.second-derivative", Abs(x) ** 3, x, 6 * x, LOST, why="positive x in mind", order=2, domain=wide),
    Claim("region4.norm", Abs(x) + Abs(y), [x, y], [sign(x), sign(x)], {"argument", "wrong-function"} | region("sign", "constant-factor", "factor", "argument"), why="x copied for y", domain=plane),
    Claim("region4.elastic", x**2 / 2 + 2 * Abs(x), x, x + 2, LOST, why="sign forgotten", domain=wide),
)  # fmt: skip
