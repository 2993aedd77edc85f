"""Chemistry, pharmacokinetics and epidemiology."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

A, B, E, R, T, V, S, I, N = sympy.symbols("A B E R T V S I N", positive=True)  # noqa: E741
Km, Ki, D, h, t, ka, ke, x, n, r, e, s, b, g, c = sympy.symbols(
    "K_m K_i D h t k_a k_e x n r epsilon s beta gamma c", positive=True
)
P, K, EC, EM = sympy.symbols("P K EC EM", positive=True)

ARRHENIUS = A * sympy.exp(-E / (R * T))
KINETICS = V * S / (Km + S)
ORAL = D * ka / (ka - ke) * (sympy.exp(-ke * t) - sympy.exp(-ka * t))
RATES = {ka: (1.0, 2.0), ke: (0.1, 0.7), t: (0.2, 4.0), D: (1.0, 5.0)}
INFLOW = V * x**2 / (T**2 + x**2)
WAALS = R * T / (V - b) - c / V**2
GAS = {V: (2.0, 6.0), b: (0.1, 0.9), c: (0.5, 3.0), T: (1.0, 4.0), R: (1.0, 3.0)}
SIR = [-b * S * I, b * S * I - g * I, g * I]
COMPARTMENTS = [S, I]

CLAIMS = (
    Claim("arrhenius.sign", ARRHENIUS, T, -ARRHENIUS * E / (R * T**2), {"sign", "constant-factor"},
          why="derivative of -1/T taken as -1/T**2"),
    Claim("arrhenius.exponent", ARRHENIUS, T, ARRHENIUS * E / (R * T), {"exponent", "factor", "wrong-constant", "quotient-rule"},
          why="1/T not lowered"),
    Claim("arrhenius.inner", ARRHENIUS, T, ARRHENIUS, {"inner-derivative", "other-order"},
          why="exp is its own derivative"),
    Claim("arrhenius.energy", ARRHENIUS, E, -ARRHENIUS / T, {"factor", "inner-derivative"}, why="gas constant lost"),
    Claim("michaelis.order", KINETICS, S, V * (S - (Km + S)) / (Km + S) ** 2, {"quotient-rule", "sign", "constant-factor"},
          why="terms of the quotient rule exchanged"),
    Claim("michaelis.held", KINETICS, S, V / (Km + S), {"held-constant", "dropped-term"},
          why="denominator taken for a constant"),
    Claim("michaelis.numerator", KINETICS, S, V * S / (Km + S) ** 2,
          both({"sign"}, {"held-constant", "dropped-term"}) | {"argument"},
          why="numerator held, sign lost"),
    Claim("michaelis.constant", KINETICS, [V, Km], [S / (Km + S), V * S / (Km + S) ** 2], {"sign", "constant-factor"},
          why="minus of the denominator's derivative"),
    Claim("inhibitor.inner", V * S / (Km * (1 + I / Ki) + S), I, -V * S * Km / (Km * (1 + I / Ki) + S) ** 2,
          {"inner-derivative", "factor"}, why="1/K_i forgotten"),
    Claim("hill.square", INFLOW, x, 2 * V * x * T**2 / (T**2 + x**2), {"quotient-rule", "factor", "exponent"},
          why="denominator not squared"),
    Claim("hill.numeric", x**3 / (1 + x**3), x, 3 * x**2 / (1 + x**3),
          {"held-constant", "dropped-term", "quotient-rule", "exponent", "factor"}, why="denominator held"),
    Claim("nernst.inner", R * T * sympy.log(A / B), B, R * T * B / A, {"inner-derivative"},
          why="one over the argument"),
    Claim("acid.decadic", sympy.log(B / A) / sympy.log(10), B, 1 / B,
          {"constant-factor", "factor", "wrong-function"}, why="natural logarithm"),
    Claim("waals.flipped", WAALS, V, -R * T / (V - b) ** 2 - 2 * c / V**3, {"flipped-term"},
          why="sign of the attraction", domain=GAS),
    Claim("waals.dropped", WAALS, V, -R * T / (V - b) ** 2, {"dropped-term", "held-constant"},
          why="attraction forgotten", domain=GAS),
    Claim("lennard-jones.attraction", 4 * e * ((s / r) ** 12 - (s / r) ** 6), r,
          4 * e * (-12 * s**12 / r**13 + 6 * s**6 / r**6), {"exponent", "factor", "wrong-constant"},
          why="second exponent not lowered", domain={r: (0.8, 2), s: (0.8, 1.5), e: (0.5, 2)}),
    Claim("rate-law.second", 3 * A**2 * B, [A, B], [6 * A * B, 3 * A**2 * B],
          {"exponent", "factor", "other-order"}, why="B left where it was"),
    Claim("oral.flipped", ORAL, t, D * ka / (ka - ke) * (-ke * sympy.exp(-ke * t) - ka * sympy.exp(-ka * t)),
          {"flipped-term"}, why="minus times minus", domain=RATES),
    Claim("oral.sign", ORAL, t, D * ka / (ka - ke) * (ke * sympy.exp(-ke * t) - ka * sympy.exp(-ka * t)),
          {"sign", "constant-factor"}, why="both signs", domain=RATES),
    Claim("oral.inner", ORAL, t, D * ka / (ka - ke) * (-ke * sympy.exp(-ke * t) + sympy.exp(-ka * t)),
          {"inner-derivative", "factor"}, why="k_a forgotten in the second term", domain=RATES),
    Claim("half-life.time", D * 2 ** (-t / h), t, -D / h * 2 ** (-t / h),
          {"constant-factor", "factor", "wrong-function"}, why="log(2) forgotten"),
    Claim("half-life.half-life", D * 2 ** (-t / h), h, D * sympy.log(2) * t / h * 2 ** (-t / h),
          {"exponent", "factor", "wrong-constant", "quotient-rule"}, why="1/h not lowered"),
    Claim("exposure.integral", D / x, x, D * sympy.log(x), {"wrong-function"}, why="integrated"),
    Claim("effect.swapped", EM * x / (EC + x), [x, EC], [-EM * x / (EC + x) ** 2, EM * EC / (EC + x) ** 2],
          {"swapped-partials"}, why="order of dose and EC50"),
    Claim("infusion.doubled", D / ke * (1 - sympy.exp(-ke * t)), t, D * ke * sympy.exp(-ke * t),
          {"factor"}, why="1/k_e of the front forgotten"),
    Claim("sir.transposed", SIR, COMPARTMENTS, [[-b * I, b * I, 0], [-b * S, b * S - g, g]],
          {"transposed"}, why="rows are compartments"),
    Claim("sir.flipped", SIR, COMPARTMENTS, [[-b * I, -b * S], [b * I, b * S + g], [0, g]],
          {"flipped-term"}, why="recovery added"),
    Claim("sir.dropped", SIR, COMPARTMENTS, [[-b * I, 0], [b * I, b * S - g], [0, g]],
          {"dropped-term", "held-constant"}, why="susceptibles by I forgotten"),
    Claim("sir.population", b * S * I / (S + I), S, b * I / (S + I), {"held-constant", "dropped-term"},
          why="population held"),
    Claim("logistic.product", b * P * (1 - P / K), P, -b / K, {"product-rule"}, why="product of derivatives"),
    Claim("logistic.sign", b * P * (1 - P / K), P, b * (1 - P / K) + b * P / K,
          {"flipped-term", "product-rule", "inner-derivative", "dropped-term"}, why="minus of the inner derivative"),
    Claim("logistic.rate", b * P * (1 - P / K), P, b - 2 * P / K, {"factor"}, why="rate not in the second term"),
    Claim("final-size.exponential", 1 - sympy.exp(-b * x), x, -b * sympy.exp(-b * x), {"sign", "constant-factor"},
          why="one minus sign lost"),
)  # fmt: skip
