"""Rules of differentiation, as students use them on functions of one variable."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both, region

__all__ = ["CLAIMS"]

x = sympy.Symbol("x", real=True)
p = sympy.Symbol("p", positive=True)
exp, log, sin, cos, tan, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.sqrt
THIRD = sympy.Rational(1, 3)

INNER = {"inner-derivative", "factor"}
NUMBER = INNER | {"constant-factor", "wrong-constant"}
ONE_TERM = {"dropped-term", "held-constant", "product-rule"}
SIGN = {"sign", "constant-factor"}

CLAIMS = (
    Claim("differentiate.root-of-linear", x * sqrt(x + 4), x, sqrt(x + 4) + x / sqrt(x + 4),
          {"factor-2", "factor", "wrong-constant"}, why="2 below the root's derivative forgotten", domain={x: (-3.5, 6)}),
    Claim("differentiate.quotient-plus", (2 * x - 1) / (x + 3), x, (2 * (x + 3) + (2 * x - 1)) / (x + 3) ** 2,
          {"quotient-rule", "flipped-term"}, why="plus between the terms of the quotient rule", domain={x: (-2, 6)}),
    Claim("differentiate.exponential-of-tangent", exp(tan(x)), x, exp(tan(x)), INNER | {"other-order"},
          why="the exponential stays as it is", domain={x: (-1.2, 1.2)}),
    Claim("differentiate.nested-logarithm", log(log(p)), p, 1 / log(p), INNER, why="one over the inside", domain={p: (1.5, 9)}),
    Claim("differentiate.product-of-derivatives", p**THIRD * (p - 2), p, p ** (-2 * THIRD) / 3, {"product-rule"},
          why="both factors differentiated and multiplied"),
    Claim("differentiate.cotangent-inner", sympy.cot(5 * x), x, -1 / sin(5 * x) ** 2, NUMBER, why="5 of the inside",
          domain={x: (0.08, 0.55)}),
    Claim("differentiate.cosecant", 1 / sin(x), x, cos(x) / sin(x) ** 2, SIGN | {"quotient-rule", "flipped-term"},
          why="minus of the co-function", domain={x: (0.3, 2.8)}),
    Claim("differentiate.arcsine-product", x * sympy.asin(x), x, 1 / sqrt(1 - x**2),
          {"product-rule"} | both({"dropped-term", "held-constant"}, {"factor", "exponent"}),
          why="both factors differentiated and multiplied", domain={x: (-0.9, 0.9)}),
    Claim("differentiate.arctangent-of-root", sympy.atan(sqrt(p)), p, 1 / (1 + p), INNER, why="root not differentiated"),
    Claim("differentiate.tower-of-sine", p ** sin(p), p, sin(p) * p ** (sin(p) - 1), {"power-rule", "held-constant", "dropped-term"},
          why="exponent taken for a number"),
    Claim("differentiate.decadic", log(3 * p + 1) / log(10), p, 3 / (3 * p + 1), {"constant-factor", "factor", "wrong-constant"},
          why="treated like the natural logarithm"),
    Claim("differentiate.nested-root", sqrt(p + sqrt(p)), p, 1 / (2 * sqrt(p + sqrt(p))), INNER, why="inside not differentiated"),
    Claim("differentiate.hyperbolic-cosine", sympy.cosh(3 * x), x, sympy.sinh(3 * x), NUMBER, why="3 of the inside", domain={x: (-2, 2)}),
    Claim("differentiate.area-sine", sympy.asinh(x / 2), x, 1 / sqrt(1 + x**2 / 4), NUMBER | {"factor-2"}, why="half of the inside"),
    Claim("differentiate.power-of-five", 5 ** (x**2), x, x**2 * 5 ** (x**2 - 1), {"power-rule"} | both({"power-rule"}, INNER),
          why="power rule on an exponential", domain={x: (-1.5, 1.5)}),
    Claim("differentiate.derivative-as-argument", sin(cos(x)), x, cos(-sin(x)), {"argument"} | both({"argument"}, INNER),
          why="derivative put in place of the inside"),
    Claim("differentiate.square-of-cosine", cos(3 * x) ** 2, x, -2 * cos(3 * x) * sin(3 * x), NUMBER, why="innermost 3"),
    Claim("differentiate.cube-of-tangent", tan(x) ** 3, x, 3 * tan(x) ** 2, INNER, why="stops after the power", domain={x: (-1.3, 1.3)}),
    Claim("differentiate.over-root", x / sqrt(x**2 + 1), x, 1 / sqrt(x**2 + 1) + x**2 / (x**2 + 1) ** sympy.Rational(3, 2),
          {"flipped-term", "quotient-rule", "product-rule"}, why="minus of the negative power"),
    Claim("differentiate.cube-of-reciprocal", (1 + 1 / p) ** 3, p, 3 * (1 + 1 / p) ** 2, INNER, why="inside not differentiated"),
    Claim("differentiate.absolute-parabola", sympy.Abs(x**2 - 4), x, 2 * x,
          region("sign", "flipped-term", "factor", "inner-derivative", "wrong-function", "constant-factor"), why="bars ignored",
          domain={x: (-5, 5)}),
    Claim("differentiate.negative-power", p**4 / 4 - 1 / p**2, p, p**3 - 2 / p**3, {"flipped-term", "wrong-constant"},
          why="minus times minus"),
    Claim("differentiate.saturating", exp(2 * x) / (1 + exp(2 * x)), x, 2 * exp(2 * x) / (1 + exp(2 * x)),
          ONE_TERM | {"quotient-rule", "factor", "exponent"}, why="denominator held", domain={x: (-2, 2)}),
    Claim("differentiate.arccosine-inner", sympy.acos(3 * x), x, -1 / sqrt(1 - 9 * x**2), NUMBER, why="3 of the inside",
          domain={x: (-0.3, 0.3)}),
    Claim("differentiate.two-angles", sin(x) * cos(2 * x), x, cos(x) * cos(2 * x) - sin(x) * sin(2 * x),
          {"inner-derivative", "factor-2", "factor", "wrong-constant"}, why="2 of the double angle"),
    Claim("differentiate.times-exponential", x * 3**x, x, x * 3**x * log(3), ONE_TERM, why="x in front held", domain={x: (-2, 2)}),
    Claim("differentiate.square-below", 1 / (3 * p + 2) ** 2, p, -2 / (3 * p + 2) ** 3, NUMBER, why="3 of the inside"),
    Claim("differentiate.raised-below", 1 / (p**2 + 1) ** 3, p, -6 * p / (p**2 + 1) ** 2, {"exponent", "factor"},
          why="-3 lowered to -2"),
    Claim("differentiate.constant-survives", sqrt(p) + log(7), p, 1 / (2 * sqrt(p)) + sympy.Rational(1, 7),
          {"offset", "wrong-function"}, why="1/7 as the derivative of log 7"),
    Claim("differentiate.split-logarithm", log(p + 5), p, 1 / p + sympy.Rational(1, 5), {"argument + offset"},
          why="logarithm of a sum split into a sum"),
    Claim("differentiate-twice.tangent", tan(x), x, 2 * tan(x), INNER, why="chain rule in the second step", domain={x: (-1.2, 1.2)}, order=2),
    Claim("differentiate-twice.square-logarithm", p**2 * log(p), p, 2 * log(p) + 1,
          ONE_TERM | {"wrong-constant", "offset"}, why="one of the equal terms of the second step", order=2),
    Claim("differentiate-twice.chirp", sin(x**2), x, -4 * x**2 * sin(x**2), ONE_TERM, why="2x held in the second step", order=2,
          domain={x: (-2.5, 2.5)}),
    Claim("differentiate-twice.decay", exp(-3 * x), x, -9 * exp(-3 * x), SIGN | INNER, why="minus kept as in the first step", order=2,
          domain={x: (-2, 2)}),
    Claim("differentiate-twice.arctangent", sympy.atan(x), x, 2 * x / (1 + x**2) ** 2, SIGN | {"quotient-rule"},
          why="minus of the reciprocal", order=2),
    Claim("differentiate-twice.first-order", x**3 * exp(x), x, (3 * x**2 + x**3) * exp(x), {"other-order"} | both({"held-constant", "dropped-term"}, {"factor", "exponent"}),
          why="stopped after the first derivative", order=2, domain={x: (-2, 2)}),
)  # fmt: skip
