"""Compositions, powers and exponentials, as students differentiate them."""

from __future__ import annotations

import sympy as sp
from check.people.claim import Claim

a = sp.Symbol("a", positive=True)
b, t, w, x = sp.symbols("b t w x", real=True)
p = sp.Symbol("p", positive=True)

INNER = {"inner-derivative", "factor"}
# A forgotten inner derivative that is a number is a wrong coefficient as well.
INNER_NUMBER = INNER | {"constant-factor", "wrong-constant"}
INNER_TWO = INNER_NUMBER | {"factor-2"}
POWER = {"exponent", "factor"}
TWO = {"factor-2", "constant-factor", "factor", "wrong-constant"}

CHAIN = (
    Claim("chain.power-of-linear", (3 * x + 1) ** 5, x, 5 * (3 * x + 1) ** 4, INNER_NUMBER, ("3",), "inside not differentiated", "public-textbooks"),
    Claim("chain.sine-of-square", sp.sin(x**2), x, sp.cos(x**2), INNER, ("2*x",), "inside not differentiated", "derivativecalculus.com"),
    Claim("chain.square-of-sine", sp.sin(x) ** 2, x, 2 * sp.sin(x), INNER, ("cos(x)",), "stops after the power"),
    Claim("chain.exponential-is-itself", sp.exp(-(x**2) / 2), x, sp.exp(-(x**2) / 2), INNER, ("x",), "the exponential is its own derivative"),
    Claim("chain.root", sp.sqrt(1 - x**2), x, 1 / (2 * sp.sqrt(1 - x**2)), INNER, ("2*x",), "under the root nothing happens", "", {x: (-0.95, 0.95)}),
    Claim("chain.log-of-cosine", sp.log(sp.cos(x)), x, 1 / sp.cos(x), INNER, ("sin(x)",), "one over the inside, no more", "", {x: (-1.4, 1.4)}),
    Claim("chain.tangent-of-multiple", sp.tan(3 * t), t, 1 + sp.tan(3 * t) ** 2, INNER_NUMBER, ("3",), "inside not differentiated", "", {t: (-0.45, 0.45)}),
    Claim("chain.innermost", sp.exp(sp.sin(2 * x)), x, sp.cos(2 * x) * sp.exp(sp.sin(2 * x)), INNER_TWO, ("2",), "two layers done, the third forgotten"),
    Claim("chain.cube-of-cosine", sp.cos(5 * x) ** 3, x, -3 * sp.cos(5 * x) ** 2 * sp.sin(5 * x), INNER_NUMBER, ("5",), "the innermost 5"),
    Claim("chain.log-of-polynomial", sp.log(x**2 + 1), x, 1 / (x**2 + 1), INNER, ("2*x",), "one over the inside, no more"),
    Claim("chain.arctangent-of-ratio", sp.atan(x / a), x, 1 / (1 + (x / a) ** 2), INNER | {"constant-factor"}, ("1/a",), "scale of the argument forgotten"),
    Claim("chain.negative-exponent", sp.exp(-x), x, sp.exp(-x), {"sign", "constant-factor"} | INNER, ("-1",), "the exponential is its own derivative", "teachers' lists"),
    Claim("chain.angle-in-degrees", sp.sin(sp.pi * t / 180), t, sp.cos(sp.pi * t / 180), INNER_NUMBER, ("180",), "degrees", "teachers' lists", {t: (-170, 170)}),
    Claim("chain.derivative-inside", sp.sin(x**2), x, 2 * x * sp.cos(2 * x), {"argument"}, ("2*x",), "the inside is replaced by its derivative", "teachers' lists"),
    Claim("chain.log-of-multiple", sp.log(3 * p), p, 1 / (3 * p), INNER_NUMBER, ("3",), "one over the inside, no more", "teachers' lists"),
    Claim("chain.reciprocal-logarithm", sp.log(p), p, 1 / sp.log(p), {"wrong-function", "argument"}, ("log",), "the derivative of log t is 1/log t", "mathmistakes.info 22", {p: (1.5, 6.0)}),
    Claim("chain.square-of-logarithm", sp.log(p) ** 2, p, 2 / p, {"factor", "exponent", "argument", "wrong-function"}, ("log(p)",), "read as the logarithm of the square"),
    Claim("chain.damped", sp.exp(-t) * sp.sin(w * t), t, sp.exp(-t) * (sp.cos(w * t) - sp.sin(w * t)), INNER, ("w",), "frequency forgotten"),
    Claim("chain.sum-of-roots", sp.sqrt(x**2 + b**2 + 1), x, x / (2 * sp.sqrt(x**2 + b**2 + 1)), TWO, ("2",), "the 2 of the square used up twice"),
    Claim("chain.kept-exponent", (x**2 + 3 * x) ** 4, x, 4 * (x**2 + 3 * x) ** 4 * (2 * x + 3), POWER, ("4",), "outer exponent kept", "senseofstudy.com"),
)  # fmt: skip

