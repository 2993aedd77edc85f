"""Economics and finance: production, utility, discounting, bonds and options."""

from __future__ import annotations

import sympy
from check.people.claim import Claim

__all__ = ["CLAIMS"]

K, L, A, P, C = sympy.symbols("K L A P C", positive=True)
S, T, s, g, i, n, x, y = sympy.symbols("S T sigma g i n x y", positive=True)
q = sympy.Symbol("q", real=True)
a = sympy.Symbol("alpha", positive=True)
THIRD = sympy.Rational(1, 3)


def normal_cdf(t):
    return (1 + sympy.erf(t / sympy.sqrt(2))) / 2


def normal_density(t):
    return sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi)


RATE = sympy.Rational(1, 20)
D1 = (sympy.log(S / 100) + (RATE + s**2 / 2) * T) / (s * sympy.sqrt(T))
D2 = (sympy.log(S / 100) + (RATE - s**2 / 2) * T) / (s * sympy.sqrt(T))
CALL = S * normal_cdf(D1) - 100 * sympy.exp(-RATE * T) * normal_cdf(D2)
PUT = 100 * sympy.exp(-RATE * T) * normal_cdf(-D2) - S * normal_cdf(-D1)
MARKET = {S: (70.0, 130.0), s: (0.1, 0.6), T: (0.25, 2.0)}
BOND = 5 / (1 + y) + 5 / (1 + y) ** 2 + 105 / (1 + y) ** 3
CES_INNER = sympy.sqrt(K) / 3 + 2 * sympy.sqrt(L) / 3
CES = (a * K ** (-2) + (1 - a) * L ** (-2)) ** sympy.Rational(-1, 2)

CLAIMS = (
    Claim("cobb-douglas.capital", A * K**a * L ** (1 - a), K, a * A * K**a * L ** (1 - a),
          {"exponent", "factor"}, why="exponent of K kept",
          domain={a: (0.2, 0.8), K: (0.5, 4), L: (0.5, 4), A: (0.5, 3)}),
    Claim("cobb-douglas.labour", A * K**a * L ** (1 - a), L, (1 - a) * A * K**a * L**a,
          {"exponent", "wrong-constant"}, why="1 - a - 1 taken for a",
          domain={a: (0.2, 0.8), K: (0.5, 4), L: (0.5, 4), A: (0.5, 3)}),
    Claim("cobb-douglas.third", K**THIRD * L ** (2 * THIRD), [K, L],
          [THIRD * K ** (-2 * THIRD) * L ** (2 * THIRD), 2 * THIRD * K**THIRD * L ** (-2 * THIRD)],
          {"exponent", "factor", "wrong-constant"}, why="2/3 - 1 taken for -2/3"),
    Claim("ces.inner", CES, [K, L], [-(CES**3) / 2, -(CES**3) / 2], {"inner-derivative"},
          why="outer derivative alone", domain={a: (0.2, 0.8), K: (0.5, 4), L: (0.5, 4)}),
    Claim("ces.half", CES_INNER**2, [K, L],
          [2 * CES_INNER / (3 * sympy.sqrt(K)), 4 * CES_INNER / (3 * sympy.sqrt(L))],
          {"factor-2", "constant-factor", "factor", "wrong-constant"}, why="1/2 of the square roots lost"),
    Claim("utility.marginal", 3 * sympy.log(x) + 2 * sympy.log(y), [x, y], [2 / y, 3 / x], {"swapped-partials"},
          why="order of the goods"),
    Claim("demand.slope", A * P ** (-n), P, n * A * P ** (-n - 1), {"sign", "constant-factor"},
          why="sign of the exponent"),
    Claim("discount.time", (1 + g) ** (-T), T, -T * (1 + g) ** (-T - 1), {"power-rule"},
          why="power rule by the exponent"),
    Claim("annuity.quotient", C * (1 - (1 + i) ** (-n)) / i, i,
          C * (n * (1 + i) ** (-n - 1) * i - (1 - (1 + i) ** (-n))) / i,
          {"quotient-rule", "factor", "exponent"}, why="denominator not squared",
          domain={i: (0.02, 0.5), n: (2, 8), C: (1, 5)}),
    Claim("bond.dropped", BOND, y, -5 / (1 + y) ** 2 - 315 / (1 + y) ** 4, {"dropped-term", "held-constant"},
          why="second coupon forgotten", domain={y: (0.01, 0.3)}),
    Claim("bond.flipped", BOND, y, -5 / (1 + y) ** 2 - 10 / (1 + y) ** 3 + 315 / (1 + y) ** 4,
          {"flipped-term"}, why="sign of the last payment", domain={y: (0.01, 0.3)}),
    Claim("call.delta", CALL, S, normal_cdf(D2), {"argument", "wrong-constant", "flipped-term"},
          why="d2 for d1", domain=MARKET),
    Claim("call.vega", CALL, s, S * normal_density(D1), {"factor"}, why="square root of T forgotten", domain=MARKET),
    Claim("call.vega-cdf", CALL, s, S * sympy.sqrt(T) * normal_cdf(D1), {"wrong-function"},
          why="distribution function for the density", domain=MARKET),
    Claim("call.gamma", CALL, S, normal_density(D1) / (S * s * T), {"factor", "exponent", "wrong-constant"},
          why="T for its square root", domain=MARKET, order=2),
    Claim("put.delta", PUT, S, normal_cdf(-D1), {"sign", "constant-factor"}, why="delta of a put is negative", domain=MARKET),
    Claim("forward.dividend", S * sympy.exp((RATE - q) * T), q, S * T * sympy.exp((RATE - q) * T),
          {"sign", "inner-derivative", "constant-factor"}, why="minus of the dividend yield lost",
          domain={q: (-0.5, 0.5), T: (0.5, 3), S: (1, 5)}),
    Claim("forward.both", S * sympy.exp((RATE - q) * T), [S, T],
          [sympy.exp((RATE - q) * T), S * sympy.exp((RATE - q) * T)],
          {"inner-derivative", "factor"}, why="rate forgotten",
          domain={q: (-0.5, 0.0), T: (0.5, 3), S: (1, 5)}),
    Claim("loan.log", sympy.log(1 + i / 12) * 12, i, 12 / (1 + i / 12),
          {"inner-derivative", "constant-factor", "factor"}, why="one twelfth forgotten"),
)  # fmt: skip
