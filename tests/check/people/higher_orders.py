"""Second derivatives and Hessians, claimed from the function itself."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, INNER_NUMBER
from check.people.claim import Claim, both
from check.people.products_and_functions import ONE_TERM, SIGN

x, y, z = sp.symbols("x y z", real=True)
p, a, b, V, T, R = sp.symbols("p a b V T R", positive=True)
s = 1 / (1 + sp.exp(-z))
bell = sp.exp(-(x**2) / 2)
first = sp.exp(x) / (sp.exp(x) + sp.exp(y))
second = 1 - first

HIGHER = (
    Claim("higher.inner-once", sp.sin(3 * x), x, -3 * sp.sin(3 * x), INNER_NUMBER, ("3",), "inner 3 in one of two steps", order=2),
    Claim("higher.coefficient", x**4, x, 4 * x**2, {"constant-factor", "wrong-constant", "factor"}, ("3",), "second exponent not brought down", order=2),
    Claim("higher.bell-one-term", bell, x, x**2 * bell, ONE_TERM, ("1",), "product rule in the second step", order=2),
    Claim("higher.bell-sign", bell, x, (x**2 + 1) * bell, {"flipped-term", "wrong-constant", "product-rule"}, ("1",), "sign of the product rule", order=2),
    Claim("higher.logarithm", sp.log(p), p, 1 / p**2, SIGN, (), "minus of the power lost", order=2),
    Claim("higher.tanh", sp.tanh(x), x, -2 * sp.tanh(x), INNER, ("tanh(x)**2",), "chain rule in the second step", order=2),
    Claim("higher.sigmoid", s, z, s * (1 - s) * (1 + 2 * s), {"flipped-term", "wrong-constant"}, ("2",), "1 + 2 s for 1 - 2 s", order=2),
    Claim("higher.pressure", R * T / (V - b) - a / V**2, V, 2 * R * T / (V - b) ** 3 + 6 * a / V**4, {"flipped-term"}, ("a",), "minus lost in the second step", "", {V: (2.0, 6.0), b: (0.2, 1.0)}, order=2),
    Claim("higher.hessian-cross", x**2 * y + y**3, [x, y], [[2 * y, 0], [0, 6 * y]], {"dropped-term", "held-constant"}, ("2*x",), "mixed derivatives taken for zero", order=2),
    Claim("higher.hessian-rosenbrock", (1 - x) ** 2 + 100 * (y - x**2) ** 2, [x, y], [[1200 * x**2 - 400 * y, -400 * x], [-400 * x, 200]], {"dropped-term", "offset"}, ("2",), "constant of the first square forgotten", order=2),
    Claim("higher.hessian-log-sum-exp", sp.log(sp.exp(x) + sp.exp(y)), [x, y], [[first * (1 - first), first * second], [first * second, second * (1 - second)]], SIGN | {"flipped-term"}, (), "minus off the diagonal", order=2),
    Claim("higher.hessian-cross-sign-and-factor", x**2 * y**2, [x, y], [[2 * y**2, -2 * x * y], [-2 * x * y, 2 * x**2]], both({"sign", "flipped-term"}, {"factor-2", "factor", "wrong-constant"}) | {"constant-factor", "wrong-constant", "factor"}, ("4",), "two slips off the diagonal", order=2),
)  # fmt: skip
