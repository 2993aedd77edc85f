"""Mistakes behind a change of form: identities, factored products, common denominators, other notations."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, TWO
from check.people.claim import Claim
from check.people.products_and_functions import ONE_TERM, SIGN

x, y, z, d, mu = sp.symbols("x y z d mu", real=True)
p, q, tau, T = sp.symbols("p q tau T", positive=True)

exp, log, sqrt, tanh = sp.exp, sp.log, sp.sqrt, sp.tanh
COEFFICIENT = {"wrong-constant", "factor"}
small = {x: (-0.9, 0.9)}
density = sqrt(tau / (2 * sp.pi)) * exp(-tau * (x - mu) ** 2 / 2)
share = 1 / (1 + exp(-d / T))

REFACTORED = (
    Claim("form.double-angle", sp.sin(x) ** 2, x, sp.sin(2 * x) / 2, TWO, ("2",), "2 of the square, then the identity"),
    Claim("form.factored-inner", x**2 * exp(3 * x), x, x * exp(3 * x) * (2 + x), COEFFICIENT | {"inner-derivative"}, ("3",), "inner 3, then factored"),
    Claim("form.factored-power", x**2 * exp(3 * x), x, x * exp(3 * x) * (3 * x + 1), COEFFICIENT | {"factor-2"}, ("2",), "exponent not brought down, then factored"),
    Claim("form.power-of-both", p**q, [p, q], [q * p ** (q - 1), p**q], {"factor", "inner-derivative", "wrong-function"}, ("log(p)",), "logarithm of the base forgotten"),
    Claim("form.power-swapped", p**q, [p, q], [p**q * log(p), q * p ** (q - 1)], {"swapped-partials"}, (), "which of the two is variable"),
    Claim("form.sigmoid-as-tanh", 1 / (1 + exp(-z)), z, (1 - tanh(z / 2) ** 2) / 2, TWO | {"inner-derivative"}, ("2",), "half of the argument forgotten"),
    Claim("form.horner", 2 * x**4 - 3 * x**3 + x, x, x**2 * (8 * x - 6) + 1, COEFFICIENT, ("9", "6"), "3 times 3"),
    Claim("form.rational", (x**2 + 1) / (x**2 - 1), x, 4 * x / (x**2 - 1) ** 2, SIGN | {"quotient-rule"}, (), "numerator the wrong way round", "", small),
    Claim("form.common-denominator", p / (p + 1) + log(p + 1), p, (p + 1) / (p + 1) ** 2, {"dropped-term", "held-constant", "wrong-constant"}, ("(p + 1)**(-2)",), "first summand lost on the common denominator"),
    Claim("form.area-tangent", log(sqrt((1 + x) / (1 - x))), x, 1 / (1 + x**2), {"flipped-term", "wrong-function", "wrong-constant"}, ("x**2",), "1 + x**2 for 1 - x**2", "", small),
    Claim("form.exponentials", (exp(x) - exp(-x)) / 2, x, (exp(x) - exp(-x)) / 2, {"flipped-term", "inner-derivative"}, ("exp(-x)",), "inner -1 forgotten"),
    Claim("form.base-as-exponential", exp(x * log(5)), x, exp(x * log(5)), INNER | {"constant-factor"}, ("log(5)",), "the exponential is its own derivative"),
    Claim("form.root-times-log", sqrt(p) * log(p), p, (log(p) + 2) / sqrt(p), TWO, ("2",), "2 lost on the common denominator"),
    Claim("form.root-times-log-term", sqrt(p) * log(p), p, (log(p) + 1) / (2 * sqrt(p)), COEFFICIENT | {"factor-2"}, ("2",), "second term halved as well"),
    Claim("form.precision-prefactor", density, tau, density * (1 / tau - (x - mu) ** 2 / 2), COEFFICIENT | {"factor-2"}, ("1/tau",), "half of the root forgotten"),
    Claim("form.precision-sign", density, tau, density * (1 / (2 * tau) + (x - mu) ** 2 / 2), {"flipped-term", "inner-derivative"}, ("(x - mu)**2",), "minus of the exponent forgotten"),
    Claim("form.precision-held", density, tau, -density * (x - mu) ** 2 / 2, ONE_TERM, ("1/tau",), "prefactor held constant"),
    Claim("form.temperature-sign", share, T, share * (1 - share) * d / T**2, SIGN, (), "minus of 1/T forgotten"),
    Claim("form.temperature-inner", share, T, share * (1 - share), INNER | {"inner-derivative + sign"}, ("d",), "p(1 - p) and no more"),
)  # fmt: skip
