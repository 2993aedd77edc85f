"""Formulas of physics, chemistry, engineering and finance."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, t, v, u = sympy.symbols("x t v u", real=True)
A, B, C, D, E, G, K, P, R, S, T, V, a, b, c, g, h, k, m, n, r, w, y = sympy.symbols(
    "A B C D E G K P R S T V a b c g h k m n r w y", positive=True
)
exp, log, sin, cos, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt

INNER = {"inner-derivative", "factor"}
NUMBER = INNER | {"constant-factor", "wrong-constant"}
POWER = {"exponent", "factor"}
SIGN = {"sign", "constant-factor"}
MISSING = {"dropped-term", "held-constant"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}

LORENTZ = 1 / sqrt(1 - v**2)
RESONANCE = 1 / ((w**2 - k**2) ** 2 + g**2 * w**2)
MORSE = D * (1 - exp(-a * (r - b))) ** 2
BUCKINGHAM = A * exp(-B * r) - C / r**6
YUKAWA = exp(-k * r) / r
FERMI = 1 / (exp((E - m) / T) + 1)
LANGEVIN = sympy.coth(y) - 1 / y
RANGE = v**2 * sin(2 * t) / g
LANGMUIR = K * P / (1 + K * P)
LOW_PASS = 1 / sqrt(1 + (w * R * C) ** 2)
GOMPERTZ = a * exp(-b * exp(-c * t))
MIXING = R * T * (x * log(x) + (1 - x) * log(1 - x)) + w * x * (1 - x)
BUTLER = exp(a * u) - exp(-(1 - a) * u)
ROCKET = g * log(m / (m - k * t)) - t
WAVELENGTH = 1 / (y**5 * (exp(1 / y) - 1))
WELL = {r: (0.5, 3), b: (0.8, 1.5), a: (0.5, 2), D: (0.5, 3)}


def normal_cdf(z):
    return (1 + sympy.erf(z / sqrt(2))) / 2


def normal_density(z):
    return exp(-(z**2) / 2) / sqrt(2 * sympy.pi)


RATE = sympy.Rational(3, 100)
PLUS = (log(S / 95) + (RATE + w**2 / 2) * T) / (w * sqrt(T))
MINUS = (log(S / 95) + (RATE - w**2 / 2) * T) / (w * sqrt(T))
CALL = S * normal_cdf(PLUS) - 95 * exp(-RATE * T) * normal_cdf(MINUS)
CALL_OF_RATE = S * normal_cdf((log(S / 95) + (h + w**2 / 2)) / w) - 95 * exp(-h) * normal_cdf(
    (log(S / 95) + (h - w**2 / 2)) / w
)
MARKET = {S: (75.0, 120.0), w: (0.15, 0.5), T: (0.3, 2.0)}
DIGITAL = exp(-RATE * T) * normal_cdf(MINUS)
SHARPE = (a * x + b * y) / sqrt(a**2 + b**2 + a * b)

CLAIMS = (
    Claim("physics3.lorentz", LORENTZ, v, 1 / (2 * (1 - v**2) ** sympy.Rational(3, 2)), INNER | both(INNER, HALF | SIGN), why="inner -2v forgotten, sign swallowed", domain={v: (-0.9, 0.9)}),
    Claim("physics3.lorentz-minus", LORENTZ, v, -v / (1 - v**2) ** sympy.Rational(3, 2), SIGN | INNER, why="minus times minus", domain={v: (-0.9, 0.9)}),
    Claim("physics3.resonance-damping", RESONANCE, w, -4 * w * (w**2 - k**2) * RESONANCE**2, MISSING, why="damping held"),
    Claim("physics3.resonance-square", RESONANCE, w, -(4 * w * (w**2 - k**2) + 2 * g**2 * w) * RESONANCE, POWER | {"quotient-rule", "wrong-function"}, why="denominator not squared"),
    Claim("physics3.morse-inner", MORSE, r, 2 * D * (1 - exp(-a * (r - b))) * exp(-a * (r - b)), INNER | {"constant-factor"}, why="a of the exponent", domain=WELL),
    Claim("physics3.morse-sign", MORSE, r, -2 * a * D * (1 - exp(-a * (r - b))) * exp(-a * (r - b)), SIGN | INNER, why="minus of the exponential kept", domain=WELL),
    Claim("physics3.morse-curvature", MORSE, r, 2 * D * a**2 * exp(-a * (r - b)), MISSING | {"product-rule", "factor", "exponent", "flipped-term"}, why="value at the minimum remembered, second exponential forgotten", domain=WELL, order=2),
    Claim("physics3.buckingham", BUCKINGHAM, r, -A * B * exp(-B * r) + 6 * C / r**5, POWER | {"wrong-constant"}, why="-6 raised to -5"),
    Claim("physics3.buckingham-sign", BUCKINGHAM, r, -A * B * exp(-B * r) - 6 * C / r**7, {"flipped-term", "wrong-constant"}, why="minus times minus"),
    Claim("physics3.yukawa", YUKAWA, r, -k * exp(-k * r) / r, MISSING | {"quotient-rule", "product-rule"}, why="1/r held"),
    Claim("physics3.yukawa-plus", YUKAWA, r, -exp(-k * r) * (k / r - 1 / r**2), {"flipped-term", "quotient-rule", "product-rule"}, why="sign of the second term"),
    Claim("physics3.fermi-energy", FERMI, E, -exp((E - m) / T) / (exp((E - m) / T) + 1) ** 2, INNER | {"constant-factor"}, why="1/T of the exponent", domain={E: (0.2, 3), m: (0.5, 2), T: (0.5, 2)}),
    Claim("physics3.fermi-temperature", FERMI, T, -(E - m) / T**2 * exp((E - m) / T) / (exp((E - m) / T) + 1) ** 2, SIGN | INNER, why="minus of 1/T", domain={E: (0.2, 3), m: (0.5, 2), T: (0.5, 2)}),
    Claim("physics3.langevin", LANGEVIN, y, 1 / sympy.sinh(y) ** 2 + 1 / y**2, {"flipped-term"}, why="minus of the hyperbolic cotangent"),
    Claim("physics3.projectile", RANGE, t, v**2 * cos(2 * t) / g, HALF | INNER, why="2 of the double angle", domain={t: (0.1, 1.4), v: (1, 5)}),
    Claim("physics3.projectile-speed", RANGE, v, v * sin(2 * t) / g, HALF, why="2 of the square", domain={t: (0.1, 1.4), v: (1, 5)}),
    Claim("physics3.langmuir", LANGMUIR, P, K * P / (1 + K * P) ** 2, {"factor", "exponent", "quotient-rule"}, why="numerator not differentiated"),
    Claim("physics3.langmuir-order", LANGMUIR, K, (K * P * P - P * (1 + K * P)) / (1 + K * P) ** 2, SIGN | {"quotient-rule"}, why="quotient rule the wrong way round"),
    Claim("physics3.low-pass", LOW_PASS, w, -w * R * C / (1 + (w * R * C) ** 2) ** sympy.Rational(3, 2), INNER | {"constant-factor", "exponent"}, why="RC of the inside"),
    Claim("physics3.low-pass-power", LOW_PASS, w, -w * (R * C) ** 2 / sqrt(1 + (w * R * C) ** 2), POWER, why="-1/2 not lowered"),
    Claim("physics3.gompertz", GOMPERTZ, t, b * c * GOMPERTZ, INNER | {"exponent"}, why="inner exponential left behind", domain={t: (-1, 3), b: (0.5, 2), c: (0.5, 2), a: (0.5, 3)}),
    Claim("physics3.gompertz-rate", GOMPERTZ, c, -b * t * exp(-c * t) * GOMPERTZ, SIGN | {"inner-derivative"}, why="one of two minus signs", domain={t: (0.2, 3), b: (0.5, 2), c: (0.5, 2), a: (0.5, 3)}),
    Claim("physics3.mixing", MIXING, x, R * T * (log(x) - log(1 - x)) + w, MISSING | {"product-rule", "wrong-constant"}, why="x held in w x (1 - x)", domain={x: (0.05, 0.95)}),
    Claim("physics3.mixing-curvature", MIXING, x, R * T * (1 / x - 1 / (1 - x)) - 2 * w, {"flipped-term", "inner-derivative"}, why="inner minus in the second step", domain={x: (0.05, 0.95)}, order=2),
    Claim("physics3.butler-volmer", BUTLER, u, a * exp(a * u) - (1 - a) * exp(-(1 - a) * u), {"flipped-term", "inner-derivative"}, why="minus of the cathodic exponent", domain={u: (-2, 2), a: (0.2, 0.8)}),
    Claim("physics3.rocket", ROCKET, t, -g * k / (m - k * t) - 1, {"flipped-term", "inner-derivative"}, why="sign of the burnt mass", domain={t: (0.1, 1), k: (0.2, 0.8), m: (1.5, 4)}),
    Claim("physics3.radiation-wavelength", WAVELENGTH, y, -5 / (y**6 * (exp(1 / y) - 1)), MISSING, why="exponential held"),
    Claim("physics3.adiabatic", P * V ** (-g), V, -g * P * V ** (-g + 1), POWER, why="exponent raised", domain={g: (1.1, 1.7)}),
    Claim("physics3.discharge", A * sqrt(2 * g * h), h, A * sqrt(2 * g) / sqrt(h), HALF, why="half of the root"),
    Claim("physics3.doppler", sqrt((1 + v) / (1 - v)), v, 1 / (2 * sqrt((1 + v) / (1 - v))), INNER, why="ratio not differentiated", domain={v: (-0.8, 0.8)}),
    Claim("physics3.diode", A * (exp(u / n) - 1), u, A * exp(u / n), INNER | {"constant-factor"}, why="1/n of the exponent", domain={u: (-1, 2)}),
    Claim("physics3.two", exp(-k * r) * cos(w * r), r, -exp(-k * r) * cos(w * r) + w * exp(-k * r) * sin(w * r), both(INNER, {"flipped-term", "product-rule", "sign"}), why="k forgotten, and minus of the cosine"),
    Claim("finance3.theta", CALL, T, S * normal_density(PLUS) * w / (2 * sqrt(T)) - RATE * 95 * exp(-RATE * T) * normal_cdf(MINUS), {"flipped-term"}, why="sign of the interest", domain=MARKET),
    Claim("finance3.theta-decay", CALL, T, S * normal_density(PLUS) * w / (2 * sqrt(T)), MISSING, why="interest forgotten", domain=MARKET),
    Claim("finance3.rho", CALL_OF_RATE, h, 95 * exp(-h) * normal_cdf((log(S / 95) + (h + w**2 / 2)) / w), {"argument", "flipped-term", "wrong-constant"}, why="d1 for d2", domain={S: (75, 120), w: (0.15, 0.5), h: (0.01, 0.2)}),
    Claim("finance3.gamma-volatility", CALL, S, normal_density(PLUS) / (S * sqrt(T)), {"factor", "exponent", "constant-factor"}, why="volatility forgotten", domain=MARKET, order=2),
    Claim("finance3.digital", DIGITAL, S, exp(-RATE * T) * normal_density(MINUS) / (w * sqrt(T)), INNER, why="1/S of the logarithm", domain=MARKET),
    Claim("finance3.sharpe", SHARPE, [a, b], [x / sqrt(a**2 + b**2 + a * b), y / sqrt(a**2 + b**2 + a * b)], MISSING | {"quotient-rule", "product-rule"}, why="risk held", domain={x: (0.2, 2), y: (0.2, 2), a: (0.2, 1), b: (0.2, 1)}),
    Claim("finance3.variance", a**2 * k + b**2 * n + 2 * a * b * c, [a, b], [2 * a * k + b * c, 2 * b * n + a * c], {"factor-2", "factor", "wrong-constant"}, why="2 of the covariance"),
    Claim("finance3.utility", (C ** (1 - g) - 1) / (1 - g), C, C ** (1 - g), POWER, why="exponent not lowered", domain={g: (1.2, 4)}),
    Claim("finance3.aversion", C ** (1 - g) / (1 - g), g, -(C ** (1 - g)) * log(C) / (1 - g), MISSING | {"quotient-rule", "product-rule"}, why="denominator held", domain={g: (1.2, 4)}),
    Claim("finance3.convexity", 100 * exp(-y * T), y, 100 * T * exp(-y * T), INNER | {"exponent", "constant-factor"}, why="time once", order=2, domain={T: (0.5, 5), y: (0.01, 0.3)}),
    Claim("finance3.mean-reversion", (1 - exp(-k * T)) / k, k, T * exp(-k * T) / k, MISSING | {"quotient-rule", "product-rule"}, why="k below held"),
)  # fmt: skip
