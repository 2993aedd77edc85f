"""Mechanics, optics, orbits, heat, electricity and control."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both
from check.people.fifth.kinds import (
    COPIED,
    HALF,
    INNER,
    INNER_NUMBER,
    MISSING,
    NUMBER,
    POWER,
    PRODUCT_HELD,
    QUOTIENT_HELD,
    SIGN,
)

__all__ = ["CLAIMS"]

theta, phi, x, y = sympy.symbols("theta phi x y", real=True)
m, g, l, w, r, k, L, G, M, a, e, p, v, c, q, T, V, n, d, R, z, s, A, B, t = sympy.symbols(  # noqa: E741
    "m g l w r k L G M a e p v c q T V n d R z s A B t", positive=True
)
exp, log, sin, cos, sqrt, pi = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt, sympy.pi
half, third = sympy.Rational(1, 2), sympy.Rational(1, 3)

PENDULUM = m * l**2 * w**2 / 2 + m * g * l * cos(theta)
COUPLED = m * l**2 * w**2 / 2 + M * L**2 * v**2 / 2 + M * l * L * w * v * cos(theta - phi)
EFFECTIVE = -k / r + L**2 / (2 * m * r**2)
SPEED = sqrt(G * M * (2 / r - 1 / a))
ORBIT = p / (1 + e * cos(theta))
FRESNEL = (n * cos(x) - m * cos(y)) / (n * cos(x) + m * cos(y))
BEAM = s * sqrt(1 + (z / R) ** 2)
PARTITION = 1 + exp(-e / T)
REDLICH = k * T / (V - B) - A / (sqrt(T) * V * (V + B))
VAPOUR = p * exp(-L * (1 / T - 1 / a))
COIL = k * R**2 / (2 * (R**2 + z**2) ** sympy.Rational(3, 2))
MOMENTUM = m * v / sqrt(1 - v**2 / c**2)
YUKAWA = -(g**2) * exp(-m * r) / r
SPRING = k / 2 * (sqrt(x**2 + y**2) - l) ** 2
STEP = 1 - exp(-a * t) * cos(w * t)
OVERSHOOT = exp(-pi * s / sqrt(1 - s**2))
GAIN = k / sqrt((1 - w**2) ** 2 + (2 * s * w) ** 2)
angles = {theta: (-1.4, 1.4), phi: (-1.4, 1.4)}
ellipse = {e: (0.1, 0.8), theta: (0.2, 2.9)}
near = {r: (0.5, 1.5), a: (1, 3)}
rays = {x: (0.1, 1.3), y: (0.1, 1.3)}
warm = {T: (0.4, 2), e: (0.4, 2)}
gas = {V: (3, 6), B: (0.2, 1)}
slow = {v: (0.1, 0.8), c: (1, 3)}
plane = {x: (0.3, 2), y: (0.3, 2)}
damped = {a: (0.2, 1.2), w: (0.5, 3), t: (0.1, 3)}
ratio = {s: (0.1, 0.8)}

CLAIMS = (
    Claim("mechanics5.pendulum", PENDULUM, theta, m * g * l * sin(theta), SIGN, why="minus of the cosine", domain=angles),
    Claim("mechanics5.pendulum-length", PENDULUM, l, m * l * w**2, MISSING, why="gravity forgotten", domain=angles),
    Claim("mechanics5.momentum", COUPLED, w, m * l**2 * w, MISSING, why="coupling forgotten", domain=angles),
    Claim("mechanics5.angles", COUPLED, [theta, phi], [-M * l * L * w * v * sin(theta - phi)] * 2, SIGN | {"inner-derivative"}, why="inner minus of the second angle", domain=angles),
    Claim("mechanics5.velocities", COUPLED, [w, v], [M * L**2 * v + M * l * L * w * cos(theta - phi), m * l**2 * w + M * l * L * v * cos(theta - phi)], {"swapped-partials"}, why="order of the velocities", domain=angles),
    Claim("mechanics5.effective", EFFECTIVE, r, k / r**2 - L**2 / (2 * m * r**3), HALF, why="2 of the exponent"),
    Claim("mechanics5.effective-sign", EFFECTIVE, r, -k / r**2 - L**2 / (m * r**3), {"flipped-term"}, why="minus twice"),
    Claim("mechanics5.effective-power", EFFECTIVE, r, k / r**2 - L**2 / (m * r), POWER | {"quotient-rule"}, why="exponent raised"),
    Claim("mechanics5.spring", SPRING, [x, y], [k * (sqrt(x**2 + y**2) - l) * x, k * (sqrt(x**2 + y**2) - l) * y], {"factor", "inner-derivative"}, why="direction not normalized", domain=plane),
    Claim("mechanics5.spring-unit", SPRING, [x, y], [k * (sqrt(x**2 + y**2) - l)] * 2, INNER, why="direction forgotten", domain=plane),
    Claim("mechanics5.stiffness", SPRING, [x, y], [[k, 0], [0, k]], MISSING | {"factor"}, why="length at rest ignored", order=2, domain=plane),
    Claim("orbits5.vis-viva", SPEED, r, -2 * G * M / (r**2 * SPEED), HALF, why="1/2 of the root", domain=near),
    Claim("orbits5.vis-viva-axis", SPEED, a, -G * M / (2 * a**2 * SPEED), SIGN, why="one of two minus signs", domain=near),
    Claim("orbits5.kepler-third", 2 * pi * sqrt(a**3 / (G * M)), a, 2 * pi * sqrt(3 * a**2 / (G * M)), {"wrong-function", "factor", "inner-derivative"}, why="root of the derivative"),
    Claim("orbits5.conic", ORBIT, theta, -p * e * sin(theta) / (1 + e * cos(theta)) ** 2, SIGN, why="one of two minus signs", domain=ellipse),
    Claim("orbits5.conic-square", ORBIT, theta, p * e * sin(theta) / (1 + e * cos(theta)), POWER | {"quotient-rule"}, why="denominator not squared", domain=ellipse),
    Claim("orbits5.conic-inner", ORBIT, theta, -p / (1 + e * cos(theta)) ** 2, INNER, why="cosine not differentiated", domain=ellipse),
    Claim("orbits5.anomaly", theta - e * sin(theta), theta, 1 + e * cos(theta), {"flipped-term"}, why="sign of the cosine", domain=ellipse),
    Claim("orbits5.eccentricity", theta - e * sin(theta), [theta, e], [1 - e * cos(theta), -cos(theta)], {"wrong-function", "argument"} | {"product-rule"}, why="sine differentiated too", domain=ellipse),
    Claim("orbits5.tide", 2 * G * M * r / d**3, d, -6 * G * M * r / d**2, POWER, why="exponent of the denominator lowered"),
    Claim("optics5.fresnel", FRESNEL, x, sympy.Integer(1), {"quotient-rule"}, why="slope above over slope below", domain=rays),
    Claim("optics5.fresnel-held", FRESNEL, x, -n * sin(x) / (n * cos(x) + m * cos(y)), QUOTIENT_HELD, why="denominator held", domain=rays),
    Claim("optics5.fresnel-sign", FRESNEL, x, 2 * n * m * sin(x) * cos(y) / (n * cos(x) + m * cos(y)) ** 2, SIGN | {"quotient-rule"}, why="order of the quotient rule", domain=rays),
    Claim("optics5.thick-lens", (n - 1) * (1 / a - 1 / k + (n - 1) * d / (n * a * k)), n, 1 / a - 1 / k + 2 * (n - 1) * d / (n * a * k), QUOTIENT_HELD, why="n below held", domain={n: (1.2, 2), a: (1, 3), k: (1, 3)}),
    Claim("optics5.slit", (sin(z) / z) ** 2, z, 2 * sin(z) * cos(z) / z**2, QUOTIENT_HELD, why="z below held", domain={z: (0.4, 5)}),
    Claim("optics5.slit-quotient", (sin(z) / z) ** 2, z, 2 * sin(z) / z * cos(z), {"quotient-rule"}, why="slope above over slope below", domain={z: (0.4, 5)}),
    Claim("optics5.waist", BEAM, z, s * z / (R * sqrt(1 + (z / R) ** 2)), POWER | {"inner-derivative"}, why="inner 1/R once"),
    Claim("optics5.wavefront", z * (1 + (R / z) ** 2), z, 1 + (R / z) ** 2, PRODUCT_HELD | {"flipped-term"}, why="second factor held"),
    Claim("optics5.degrees", sin(pi * x / 180) ** 2, x, 2 * sin(pi * x / 180) * cos(pi * x / 180), INNER_NUMBER, why="degrees", domain={x: (5, 85)}),
    Claim("heat5.entropy", n * log(T) + k * log(V), T, n / T + k / V, {"offset", "swapped-partials", "held-constant"}, why="total for the partial derivative"),
    Claim("heat5.free-energy", -T * log(PARTITION), T, -log(PARTITION), PRODUCT_HELD, why="partition sum held", domain=warm),
    Claim("heat5.free-energy-sign", -T * log(PARTITION), T, -log(PARTITION) + e / T * exp(-e / T) / PARTITION, {"flipped-term"}, why="sign of the energy", domain=warm),
    Claim("heat5.free-energy-chain", -T * log(PARTITION), T, -log(PARTITION) - T / PARTITION, INNER, why="partition sum not differentiated", domain=warm),
    Claim("heat5.capacity", e / (exp(e / T) + 1), T, e**2 / T * exp(e / T) / (exp(e / T) + 1) ** 2, POWER | {"quotient-rule"}, why="1/T once", domain=warm),
    Claim("heat5.redlich", REDLICH, T, k / (V - B) + A / (2 * sqrt(T) * V * (V + B)), POWER, why="-1/2 not lowered to -3/2", domain=gas),
    Claim("heat5.redlich-volume", REDLICH, V, -k * T / (V - B) ** 2 + A / (sqrt(T) * (V * (V + B)) ** 2), INNER, why="2V + B forgotten", domain=gas),
    Claim("heat5.redlich-held", REDLICH, V, -k * T / (V - B) ** 2 + A / (sqrt(T) * V**2 * (V + B)), MISSING | {"product-rule"}, why="V + B held", domain=gas),
    Claim("heat5.vapour", VAPOUR, T, -L / T**2 * VAPOUR, SIGN, why="one of two minus signs"),
    Claim("heat5.vapour-temperature", VAPOUR, T, L / a**2 * VAPOUR, COPIED | {"factor"}, why="the other temperature"),
    Claim("heat5.vapour-linear", VAPOUR, T, L * (1 - 1 / a) * VAPOUR, {"wrong-function", "inner-derivative", "factor"}, why="1/T taken for T"),
    Claim("heat5.radiator", s * (T**4 - a**4), a, -4 * s * T**3, COPIED, why="the other temperature"),
    Claim("electricity5.coil", COIL, R, k * R / (R**2 + z**2) ** sympy.Rational(3, 2), QUOTIENT_HELD, why="distance held"),
    Claim("electricity5.coil-axis", COIL, z, -3 * k * R**2 / (4 * (R**2 + z**2) ** sympy.Rational(5, 2)), INNER, why="2z forgotten"),
    Claim("electricity5.coil-exponent", COIL, z, -3 * k * R**2 * z / (2 * sqrt(R**2 + z**2)), POWER, why="exponent raised"),
    Claim("electricity5.decibel", -10 * log(1 + (w * R) ** 2) / log(10), w, -20 * w * R**2 / (1 + (w * R) ** 2), NUMBER, why="natural logarithm"),
    Claim("electricity5.phase", -sympy.atan(w * R), w, -1 / (1 + w**2 * R**2), INNER, why="time constant forgotten"),
    Claim("electricity5.phase-square", -sympy.atan(w * R), w, -R / (1 + w * R), POWER | {"wrong-function"}, why="square forgotten"),
    Claim("relativity5.momentum", MOMENTUM, v, m / sqrt(1 - v**2 / c**2), QUOTIENT_HELD, why="mass taken for constant", domain=slow),
    Claim("relativity5.momentum-exponent", MOMENTUM, v, m / (1 - v**2 / c**2), POWER | {"quotient-rule"}, why="exponent 1 for 3/2", domain=slow),
    Claim("relativity5.rapidity", sympy.atanh(v / c), v, 1 / (1 - v**2 / c**2), INNER, why="1/c forgotten", domain=slow),
    Claim("relativity5.doppler", sqrt((1 + v) / (1 - v)), v, half / sqrt((1 + v) / (1 - v)), INNER, why="fraction not differentiated", domain={v: (0.05, 0.8)}),
    Claim("particles5.yukawa", YUKAWA, r, g**2 * m * exp(-m * r) / r, QUOTIENT_HELD, why="1/r held"),
    Claim("particles5.yukawa-sign", YUKAWA, r, g**2 * exp(-m * r) * (m / r - 1 / r**2), {"flipped-term"} | {"quotient-rule"}, why="minus of the reciprocal"),
    Claim("particles5.yukawa-product", YUKAWA, r, -(g**2) * m * exp(-m * r) / r**2, {"product-rule"}, why="product of the derivatives"),
    Claim("particles5.double-well", k * (z**2 - a**2) ** 2, z, 2 * k * (z**2 - a**2), INNER, why="2z forgotten"),
    Claim("particles5.compton", c + a * (1 - cos(theta)), theta, -a * sin(theta), SIGN, why="minus of the cosine", domain={theta: (0.2, 3)}),
    Claim("control5.step", STEP, t, a * exp(-a * t) * cos(w * t) - w * exp(-a * t) * sin(w * t), {"flipped-term"}, why="minus of the cosine", domain=damped),
    Claim("control5.step-product", STEP, t, -a * w * exp(-a * t) * sin(w * t), {"product-rule"}, why="product of the derivatives", domain=damped),
    Claim("control5.overshoot", OVERSHOOT, s, -pi / sqrt(1 - s**2) * OVERSHOOT, QUOTIENT_HELD | {"exponent", "factor"}, why="root held", domain=ratio),
    Claim("control5.overshoot-root", OVERSHOOT, s, -pi / (1 - s**2) * OVERSHOOT, POWER | {"quotient-rule"}, why="exponent 1 for 3/2", domain=ratio),
    Claim("control5.overshoot-chain", OVERSHOOT, s, OVERSHOOT, INNER, why="exponential alone", domain=ratio),
    Claim("control5.resonance", GAIN, s, -4 * k * s * w**2 / ((1 - w**2) ** 2 + (2 * s * w) ** 2), POWER | {"quotient-rule"}, why="exponent 1 for 3/2", domain={w: (0.3, 2), s: (0.1, 0.8)}),
    Claim("control5.resonance-inner", GAIN, s, -k / (2 * ((1 - w**2) ** 2 + (2 * s * w) ** 2) ** sympy.Rational(3, 2)), INNER, why="inner derivative", domain={w: (0.3, 2), s: (0.1, 0.8)}),
    Claim("control5.frequency", GAIN, w, -k * (-w * (1 - w**2) + 4 * s**2 * w) / ((1 - w**2) ** 2 + (2 * s * w) ** 2) ** sympy.Rational(3, 2), INNER | HALF, why="inner 2 of the first square", domain={w: (0.3, 2), s: (0.1, 0.8)}),
    Claim("control5.reaction", z * exp(z) / (1 + z), z, exp(z) * (1 + z) / (1 + z), QUOTIENT_HELD, why="denominator held", domain={z: (0.2, 2)}),
    Claim("control5.two", k * exp(-t / a) * sin(w * t), t, k * exp(-t / a) * sin(w * t) / a + k * exp(-t / a) * cos(w * t), both(SIGN | {"flipped-term"}, INNER), why="minus of the decay, inner frequency", domain=damped),
    Claim("heat5.two", VAPOUR, T, -L / T * VAPOUR, both(SIGN, POWER) | {"inner-derivative", "wrong-function"} | {"exponent"}, why="minus, and 1/T once"),
    Claim("orbits5.two", ORBIT, theta, -p * sin(theta) / (1 + e * cos(theta)) ** 2, both(SIGN, INNER) | {"inner-derivative"} | {"factor + flipped-term"}, why="minus, and e forgotten", domain=ellipse),
    Claim("optics5.layer", 1 / (1 + k * sin(z) ** 2), z, -2 * k * sin(z) / (1 + k * sin(z) ** 2) ** 2, INNER, why="innermost cosine", domain={z: (0.1, 1.4)}),
    Claim("optics5.layer-power", (1 + k * sin(z) ** 2) ** third, z, third * (1 + k * sin(z) ** 2) ** third * 2 * k * sin(z) * cos(z), POWER, why="exponent not lowered", domain={z: (0.1, 1.4)}),
)  # fmt: skip
