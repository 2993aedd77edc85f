"""Claims with two mistakes at once."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, POWER
from check.people.claim import Claim, both
from check.people.products_and_functions import NOT_SQUARED, PLUS

x, y, t, w, mu, m1, m2 = sp.symbols("x y t w mu m1 m2", real=True)
p, r, s, eps, s1, s2, a, b, T, V, R, C = sp.symbols("p r s eps s1 s2 a b T V R C", positive=True)
x1, x2, x3, y1, y2, y3 = sp.symbols("x1:4 y1:4", real=True)
A = sp.MatrixSymbol("A", 3, 3)
u = sp.MatrixSymbol("u", 3, 1)
v = sp.MatrixSymbol("v", 3, 1)

sin, cos, exp, log = sp.sin, sp.cos, sp.exp, sp.log
NUMBER = INNER | {"wrong-constant"}
TWO = NUMBER | {"factor-2"}
errors = (w * x1 - y1, w * x2 - y2, w * x3 - y3)
density = exp(-((x - mu) ** 2) / (2 * s**2)) / (s * sp.sqrt(2 * sp.pi))
kl = log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2)

TWO_MISTAKES = (
    Claim("two.product-of-cosine", x**2 * cos(3 * x), x, 2 * x * cos(3 * x) + x**2 * sin(3 * x), both({"flipped-term"}, NUMBER) | {"factor", "wrong-constant"}, ("3",), "minus of the cosine and inner 3"),
    Claim("two.quotient-plus-inner", sin(2 * x) / x, x, (x * cos(2 * x) + sin(2 * x)) / x**2, both(PLUS, TWO), ("2",), "plus for minus, and inner 2", "", {x: (0.3, 6.0)}),
    Claim("two.quotient-cube", (2 * p + 1) ** 3 / p, p, (3 * p * (2 * p + 1) ** 2 - (2 * p + 1) ** 3) / p, both(NOT_SQUARED, TWO), ("2",), "denominator not squared, and inner 2"),
    Claim("two.derivative-inside", (x**2 + 3 * x) ** 4, x, 4 * (2 * x + 3) ** 3, both({"argument"}, INNER) | {"argument"}, ("2*x + 3",), "the inside replaced by its derivative", "teachers' lists"),
    Claim("two.inner-derivatives", exp(3 * x) * sin(2 * x), x, exp(3 * x) * (sin(2 * x) + cos(2 * x)), both(NUMBER, TWO), ("3", "2"), "both inner derivatives forgotten"),
    Claim("two.mean-and-factor", sum(e**2 for e in errors) / 3, w, sum(e * u for e, u in zip(errors, (x1, x2, x3), strict=True)), both({"factor-2"}, {"mean"}) | {"constant-factor"}, ("2", "3"), "2 and 1/n forgotten"),
    Claim("two.density-mean", density, mu, -(x - mu) / s * density, both({"sign"}, POWER) | {"factor", "constant-factor"}, ("s**2",), "inner -1, and deviation for variance"),
    Claim("two.half-circle", sp.sqrt(1 - x**2), x, 1 / sp.sqrt(1 - x**2), both({"factor-2", "factor"}, INNER) | {"factor", "exponent + sign"}, ("2*x",), "half and inner derivative forgotten", "", {x: (-0.95, 0.95)}),
    Claim("two.product-and-inner", p**2 * log(3 * p), p, 2 * p / (3 * p), both({"product-rule"}, NUMBER | {"constant-factor"}), ("3",), "product of the derivatives, and inner 3"),
    Claim("two.power-and-inner", x**3 * exp(-2 * x), x, 3 * x**3 * exp(-2 * x) - x**3 * exp(-2 * x), both(POWER, TWO) | {"held-constant + sign"}, ("2",), "exponent kept, and inner 2"),
    Claim("two.arctangent", sp.atan(2 * x), x, 1 / (1 + 2 * x**2), both(TWO | {"constant-factor"}, {"wrong-constant", "argument", "factor-2", "factor"}), ("2",), "square of the 2, and inner 2"),
    Claim("two.charging", V * (1 - exp(-t / (R * C))), R, V * t / (R * C) * exp(-t / (R * C)), both({"sign"}, POWER) | {"factor", "exponent"}, ("R**2",), "sign, and 1/R not lowered", "", {t: (0.2, 4.0)}),
    Claim("two.van-der-waals", R * T / (V - b) - a / V**2, V, -R * T / (V - b) ** 2 - a / V**3, both({"flipped-term"}, TWO) | {"factor", "wrong-constant"}, ("a",), "minus times minus, and exponent not brought down", "", {V: (2.0, 6.0), b: (0.2, 1.0)}),
    Claim("two.lennard-jones", 4 * eps * ((s / r) ** 12 - (s / r) ** 6), r, 4 * eps * (12 * (s / r) ** 12 - 6 * (s / r) ** 6), both({"sign"}, POWER) | {"factor"}, ("r",), "force, and exponents not lowered"),
    Claim("two.kl-scale", kl, s2, 1 / s2 + (s1**2 + (m1 - m2) ** 2) / s2**2, both({"flipped-term"}, POWER), ("s2**3",), "sign and power of the quadratic term"),
    Claim("two.swapped-and-flipped", x**2 * y - y**3, [x, y], [x**2 + 3 * y**2, 2 * x * y], both({"swapped-partials"}, {"flipped-term", "sign"}), ("3*y**2",), "order of the variables, and a sign"),
    Claim("two.polar", [r * cos(t), r * sin(t)], [r, t], [[cos(t), sin(t)], [-sin(t), cos(t)]], both({"transposed"}, {"factor"}) | {"exponent + sign", "factor + sign", "factor + flipped-term + sign"}, ("r",), "gradients as columns, without the radius"),
    Claim("two.least-squares", (A * u - v).T * (A * u - v), u, A * (A * u - v), both({"transposed"}, {"factor-2", "constant-factor"}), ("2",), "factor and transpose forgotten"),
)  # fmt: skip
