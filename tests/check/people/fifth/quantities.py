"""Chemical kinetics, geometry, finance and statistics."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both
from check.people.fifth.kinds import (
    COPIED,
    HALF,
    INNER,
    MEAN,
    MISSING,
    NUMBER,
    POWER,
    PRODUCT_HELD,
    QUOTIENT_HELD,
    SIGN,
)

__all__ = ["CLAIMS"]

x, y, mu, b, theta, phi, u, v = sympy.symbols("x y mu b theta phi u v", real=True)
k, j, t, c, T, V, K, I, R, h, r, a, S, s, n, w, f, q, p, lam, nu, rho = sympy.symbols(  # noqa: E741
    "k j t c T V K I R h r a S s n w f q p lam nu rho", positive=True
)
exp, log, sin, cos, sqrt, pi = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt, sympy.pi

CONSECUTIVE = k / (j - k) * (exp(-k * t) - exp(-j * t))
INHIBITED = V * S / (K * (1 + I / a) + S)
SITES = 1 + k * p + j * q
EYRING = T * exp(-h / T)
CONE = pi * r * (r + sqrt(r**2 + h**2))
HALF_SUM = (p + q + r) / 2
HERON = sqrt(HALF_SUM * (HALF_SUM - p) * (HALF_SUM - q) * (HALF_SUM - r))
FLAT = sqrt(x**2 + y**2)
D1 = (log(S / K) + (r + s**2 / 2) * t) / (s * sqrt(t))
D2 = D1 - s * sqrt(t)


def normal(z: sympy.Expr) -> sympy.Expr:
    return (1 + sympy.erf(z / sqrt(2))) / 2


def density(z: sympy.Expr) -> sympy.Expr:
    return exp(-(z**2) / 2) / sqrt(2 * pi)


CALL = S * normal(D1) - K * exp(-r * t) * normal(D2)
ANNUITY = (1 - (1 + r) ** -n) / r
MIXED = w**2 * p**2 + (1 - w) ** 2 * q**2 + 2 * w * (1 - w) * mu * p * q
CES = (f * p**rho + (1 - f) * q**rho) ** (1 / rho)
CES_INSIDE = f * p**rho + (1 - f) * q**rho
STUDENT = -(nu + 1) / 2 * log(1 + x**2 / (nu * s**2)) - log(s)
SIGMA = 1 / (1 + exp(-(b * x)))
LOGIT = f * log(SIGMA) + (1 - f) * log(1 - SIGMA)
PROBIT = f * log(normal(u)) + (1 - f) * log(1 - normal(u))
BIVARIATE = -log(1 - mu**2) / 2 - (x**2 - 2 * mu * x * y + y**2) / (2 * (1 - mu**2))
WEIBULL = log(k) - k * log(lam) + (k - 1) * log(x) - (x / lam) ** k
unit = {f: (0.1, 0.9)}
chances = {p: (0.1, 0.9), q: (0.1, 0.9)}
market = {S: (0.7, 1.5), K: (0.7, 1.5), r: (0.01, 0.2), s: (0.2, 0.6), t: (0.3, 2)}
rates = {r: (0.02, 0.3), n: (2, 8)}
shares = {w: (0.1, 0.9), p: (0.2, 1), q: (0.2, 1), mu: (-0.8, 0.8)}
ces = {f: (0.2, 0.8), rho: (0.3, 0.9)}
correlated = {mu: (-0.8, 0.8), x: (-2, 2), y: (-2, 2)}
plane = {x: (0.3, 2), y: (0.3, 2)}
two = {x: (-2, 2), b: (-2, 2), **unit}

CLAIMS = (
    Claim("kinetics5.consecutive", CONSECUTIVE, t, k / (j - k) * (-k * exp(-k * t) - j * exp(-j * t)), {"flipped-term"}, why="minus of the second", domain={k: (0.3, 0.9), j: (1.2, 3)}),
    Claim("kinetics5.consecutive-rate", CONSECUTIVE, k, -t * k / (j - k) * exp(-k * t), PRODUCT_HELD | {"quotient-rule"}, why="fraction held", domain={k: (0.3, 0.9), j: (1.2, 3)}),
    Claim("kinetics5.consecutive-inner", CONSECUTIVE, t, k / (j - k) * (-exp(-k * t) + exp(-j * t)), INNER, why="rates forgotten", domain={k: (0.3, 0.9), j: (1.2, 3)}),
    Claim("kinetics5.second-order", 1 / (1 / c + k * t), t, k / (1 / c + k * t) ** 2, SIGN, why="minus of the reciprocal"),
    Claim("kinetics5.second-order-start", 1 / (1 / c + k * t), c, 1 / (1 / c + k * t) ** 2, INNER | both(INNER, SIGN), why="1/c not differentiated"),
    Claim("kinetics5.half-life", log(2) / k, k, -log(2) / k, POWER | {"quotient-rule"}, why="exponent not raised"),
    Claim("kinetics5.inhibitor", INHIBITED, I, -V * S / (K * (1 + I / a) + S) ** 2, INNER, why="K/a forgotten"),
    Claim("kinetics5.inhibitor-constant", INHIBITED, a, -V * S * K * I / a**2 / (K * (1 + I / a) + S) ** 2, SIGN, why="one of two minus signs"),
    Claim("kinetics5.inhibitor-substrate", INHIBITED, S, V * S / (K * (1 + I / a) + S) ** 2, {"factor", "quotient-rule", "wrong-function", "argument"} | {"held-constant + sign"}, why="S in the place of the rest"),
    Claim("kinetics5.sites", k * p * j * q / SITES**2, p, k * j * q / SITES**2 - k**2 * p * j * q / SITES**3, HALF, why="2 of the square"),
    Claim("kinetics5.sites-exponent", k * p * j * q / SITES**2, p, k * j * q / SITES**2 - 2 * k**2 * p * j * q / SITES, POWER, why="exponent raised"),
    Claim("kinetics5.eyring", EYRING, T, exp(-h / T), PRODUCT_HELD, why="exponential held"),
    Claim("kinetics5.eyring-sign", EYRING, T, exp(-h / T) * (1 - h / T), {"flipped-term"}, why="one of two minus signs"),
    Claim("kinetics5.butler", exp(f * x) - exp(-(1 - f) * x), x, f * exp(f * x) - (1 - f) * exp(-(1 - f) * x), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain={x: (-2, 2), **unit}),
    Claim("kinetics5.acidity", -log(c) / log(10), c, -1 / c, NUMBER, why="natural logarithm"),
    Claim("kinetics5.acidity-times", -log(c) / log(10), c, -log(10) / c, NUMBER, why="multiplied by the logarithm of 10"),
    Claim("geometry5.cone", CONE, r, pi * (2 * r + sqrt(r**2 + h**2)), PRODUCT_HELD, why="slant height held"),
    Claim("geometry5.cone-half", CONE, r, pi * (2 * r + sqrt(r**2 + h**2)) + pi * r / (2 * sqrt(r**2 + h**2)), INNER, why="2r of the root"),
    Claim("geometry5.cap", pi * h**2 * (3 * R - h) / 3, h, pi * (2 * R * h - h**2 / 3), POWER | HALF | {"flipped-term"}, why="3 of the cube"),
    Claim("geometry5.torus", 2 * pi**2 * R * r**2, [R, r], [2 * pi**2 * r**2, 2 * pi**2 * R * r], HALF, why="2 of the square"),
    Claim("geometry5.heron", HERON, p, -HALF_SUM * (HALF_SUM - q) * (HALF_SUM - r) / (2 * HERON), MISSING | {"product-rule"} | {"held-constant + wrong-constant"}, why="half perimeter held", domain={p: (2, 2.5), q: (2, 2.5), r: (2, 2.5)}),
    Claim("geometry5.triangle", p * q * sin(theta) / 2, theta, -p * q * cos(theta) / 2, SIGN, why="sign of the cosine", domain={theta: (0.3, 2.8)}),
    Claim("geometry5.curvature", 1 / (1 + x**2) ** sympy.Rational(3, 2), x, -3 * x / (1 + x**2) ** sympy.Rational(1, 2), POWER, why="exponent raised", domain={x: (-2, 2)}),
    Claim("geometry5.angle", sympy.atan(y / x), [x, y], [-y / (x**2 + y**2), 1 / (1 + y**2 / x**2)], INNER, why="1/x forgotten", domain=plane),
    Claim("geometry5.sphere", [r * sin(theta) * cos(phi), r * sin(theta) * sin(phi), r * cos(theta)], [r, theta, phi],
          [[sin(theta) * cos(phi), r * cos(theta) * cos(phi), r * sin(theta) * sin(phi)], [sin(theta) * sin(phi), r * cos(theta) * sin(phi), r * sin(theta) * cos(phi)], [cos(theta), -r * sin(theta), 0]], SIGN, why="minus of the cosine", domain={theta: (0.2, 2.9), phi: (-3, 3)}),
    Claim("geometry5.sphere-transposed", [r * cos(theta), r * sin(theta), h * theta], [r, theta], [[cos(theta), sin(theta)], [-r * sin(theta), r * cos(theta)], [0, h]], {"transposed", "wrong-function"}, why="upper block transposed", domain={theta: (0.2, 2.9)}),
    Claim("geometry5.projection", [x / FLAT, y / FLAT], [x, y], [[1 / FLAT - x**2 / FLAT**2, -x * y / FLAT**3], [-x * y / FLAT**3, 1 / FLAT - y**2 / FLAT**3]], POWER | {"wrong-constant"}, why="square for the cube, once", domain=plane),
    Claim("geometry5.chord", 2 * R * sin(theta / 2), theta, 2 * R * cos(theta / 2), INNER | HALF, why="half angle", domain={theta: (0.3, 2.8)}),
    Claim("finance5.vega", CALL, s, S * density(D1), INNER, why="root of the time", domain=market),
    Claim("finance5.delta", CALL, S, normal(D2), COPIED, why="the other normal probability", domain=market),
    Claim("finance5.delta-put", K * exp(-r * t) * normal(-D2) - S * normal(-D1), S, normal(D1), {"offset", "wrong-function", "argument"} | {"flipped-term"}, why="delta of the call", domain=market),
    Claim("finance5.rho", CALL, r, K * t * exp(-r * t) * normal(D1), COPIED, why="the other normal probability", domain=market),
    Claim("finance5.theta", CALL, t, S * density(D1) * s / (2 * sqrt(t)) - r * K * exp(-r * t) * normal(D2), {"flipped-term"}, why="sign of the interest", domain=market),
    Claim("finance5.annuity", ANNUITY, r, n * (1 + r) ** (-n - 1) / r, QUOTIENT_HELD, why="rate below held", domain=rates),
    Claim("finance5.annuity-years", ANNUITY, n, n * (1 + r) ** (-n - 1) / r, {"power-rule", "wrong-function"}, why="power rule by the exponent", domain=rates),
    Claim("finance5.annuity-log", ANNUITY, n, (1 + r) ** -n / r, INNER, why="logarithm of the base", domain=rates),
    Claim("finance5.volatility", sqrt(MIXED), w, (w * p**2 + (1 - w) * q**2 + (1 - 2 * w) * mu * p * q) / sqrt(MIXED), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=shares),
    Claim("finance5.volatility-half", sqrt(MIXED), w, (2 * w * p**2 - 2 * (1 - w) * q**2 + 2 * (1 - 2 * w) * mu * p * q) / sqrt(MIXED), HALF, why="1/2 of the root", domain=shares),
    Claim("finance5.volatility-independent", sqrt(MIXED), w, (w * p**2 - (1 - w) * q**2) / sqrt(MIXED), MISSING, why="correlation dropped", domain=shares),
    Claim("finance5.kelly", f * log(1 + k * w) + (1 - f) * log(1 - w), w, f / (1 + k * w) - (1 - f) / (1 - w), INNER, why="odds forgotten", domain={**unit, w: (0.05, 0.8)}),
    Claim("finance5.ces", CES, p, f * p ** (rho - 1) * CES_INSIDE ** (1 / rho), POWER, why="exponent not lowered", domain=ces),
    Claim("finance5.ces-inside", CES, p, CES_INSIDE ** (1 / rho - 1) / rho, INNER, why="inner derivative", domain=ces),
    Claim("finance5.log-return", log(S / K), K, S / K, {"exponent", "factor", "wrong-function", "inner-derivative"} | both(SIGN, POWER), why="inverse for the reciprocal"),
    Claim("statistics5.student", STUDENT, x, -(nu + 1) * x / (nu * s**2 + x), POWER | {"wrong-constant"}, why="square forgotten", domain={x: (0.2, 3)}),
    Claim("statistics5.student-scale", STUDENT, s, -1 / s - (nu + 1) * x**2 / (s * (nu * s**2 + x**2)), {"flipped-term"}, why="one of two minus signs", domain={x: (-3, 3)}),
    Claim("statistics5.student-freedom", STUDENT, nu, -log(1 + x**2 / (nu * s**2)) / 2, PRODUCT_HELD, why="logarithm held", domain={x: (0.2, 3)}),
    Claim("statistics5.logistic", LOGIT, b, f - SIGMA, INNER, why="x forgotten", domain=two),
    Claim("statistics5.logistic-sign", LOGIT, b, (SIGMA - f) * x, SIGN, why="prediction minus label", domain=two),
    Claim("statistics5.logistic-one", LOGIT, b, f * (1 - SIGMA) * x, MISSING, why="other class forgotten", domain=two),
    Claim("statistics5.probit", PROBIT, u, f * density(u) / normal(u) + (1 - f) * density(u) / (1 - normal(u)), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain={u: (-2, 2), **unit}),
    Claim("statistics5.probit-density", PROBIT, u, f / normal(u) - (1 - f) / (1 - normal(u)), INNER, why="density forgotten", domain={u: (-2, 2), **unit}),
    Claim("statistics5.bivariate", BIVARIATE, mu, mu / (1 - mu**2) + x * y / (1 - mu**2), QUOTIENT_HELD, why="denominator held", domain=correlated),
    Claim("statistics5.bivariate-x", BIVARIATE, x, -(x + mu * y) / (1 - mu**2), {"flipped-term"}, why="minus of the mixed term", domain=correlated),
    Claim("statistics5.pareto", log(a) + a * log(k) - (a + 1) * log(x), a, log(k) - log(x), MISSING, why="log(a) held", domain={x: (1, 4), k: (0.3, 0.9)}),
    Claim("statistics5.pareto-inverse", log(a) + a * log(k) - (a + 1) * log(x), x, -a / x, {"offset", "dropped-term", "held-constant", "wrong-constant"}, why="a for a + 1", domain={x: (1, 4), k: (0.3, 0.9)}),
    Claim("statistics5.weibull", WEIBULL, k, 1 / k - log(lam) + log(x) - k * (x / lam) ** (k - 1), {"power-rule", "wrong-function"}, why="power rule by the exponent", domain={x: (0.3, 2), lam: (0.5, 2)}),
    Claim("statistics5.weibull-scale", WEIBULL, lam, -k / lam - k * x**k / lam ** (k + 1), {"flipped-term"}, why="one of two minus signs", domain={x: (0.3, 2), lam: (0.5, 2)}),
    Claim("statistics5.rayleigh", log(t) - 2 * log(s) - t**2 / (2 * s**2), s, -2 / s + t**2 / (2 * s**3), HALF, why="2 of the exponent"),
    Claim("statistics5.autoregression", -((x - b * u) ** 2) / 2 - (y - b * x) ** 2 / 2, b, (x - b * u) + (y - b * x), INNER, why="regressors forgotten", domain={x: (-2, 2), y: (-2, 2), u: (-2, 2), b: (-1, 1)}),
    Claim("statistics5.autoregression-sign", -((x - b * u) ** 2) / 2 - (y - b * x) ** 2 / 2, b, -(x - b * u) * u - (y - b * x) * x, SIGN | {"inner-derivative"}, why="inner minus", domain={x: (-2, 2), y: (-2, 2), u: (-2, 2), b: (-1, 1)}),
    Claim("statistics5.direction", log(sympy.besseli(0, k)), k, sympy.besseli(1, k), INNER | {"wrong-function"}, why="outer logarithm forgotten"),
    Claim("statistics5.entropy", log(2 * pi * s**2) / 2, s, 1 / (2 * s**2), {"exponent", "inner-derivative", "factor"}, why="2s forgotten"),
    Claim("statistics5.fisher", sympy.atanh(x), x, 1 / (1 - x), POWER | {"wrong-function", "argument"} | {"wrong-constant"}, why="square forgotten", domain={x: (0.1, 0.9)}),
    Claim("statistics5.divergence", p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), q, -p / q - (1 - p) / (1 - q), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=chances),
    Claim("statistics5.divergence-first", p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), p, log(p / q), MISSING | {"product-rule"}, why="second term forgotten", domain=chances),
    Claim("statistics5.divergence-plus", p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), p, log(p / q) + log((1 - p) / (1 - q)), {"flipped-term"} | {"inner-derivative"}, why="inner minus", domain=chances),
    Claim("statistics5.chi-square", (c - k) ** 2 / k, k, -2 * (c - k) / k, QUOTIENT_HELD, why="expected number below held"),
    Claim("statistics5.moments", ((c - mu) ** 2 + (k - mu) ** 2 + (t - mu) ** 2) / 3, mu, -2 * (c - mu) - 2 * (k - mu) - 2 * (t - mu), MEAN, why="1/n forgotten"),
    Claim("statistics5.moments-sign", ((c - mu) ** 2 + (k - mu) ** 2 + (t - mu) ** 2) / 3, mu, sympy.Rational(2, 3) * (c + k + t - 3 * mu), SIGN | {"inner-derivative"}, why="inner minus"),
    Claim("statistics5.gamma-shape", (a - 1) * log(t) - t / s - sympy.loggamma(a) - a * log(s), a, log(t) - 1 / sympy.gamma(a) - log(s), INNER | {"wrong-function"}, why="logarithm of a function over it"),
    Claim("statistics5.two", -log(s) - (x - mu) ** 2 / (2 * s**2), s, -1 / s - (x - mu) ** 2 / s**2, both(SIGN | {"flipped-term"}, POWER), why="minus, and exponent not raised", domain={x: (-2, 2), mu: (-2, 2)}),
    Claim("finance5.two", k * exp(-r * t) / (1 + r), r, -t * k * exp(-r * t) / (1 + r) + k * exp(-r * t) / (1 + r), both({"flipped-term", "sign"}, POWER | {"quotient-rule"}) | {"exponent"}, why="minus, and denominator not squared", domain={r: (0.1, 1)}),
)  # fmt: skip
