"""Functions of one variable, with the errors that teachers list."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, t = sympy.symbols("x t", real=True)
p, k = sympy.symbols("p k", positive=True)
exp, log, sin, cos, tan, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.sqrt
R = sympy.Rational

INNER = {"inner-derivative", "factor"}
INNER_NUMBER = INNER | {"constant-factor", "wrong-constant"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}
PRODUCT = MISSING | {"product-rule"}

CLAIMS = (
    Claim("product4.both", x**2 * exp(3 * x), x, 6 * x * exp(3 * x), {"product-rule"}, why="product of the derivatives", domain={x: (-2, 2)}),
    Claim("product4.three", p * sin(p) * exp(p), p, cos(p) * exp(p), {"product-rule"}, why="product of three derivatives"),
    Claim("product4.two-of-three", p * sin(p) * log(p), p, sin(p) * log(p) + p * cos(p) * log(p), PRODUCT, why="third factor never differentiated"),
    Claim("product4.trigonometric", sin(x) * cos(2 * x), x, cos(x) * -2 * sin(2 * x), {"product-rule"}, why="product of the derivatives"),
    Claim("product4.difference", exp(-x) * cos(x), x, -exp(-x) * cos(x) + exp(-x) * sin(x), {"flipped-term", "product-rule"}, why="slope of the cosine without its minus", domain={x: (-2, 2)}),
    Claim("product4.parentheses", exp(x) - (x - 2) * sin(x), x, exp(x) - sin(x) + (x - 2) * cos(x), {"flipped-term", "product-rule"}, why="minus not distributed", domain={x: (-2, 2)}),
    Claim("quotient4.exchanged", (x**2 + 1) / (x + 5), x, ((x**2 + 1) - 2 * x * (x + 5)) / (x + 5) ** 2, {"quotient-rule"} | SIGN, why="order of the numerator", domain={x: (-3, 3)}),
    Claim("quotient4.no-square", sin(p) / p, p, (p * cos(p) - sin(p)) / p, {"quotient-rule", "factor", "exponent"}, why="denominator not squared"),
    Claim("quotient4.slopes", exp(x) / (1 + x**2), x, exp(x) / (2 * x), {"quotient-rule"}, why="quotient of the derivatives", domain={x: (0.3, 2)}),
    Claim("quotient4.plus", exp(x) / (2 + x**2), x, (exp(x) * (2 + x**2) + 2 * x * exp(x)) / (2 + x**2) ** 2, {"quotient-rule", "flipped-term"}, why="plus in the numerator", domain={x: (-2, 2)}),
    Claim("quotient4.numerator-only", tan(x) / (x**2 + 1), x, 1 / cos(x) ** 2 / (x**2 + 1), PRODUCT | {"quotient-rule"}, why="denominator taken for a constant", domain={x: (-1.2, 1.2)}),
    Claim("quotient4.constant-above", 3 / (x**2 + 4), x, 3 / (2 * x), {"quotient-rule"}, why="denominator replaced by its derivative", domain={x: (0.3, 3)}),
    Claim("quotient4.cancelled", (1 + x) / (3 + x**2), x, ((3 + x**2) - (1 + x) * 2) / (3 + x**2) ** 2, {"inner-derivative", "factor", "exponent", "held-constant"}, why="slope of the square taken for 2", domain={x: (-2, 2)}),
    Claim("chain4.cube-of-sine", sin(x) ** 3, x, 3 * sin(x) ** 2, INNER, why="inner derivative"),
    Claim("chain4.slope-inside", sin(x**3), x, cos(3 * x**2), {"argument"} | both({"argument"}, INNER), why="outer derivative at the inner derivative"),
    Claim("chain4.power-of-slope", (x**2 + 1) ** 5, x, 5 * (2 * x) ** 4, {"argument"} | both({"argument"}, INNER), why="outer derivative at the inner derivative", domain={x: (-2, 2)}),
    Claim("chain4.power-outside", (3 * x + 2) ** 5, x, 5 * (3 * x + 2) ** 4, INNER_NUMBER, why="3 forgotten", domain={x: (-2, 2)}),
    Claim("chain4.innermost", exp(sin(x**2)), x, exp(sin(x**2)) * cos(x**2), INNER, parts=("x**2",), why="innermost derivative", domain={x: (-2, 2)}),
    Claim("chain4.middle", exp(sin(x**2)), x, 2 * x * exp(sin(x**2)), INNER, why="derivative in the middle", domain={x: (-2, 2)}),
    Claim("chain4.outer", log(1 + exp(3 * x)), x, 3 * exp(3 * x), INNER | {"wrong-function", "inner-derivative"}, why="inner derivative alone", domain={x: (-2, 1)}),
    Claim("chain4.double-angle", cos(x) ** 2, x, 2 * cos(x) * sin(x), SIGN, why="minus of the cosine"),
    Claim("chain4.sum", sin(x) + cos(4 * x), x, cos(x) - sin(4 * x), INNER_NUMBER, parts=("4*x",), why="4 forgotten in the second term"),
    Claim("chain4.decay", exp(-x / 3), x, exp(-x / 3), INNER_NUMBER, why="inner derivative"),
    Claim("chain4.arctangent", sympy.atan(3 * x), x, 3 / (1 + 3 * x**2), {"wrong-constant", "exponent", "argument"}, why="3 not squared"),
    Claim("chain4.arcsine", sympy.asin(x / 2), x, 1 / sqrt(1 - x**2 / 4), INNER_NUMBER, why="1/2 forgotten", domain={x: (-1.8, 1.8)}),
    Claim("sign4.cosine", cos(5 * x), x, 5 * sin(5 * x), SIGN, why="minus of the cosine"),
    Claim("sign4.hyperbolic", x * sympy.cosh(x), x, sympy.cosh(x) - x * sympy.sinh(x), {"flipped-term", "product-rule"}, why="sign rule of the cosine", domain={x: (-2, 2)}),
    Claim("sign4.cotangent", sympy.cot(t), t, 1 / sin(t) ** 2, SIGN, why="minus of the cotangent", domain={t: (0.3, 2.8)}),
    Claim("sign4.arccosine", sympy.acos(x), x, 1 / sqrt(1 - x**2), SIGN, why="slope of the arcsine", domain={x: (-0.9, 0.9)}),
    Claim("sign4.root", sqrt(9 - x**2), x, x / sqrt(9 - x**2), SIGN, why="inner minus", domain={x: (-2.8, 2.8)}),
    Claim("sign4.two-roots", sqrt(p) + 1 / sqrt(p), p, 1 / (2 * sqrt(p)) + 1 / (2 * p ** R(3, 2)), {"flipped-term"}, why="minus of the negative power"),
    Claim("table4.tangent", tan(x), x, 1 / cos(x), {"exponent", "wrong-function", "factor"}, why="secant not squared", domain={x: (-1.3, 1.3)}),
    Claim("table4.secant", 1 / cos(x), x, 1 / cos(x) ** 2, {"wrong-function", "factor"}, why="slope of the tangent", domain={x: (-1.3, 1.3)}),
    Claim("table4.tanh", sympy.tanh(x), x, 1 + sympy.tanh(x) ** 2, {"flipped-term"}, why="rule of the tangent", domain={x: (-2, 2)}),
    Claim("table4.inverse-sine", sympy.asin(x), x, -cos(x) / sin(x) ** 2, {"wrong-function"}, why="sin^-1 read as a reciprocal", domain={x: (0.2, 0.9)}),
    Claim("table4.logarithm-base", log(p) / log(10), p, 1 / p, {"constant-factor", "factor", "wrong-function", "wrong-constant", "dropped-term"}, why="natural logarithm taken"),
    Claim("table4.base-above", log(p) / log(10), p, log(10) / p, {"constant-factor", "factor", "exponent", "wrong-constant"}, why="logarithm of the base on the wrong side"),
    Claim("table4.exponential-base", 2**x, x, 2**x, {"factor", "inner-derivative", "constant-factor", "wrong-function"}, why="logarithm of the base", domain={x: (-3, 3)}),
    Claim("table4.exponential-power", 5**x, x, x * 5 ** (x - 1), {"power-rule"}, why="power rule on an exponential", domain={x: (-2, 2)}),
    Claim("table4.exponential-of-square", exp(x**2), x, x**2 * exp(x**2 - 1), {"power-rule"} | both({"power-rule"}, INNER), why="power rule on an exponential", domain={x: (0.2, 1.8)}),
    Claim("table4.variable-power", p**p, p, p * p ** (p - 1), {"power-rule", *MISSING}, why="power rule for a variable exponent", domain={p: (0.3, 3)}),
    Claim("table4.variable-base", p ** sin(p), p, p ** sin(p) * log(p) * cos(p), {"power-rule", *MISSING}, why="exponential rule for a variable base"),
    Claim("table4.logarithm-number", log(5 * p), p, 1 / (5 * p), {"inner-derivative", "constant-factor", "wrong-constant"}, why="5 forgotten"),
    Claim("table4.logarithm-inner", log(x**2 + 1), x, 1 / (x**2 + 1), INNER, why="inner derivative"),
    Claim("table4.logarithm-square", log(p) ** 2, p, 2 * log(p), INNER, why="inner derivative"),
    Claim("table4.logarithm-law", log(p) ** 2, p, 2 / p, {"factor", "wrong-function", "exponent", "held-constant"}, why="square pulled out of the logarithm"),
    Claim("table4.logarithm-of-sum", log(p + p**2), p, 1 / p + 1 / p**2, {"wrong-function"}, why="logarithm of a sum taken apart"),
    Claim("power4.root", sqrt(p), p, 1 / sqrt(p), HALF, why="1/2 forgotten"),
    Claim("power4.root-exponent", 6 * sqrt(p), p, 3 / p, {"exponent", "factor"}, why="exponent lowered from 0"),
    Claim("power4.reciprocal", 1 / p**3, p, -3 / p**2, {"exponent", "factor"}, why="exponent raised"),
    Claim("power4.below", 1 / p**3, p, 1 / (3 * p**2), {"quotient-rule"}, why="only the denominator differentiated"),
    Claim("power4.copied", 4 * x**7 - x, x, 28 * x**5 - 1, {"exponent", "factor"}, why="lowered twice", domain={x: (-1.5, 1.5)}),
    Claim("power4.binomial", (x**2 + 3) ** 2, x, 4 * x**3, MISSING | {"factor"}, why="square of a sum without its middle term", domain={x: (-2, 2)}),
    Claim("power4.digits", 12 * x**3 - 7 * x, x, 63 * x**2 - 7, {"wrong-constant", "constant-factor"}, why="digits exchanged", domain={x: (-2, 2)}),
    Claim("power4.integral", x**4 / 4, x, x**5 / 20, {"other-order"} | {"wrong-function"}, why="integrated", domain={x: (0.3, 2)}),
    Claim("constant4.pi", sympy.pi**3 + x * sin(x), x, 3 * sympy.pi**2 + sin(x) + x * cos(x), {"offset", "dropped-term"}, why="pi differentiated"),
    Claim("constant4.parameter", k**2 * x**3, x, 2 * k * 3 * x**2, {"product-rule", "exponent", "factor"}, why="constant differentiated as well"),
    Claim("constant4.kept", x**3 + 5 * x + 7, x, 3 * x**2 + 12, {"offset", "wrong-constant"}, why="constant kept", domain={x: (-2, 2)}),
    Claim("second4.once", x * exp(x), x, exp(x) + x * exp(x), {"other-order"} | MISSING | {"wrong-constant", "offset"}, why="differentiated once", order=2, domain={x: (-2, 2)}),
    Claim("second4.square", sin(x) ** 2, x, 2 * cos(x) ** 2, PRODUCT, why="one factor held in the second step", order=2),
    Claim("second4.logarithm", log(p), p, 1 / p**2, SIGN, why="minus of the reciprocal", order=2),
    Claim("second4.inner-once", sin(3 * x), x, -3 * sin(3 * x), INNER_NUMBER, why="3 once", order=2),
    Claim("second4.reciprocal", 1 / (1 + p), p, 1 / (1 + p) ** 3, HALF, why="2 of the second step", order=2),
)  # fmt: skip
