"""Products, quotients and the table of derivatives, as students use them."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, POWER
from check.people.claim import Claim

a, t, x = sp.symbols("a t x", real=True)
p = sp.Symbol("p", positive=True)

# One term of the product rule left out: the other factor was held constant.
ONE_TERM = {"dropped-term", "held-constant", "product-rule"}
SIGN = {"sign", "constant-factor"}
PLUS = {"quotient-rule", "flipped-term"}
NOT_SQUARED = {"quotient-rule", "factor", "exponent"}
acute = (-1.4, 1.4)

PRODUCTS = (
    Claim("product.of-derivatives", x**2 * sp.sin(x), x, 2 * x * sp.cos(x), {"product-rule"}, ("x**2", "sin(x)"), "product of the derivatives", "public-textbooks"),
    Claim("product.sum-of-derivatives", x * sp.sin(x), x, 1 + sp.cos(x), {"product-rule"}, (), "sum of the derivatives", "derivativecalculus.com"),
    Claim("product.exponential", x * sp.exp(x), x, sp.exp(x), ONE_TERM | {"factor"}, ("x*exp(x)",), "product of the derivatives, or one term"),
    Claim("product.logarithm", p * sp.log(p), p, 1 / p, {"product-rule"}, (), "product of the derivatives"),
    Claim("product.polynomials", (x**2 + 1) * (x**3 - x), x, 2 * x * (3 * x**2 - 1), {"product-rule"}, (), "product of the derivatives", "unlo.in"),
    Claim("product.inner-of-second", x**2 * sp.exp(3 * x), x, (2 * x + x**2) * sp.exp(3 * x), INNER | {"wrong-constant"}, ("3",), "chain rule forgotten inside the product rule"),
    Claim("product.sign-of-cosine", x * sp.cos(x), x, sp.cos(x) + x * sp.sin(x), {"flipped-term", "product-rule"}, ("x*sin(x)",), "cosine differentiated without the minus"),
    Claim("product.three-factors", x * sp.exp(x) * sp.sin(x), x, (1 + x) * sp.exp(x) * sp.sin(x), ONE_TERM, ("cos(x)",), "third factor forgotten"),
    Claim("product.first-term-only", (x**2 + 3) * sp.atan(x), x, 2 * x * sp.atan(x), ONE_TERM, ("atan(x)",), "second term of the product rule forgotten"),
    Claim("product.minus", sp.exp(x) * sp.cos(x), x, sp.exp(x) * (sp.cos(x) + sp.sin(x)), {"flipped-term", "product-rule"}, ("sin",), "minus of the cosine lost"),
    Claim("quotient.plus", sp.sin(x) / x, x, (x * sp.cos(x) + sp.sin(x)) / x**2, PLUS, ("sin(x)",), "plus as in the product rule", "derivativecalculus.com", {x: (0.3, 6.0)}),
    Claim("quotient.order", p / (p + 1), p, (p - (p + 1)) / (p + 1) ** 2, SIGN | {"quotient-rule"}, (), "numerator the wrong way round", "mathmistakes.info 22"),
    Claim("quotient.not-squared", sp.exp(p) / p, p, (p * sp.exp(p) - sp.exp(p)) / p, NOT_SQUARED, ("p",), "denominator not squared", "teachers' lists"),
    Claim("quotient.of-derivatives", (x**2 + 1) / (x - 1), x, 2 * x, {"quotient-rule"}, (), "derivative over derivative", "", {x: (1.5, 6.0)}),
    Claim("quotient.of-derivatives-log", sp.log(p) / p**2, p, 1 / p / (2 * p), {"quotient-rule"}, (), "derivative over derivative"),
    Claim("quotient.reciprocal-sign", 1 / (1 + x**2), x, 2 * x / (1 + x**2) ** 2, SIGN | {"quotient-rule"}, (), "minus of the reciprocal forgotten"),
    Claim("quotient.half-squared", x / (1 + x**2), x, 1 / (1 + x**2) - 2 * x**2 / (1 + x**2), NOT_SQUARED, ("1 + x**2",), "second denominator not squared"),
    Claim("quotient.tangent", sp.sin(x) / sp.cos(x), x, (sp.cos(x) ** 2 - sp.sin(x) ** 2) / sp.cos(x) ** 2, PLUS, ("sin(x)**2",), "two minus signs made one", "", {x: acute}),
    Claim("quotient.numerator-constant", (p + sp.log(p)) / p**2, p, (p**2 - 2 * p * (p + sp.log(p))) / p**4, {"dropped-term", "held-constant"}, ("p",), "derivative of the numerator without 1/t", "mathmistakes.info 22"),
)  # fmt: skip

TABLE = (
    Claim("table.cosine", sp.cos(x), x, sp.sin(x), SIGN, (), "minus forgotten", "teachers' lists"),
    Claim("table.tangent", sp.tan(x), x, sp.tan(x) / sp.cos(x), {"wrong-function", "factor"}, ("tan",), "the derivative of the secant", "", {x: acute}),
    Claim("table.secant", 1 / sp.cos(x), x, 1 / sp.cos(x) ** 2, {"wrong-function", "factor"}, ("tan",), "the derivative of the tangent", "", {x: acute}),
    Claim("table.cotangent", sp.cot(x), x, 1 / sp.sin(x) ** 2, SIGN, (), "minus of the co-functions", "", {x: (0.3, 2.8)}),
    Claim("table.arcsine", sp.asin(x), x, 1 / sp.sqrt(1 + x**2), {"wrong-function", "flipped-term", "wrong-constant"}, ("asinh",), "sign under the root", "", {x: (-0.9, 0.9)}),
    Claim("table.arccosine", sp.acos(x), x, 1 / sp.sqrt(1 - x**2), SIGN | {"wrong-function"}, (), "the derivative of the arcsine", "", {x: (-0.9, 0.9)}),
    Claim("table.arctangent-root", sp.atan(x), x, 1 / sp.sqrt(1 + x**2), {"wrong-function"} | POWER, ("asinh",), "a root too many"),
    Claim("table.arctangent-inverse", sp.atan(x), x, sp.cos(x) ** 2, {"wrong-function", "argument"}, ("tan",), "one over the derivative of the tangent"),
    Claim("table.hyperbolic-tangent", sp.tanh(x), x, 1 + sp.tanh(x) ** 2, {"flipped-term", "wrong-function"}, ("tanh(x)**2",), "the pattern of the tangent"),
    Claim("table.hyperbolic-cosine", sp.cosh(x), x, -sp.sinh(x), SIGN | {"wrong-function"}, (), "the pattern of the cosine", "teachers' lists"),
    Claim("table.decimal-logarithm", sp.log(p) / sp.log(10), p, 1 / p, {"constant-factor", "factor"}, ("log(10)",), "base forgotten", "teachers' lists"),
    Claim("table.absolute-value", sp.Abs(x), x, 1, {"region", "factor", "wrong-function"}, ("x < 0",), "the derivative of x"),
    Claim("table.error-function-scale", sp.erf(x), x, sp.exp(-(x**2)), {"constant-factor", "factor", "wrong-function"}, ("2/sqrt(pi)",), "normalisation forgotten"),
    Claim("table.error-function-exponent", sp.erf(x), x, 2 / sp.sqrt(sp.pi) * sp.exp(-x), {"argument", "exponent", "wrong-constant", "wrong-function"}, ("x**2",), "square lost in the exponent"),
    Claim("table.log-gamma", sp.loggamma(p), p, sp.polygamma(1, p), {"wrong-function", "wrong-constant", "other-order"}, ("polygamma(0, p)",), "trigamma for digamma"),
    Claim("table.lambert", sp.LambertW(p), p, sp.LambertW(p) / (1 + sp.LambertW(p)), {"factor", "exponent"}, ("p",), "1/x lost"),
    Claim("table.minus-in-angle", sp.cos(a - x), x, -sp.sin(a - x), SIGN | {"inner-derivative", "factor"}, ("-1",), "minus of the inside forgotten"),
)  # fmt: skip
