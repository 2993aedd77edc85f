"""Formulas of physics, chemistry, biology and statistics."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import INNER, POWER, TWO
from check.people.claim import Claim
from check.people.products_and_functions import ONE_TERM, SIGN

x, t, v, mu, theta = sp.symbols("x t v mu theta", real=True)
r, s, eps, T, V, R, E, A, a, b, c = sp.symbols("r s eps T V R E A a b c", positive=True)
k, m, M, G, L, g, w, q, N, K, p, n = sp.symbols("k m M G L g w q N K p n", positive=True)
C0, C1, C2, C, F, S, c1, c2, lam, nu, scale, emissivity, r0 = sp.symbols("C0 C1 C2 C F S c1 c2 lam nu scale emissivity r0", positive=True)  # fmt: skip

unit = (0.05, 0.95)
lennard_jones = 4 * eps * ((s / r) ** 12 - (s / r) ** 6)
normal = sp.exp(-((x - mu) ** 2) / (2 * s**2)) / (s * sp.sqrt(2 * sp.pi))
SCALE = INNER | {"constant-factor"}

PHYSICS = (
    Claim("physics.force-for-slope", lennard_jones, r, 4 * eps * (12 * s**12 / r**13 - 6 * s**6 / r**7), SIGN, (), "force instead of derivative", "openforcefield descent 70"),
    Claim("physics.exponents-kept", lennard_jones, r, 4 * eps * (-12 * (s / r) ** 12 + 6 * (s / r) ** 6), POWER, ("r",), "exponents not lowered"),
    Claim("physics.coulomb", k * q**2 / r**2, r, -k * q**2 / r**3, TWO, ("2",), "exponent not brought down"),
    Claim("physics.gravity", -G * m * M / r, r, -G * m * M / r**2, SIGN, (), "minus of the power lost", "teachers' lists"),
    Claim("physics.relativistic-energy", m * c**2 / sp.sqrt(1 - v**2 / c**2), v, m * v / sp.sqrt(1 - v**2 / c**2), POWER, ("3/2",), "exponent -1/2 not lowered", "", {v: (0.05, 0.8), c: (1.0, 2.0)}),
    Claim("physics.pendulum-gravity", 2 * sp.pi * sp.sqrt(L / g), g, -sp.pi * sp.sqrt(L / g), POWER, ("g",), "power of g not lowered"),
    Claim("physics.pendulum-length", 2 * sp.pi * sp.sqrt(L / g), L, sp.pi / sp.sqrt(L / g), SCALE | {"exponent"}, ("1/g",), "inner 1/g forgotten"),
    Claim("physics.planck", x**3 / (sp.exp(x) - 1), x, 3 * x**2 / sp.exp(x), {"quotient-rule"}, (), "derivative over derivative", "", {x: (0.3, 8.0)}),
    Claim("physics.arrhenius", A * sp.exp(-E / (R * T)), T, -E / (R * T**2) * A * sp.exp(-E / (R * T)), SIGN, (), "second minus overlooked"),
    Claim("physics.arrhenius-power", A * sp.exp(-E / (R * T)), T, A * E / (R * T) * sp.exp(-E / (R * T)), POWER | {"quotient-rule"}, ("T**2",), "1/T not lowered"),
    Claim("physics.van-der-waals", R * T / (V - b) - a / V**2, V, -R * T / (V - b) ** 2 - 2 * a / V**3, {"flipped-term"}, ("a",), "minus times minus", "", {V: (2.0, 6.0), b: (0.2, 1.0)}),
    Claim("physics.damped-oscillation", sp.exp(-g * t) * sp.cos(w * t), t, -g * sp.exp(-g * t) * sp.cos(w * t) - sp.exp(-g * t) * sp.sin(w * t), INNER, ("w",), "frequency forgotten in the second term"),
    Claim("physics.wave-in-time", A * sp.sin(k * x - w * t), t, A * w * sp.cos(k * x - w * t), SIGN, (), "-w taken for w"),
    Claim("physics.wave-in-space", A * sp.sin(k * x - w * t), x, A * sp.cos(k * x - w * t), SCALE, ("k",), "wave number forgotten"),
    Claim("physics.charging-capacitor", V * (1 - sp.exp(-t / (R * C))), t, V * sp.exp(-t / (R * C)), SCALE | {"inner-derivative + sign"}, ("C", "R"), "time constant forgotten", "", {t: (0.1, 4.0)}),
    Claim("physics.escape-speed", sp.sqrt(2 * G * M / r), r, -sp.sqrt(2 * G * M / r) / r, TWO, ("2",), "half of the root forgotten"),
    Claim("physics.radiation", S * emissivity * A * T**4, T, 4 * S * A * T**3, {"factor", "constant-factor", "exponent"}, ("emissivity",), "emissivity left out"),
    Claim("physics.uff-inversion", K * (C0 + C1 * sp.cos(w) + C2 * sp.cos(2 * w)), w, -K * (C1 * sp.sin(w) - 4 * C2 * sp.sin(w) * sp.cos(w)), {"flipped-term"}, ("C2",), "sign of the second harmonic", "rdkit issue 9229"),
    Claim("physics.bond", k * (r - r0) ** 2 / 2, r, k * (r0 - r), SIGN, (), "force instead of derivative"),
    Claim("physics.screened-coulomb", sp.erfc(a * r) / r, r, -sp.erfc(a * r) / r**2 - 2 / sp.sqrt(sp.pi) * sp.exp(-(a**2) * r**2) / r, INNER, ("a",), "inner a forgotten"),
    Claim("physics.screened-coulomb-sign", sp.erfc(a * r) / r, r, sp.erfc(a * r) / r**2 + 2 * a / sp.sqrt(sp.pi) * sp.exp(-(a**2) * r**2) / r, SIGN | {"quotient-rule"}, (), "minus forgotten", "NNPOps issue 130"),
    Claim("physics.nernst", R * T / F * sp.log(c1 / c2), c2, R * T / (F * c2), SIGN, (), "the denominator of the ratio"),
    Claim("physics.fall-with-drag", V * sp.tanh(g * t / V), t, V / sp.cosh(g * t / V) ** 2, INNER | {"constant-factor"}, ("g/V",), "inner factor forgotten"),
)  # fmt: skip

CHEMISTRY_AND_LIFE = (
    Claim("life.michaelis-menten", V * s / (K + s), s, V / (K + s), ONE_TERM | {"quotient-rule"}, ("K + s",), "denominator held constant"),
    Claim("life.logistic-growth", r * N * (1 - N / K), N, r * (1 - N / K), ONE_TERM, ("N",), "second factor held constant"),
    Claim("life.logistic-capacity", r * N * (1 - N / K), N, r * (1 - 2 * N), {"factor", "argument"}, ("K",), "capacity lost"),
    Claim("life.hill", s**2 / (K**2 + s**2), s, 2 * s * K**2 / (K**2 + s**2), {"quotient-rule", "factor", "exponent"}, ("K**2 + s**2",), "denominator not squared"),
    Claim("life.option-price-d1", (sp.log(S / K) + (r + s**2 / 2) * T) / (s * sp.sqrt(T)), s, sp.sqrt(T), ONE_TERM | {"quotient-rule"}, (), "denominator held constant"),
)  # fmt: skip

STATISTICS = (
    Claim("stat.normal-density-x", normal, x, -(x - mu) / s * normal, POWER | {"constant-factor"}, ("s**2",), "variance taken for deviation"),
    Claim("stat.normal-density-mean", normal, mu, -(x - mu) / s**2 * normal, SIGN | {"inner-derivative", "factor"}, (), "inner -1 forgotten"),
    Claim("stat.normal-density-scale", normal, s, (x - mu) ** 2 / s**3 * normal, ONE_TERM, ("1/s",), "prefactor held constant"),
    Claim("stat.log-likelihood-scale", -sp.log(s) - (x - mu) ** 2 / (2 * s**2), s, -1 / s - (x - mu) ** 2 / s**3, {"flipped-term"}, ("(x - mu)**2",), "minus times minus"),
    Claim("stat.log-likelihood-variance", -sp.log(v) / 2 - (x - mu) ** 2 / (2 * v), v, -1 / (2 * v) + (x - mu) ** 2 / (2 * v), POWER | {"quotient-rule"}, ("v**2",), "1/v not lowered", "", {v: (0.3, 4.0)}),
    Claim("stat.log-likelihood-half", -sp.log(v) / 2 - (x - mu) ** 2 / (2 * v), v, -1 / v + (x - mu) ** 2 / (2 * v**2), {"factor-2", "factor", "wrong-constant"}, ("1/v",), "half of the logarithm lost", "", {v: (0.3, 4.0)}),
    Claim("stat.poisson", k * sp.log(lam) - lam - sp.loggamma(k + 1), lam, k / lam, {"dropped-term", "offset"}, ("1",), "-lam forgotten"),
    Claim("stat.binomial", k * sp.log(p) + (n - k) * sp.log(1 - p), p, k / p + (n - k) / (1 - p), {"flipped-term", "inner-derivative"}, ("1 - p",), "inner -1 forgotten", "", {p: unit}),
    Claim("stat.student", -(nu + 1) / 2 * sp.log(1 + x**2 / nu), x, -(nu + 1) * x / (1 + x**2 / nu), {"factor", "constant-factor", "inner-derivative", "exponent"}, ("nu",), "1/nu forgotten"),
    Claim("stat.gamma-shape", a * sp.log(b) - sp.loggamma(a) + (a - 1) * sp.log(r) - b * r, a, sp.log(b) - 1 / sp.gamma(a) + sp.log(r), {"wrong-function"}, ("polygamma(0, a)",), "the logarithm rule without its chain"),
    Claim("stat.weibull", 1 - sp.exp(-((r / scale) ** k)), r, k * (r / scale) ** (k - 1) * sp.exp(-((r / scale) ** k)), SCALE, ("1/scale",), "scale forgotten"),
    Claim("stat.entropy", -p * sp.log(p) - (1 - p) * sp.log(1 - p), p, -sp.log(p) - 1 - sp.log(1 - p) - 1, {"flipped-term", "inner-derivative"}, ("1 - p",), "inner -1 forgotten", "", {p: unit}),
    Claim("stat.logit", sp.log(p / (1 - p)), p, (1 - p) / p, INNER | {"quotient-rule"}, ("(1 - p)**(-2)",), "one over the inside, no more", "", {p: unit}),
    Claim("stat.cauchy", 1 / (sp.pi * (1 + x**2)), x, -2 * x / (sp.pi * (1 + x**2)), {"exponent", "factor", "quotient-rule"}, ("1 + x**2",), "denominator not squared"),
    Claim("stat.exponential", lam * sp.exp(-lam * r), lam, -r * lam * sp.exp(-lam * r), ONE_TERM, ("exp(-lam*r)",), "prefactor held constant"),
)  # fmt: skip