POWERS = (
    Claim("power.of-two", 2**x, x, x * 2 ** (x - 1), {"power-rule"}, ("2**x",), "power rule on an exponential", "mathmistakes.info 35"),
    Claim("power.of-e", sp.exp(x), x, x * sp.exp(x - 1), {"power-rule"}, ("exp(x)",), "power rule on an exponential", "edu.com 981797"),
    Claim("power.tower-as-power", p**p, p, p * p ** (p - 1), {"power-rule", "held-constant", "dropped-term", "factor"}, ("log(p)",), "exponent held constant"),
    Claim("power.tower-as-exponential", p**p, p, p**p * sp.log(p), {"power-rule", "held-constant", "dropped-term"}, ("p**p",), "base held constant"),
    Claim("power.base-three", 3 ** (2 * x), x, sp.log(3) * 3 ** (2 * x), INNER_TWO, ("2",), "inside not differentiated"),
    Claim("power.of-ten", 10**x, x, 10**x, {"factor", "constant-factor", "inner-derivative", "wrong-function"}, ("log(10)",), "treated like e"),
    Claim("power.exponential-of-variable-base", p**a, p, p**a * sp.log(p), {"power-rule"}, ("a",), "exponential rule on a power"),
    Claim("power.not-lowered", x**3, x, 3 * x**3, POWER, ("3",), "exponent brought down but not lowered"),
    Claim("power.negative-raised", x**-3, x, -3 * x**-2, POWER, ("-4",), "-3 lowered to -2", "public-textbooks"),
    Claim("power.denominator-only", x**-2, x, 1 / (2 * x), {"quotient-rule", "wrong-function"}, ("2*x",), "differentiates the denominator in place", "public-textbooks"),
    Claim("power.root-without-half", sp.sqrt(p), p, 1 / sp.sqrt(p), TWO, ("2",), "the half forgotten"),
    Claim("power.root-not-lowered", sp.sqrt(p), p, sp.sqrt(p) / 2, POWER, ("1/2",), "exponent not lowered"),
    Claim("power.fraction", p ** sp.Rational(2, 3), p, sp.Rational(2, 3) * p ** sp.Rational(1, 3), POWER, ("1/3",), "2/3 - 1 taken for 1/3"),
    Claim("power.linear-term-kept", x**5 / 5 - x, x, x**4 - x, POWER, ("x",), "the derivative of x is x"),
    Claim("power.constant-kept", x**2 + 7 * x + 5, x, 2 * x + 7 + 5, {"offset", "wrong-constant"}, ("5",), "constant survives", "teachers' lists"),
    Claim("power.constant-power", x**2 + sp.pi**3, x, 2 * x + 3 * sp.pi**2, {"offset", "power-rule"}, ("3*pi**2",), "power rule on a number", "teachers' lists"),
    Claim("power.coefficient-dropped", 4 * x**3 - 2 * x**2 + x, x, 3 * x**2 - 4 * x + 1, {"wrong-constant", "factor"}, ("12", "x**2"), "4 lost on the way"),
    Claim("power.wrong-arithmetic", x**7 - 6 * x**4, x, 7 * x**6 - 18 * x**3, {"wrong-constant", "factor"}, ("24", "18"), "4 times 6"),
    Claim("power.sign-lost", x**3 - 3 * x**2 - 9 * x + 2, x, 3 * x**2 - 6 * x + 9, {"flipped-term", "wrong-constant", "offset"}, ("9",), "minus lost in the last term"),
)  # fmt: skip
