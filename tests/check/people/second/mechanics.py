"""Robotics and optics: arms, joints, lenses, beams."""

from __future__ import annotations

import sympy
from check.people.claim import Claim

__all__ = ["CLAIMS"]

p, q, t, x, y, z, w, v = sympy.symbols("p q t x y z w v", real=True)
l, m, g, k, a, b, n, f = sympy.symbols("l m g k a b n f", positive=True)  # noqa: E741

ARM = [2 * sympy.cos(p) + l * sympy.cos(p + q), 2 * sympy.sin(p) + l * sympy.sin(p + q)]
RADIUS = sympy.sqrt(x**2 + y**2)
NORM = sympy.sqrt(w**2 + x**2 + y**2 + z**2)
WIDTH = sympy.sqrt(1 + (z / k) ** 2)
FOUR = {w: (0.5, 2), x: (0.5, 2), y: (0.5, 2), z: (0.5, 2)}
sin, cos = sympy.sin, sympy.cos

CLAIMS = (
    Claim("arm.dropped", ARM, [p, q],
          [[-2 * sin(p), -l * sin(p + q)], [2 * cos(p), l * cos(p + q)]],
          {"dropped-term", "held-constant"}, why="second link does not move with the first joint"),
    Claim("arm.transposed", ARM, [p, q],
          [[-2 * sin(p) - l * sin(p + q), 2 * cos(p) + l * cos(p + q)], [-l * sin(p + q), l * cos(p + q)]],
          {"transposed"}, why="columns are outputs"),
    Claim("arm.sign", ARM, [p, q],
          [[2 * sin(p) + l * sin(p + q), l * sin(p + q)], [2 * cos(p) + l * cos(p + q), l * cos(p + q)]],
          {"sign", "wrong-function", "constant-factor"}, why="cosine gives minus sine"),
    Claim("arm.sine", ARM, [p, q],
          [[-2 * sin(p) - l * sin(p + q), -l * sin(p + q)], [2 * sin(p) + l * sin(p + q), l * sin(p + q)]],
          {"wrong-function"}, why="sine kept in the second row"),
    Claim("arm.argument", ARM, [p, q],
          [[-2 * sin(p) - l * sin(p + q), -l * sin(q)], [2 * cos(p) + l * cos(p + q), l * cos(q)]],
          {"argument"}, why="relative angle for the absolute one"),
    Claim("joint.degrees", sin(sympy.pi * q / 180), q, cos(sympy.pi * q / 180),
          {"inner-derivative", "constant-factor", "factor"}, why="degrees"),
    Claim("quaternion.norm", NORM, [w, x, y, z], [2 * w / NORM, 2 * x / NORM, 2 * y / NORM, 2 * z / NORM],
          {"factor-2", "constant-factor", "factor"}, why="1/2 of the square root", domain=FOUR),
    Claim("quaternion.exponent", NORM, [w, x, y, z], [c / NORM**2 for c in (w, x, y, z)],
          {"exponent", "factor", "wrong-constant", "wrong-function"}, why="norm squared below", domain=FOUR),
    Claim("pendulum.sign", m * g * l * (1 - cos(q)), q, -m * g * l * sin(q), {"sign", "flipped-term", "wrong-function", "constant-factor"},
          why="minus times minus"),
    Claim("pendulum.speed", m * (l * v) ** 2 / 2, v, m * l * v, {"inner-derivative", "factor", "exponent"},
          why="length of the inner derivative"),
    Claim("bearing.swapped", sympy.atan2(y, x), [x, y], [x / (x**2 + y**2), -y / (x**2 + y**2)],
          {"swapped-partials"}, why="order of atan2", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("bearing.sign", sympy.atan2(y, x), [x, y], [y / (x**2 + y**2), x / (x**2 + y**2)],
          {"sign", "constant-factor"}, why="minus of the first component", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("spring.radius", k * (RADIUS - l) ** 2 / 2, [x, y], [k * (RADIUS - l) * x, k * (RADIUS - l) * y],
          {"factor"}, why="not divided by the radius"),
    Claim("rotation.derivative", [x * cos(t) - y * sin(t), x * sin(t) + y * cos(t)], t,
          [-x * sin(t) - y * cos(t), x * cos(t) + y * sin(t)], {"flipped-term", "wrong-function"}, why="sign of the last term"),
    Claim("polar.radius", [k * cos(t), k * sin(t)], [k, t], [[cos(t), -sin(t)], [sin(t), cos(t)]],
          {"factor"}, why="radius left out of the angular column"),
    Claim("damped.product", sympy.exp(-k * t) * cos(3 * t), t, 3 * k * sympy.exp(-k * t) * sin(3 * t),
          {"product-rule"}, why="product of the derivatives"),
    Claim("damped.dropped", sympy.exp(-k * t) * cos(3 * t), t, -3 * sympy.exp(-k * t) * sin(3 * t),
          {"dropped-term", "held-constant"}, why="envelope held"),
    Claim("damped.acceleration", sympy.exp(-t) * cos(2 * t), t, -4 * sympy.exp(-t) * cos(2 * t),
          {"held-constant", "dropped-term", "product-rule"}, why="envelope held, twice", order=2),
    Claim("lens.inner", 1 / (1 / a + 1 / b), a, -1 / (1 / a + 1 / b) ** 2, {"inner-derivative"},
          why="outer derivative alone"),
    Claim("lens.sign", 1 / (1 / f - 1 / b), b, 1 / (b**2 * (1 / f - 1 / b) ** 2), {"sign", "constant-factor"},
          why="two minus signs, three needed", domain={f: (0.5, 1), b: (2, 5)}),
    Claim("beam.inner", 2 * WIDTH, z, 2 * z / k / WIDTH, {"inner-derivative", "factor", "exponent"}, why="1/k of the inner derivative"),
    Claim("beam.curvature", z * (1 + (k / z) ** 2), z, 1 + k**2 / z**2, {"flipped-term", "held-constant", "dropped-term"},
          why="bracket held", domain={z: (0.5, 3), k: (0.5, 3)}),
    Claim("cauchy.index", a + b / x**2, x, -2 * b / x, {"exponent", "factor", "wrong-constant", "quotient-rule"}, why="raised instead of lowered"),
    Claim("slit.quotient", (sin(x) / x) ** 2, x, 2 * sin(x) / x * cos(x), {"quotient-rule"},
          why="quotient of the derivatives", domain={x: (0.5, 6)}),
    Claim("malus.inner", a * cos(t) ** 2, t, 2 * a * cos(t), {"inner-derivative"}, why="power rule alone"),
    Claim("malus.sign", a * cos(t) ** 2, t, a * sin(2 * t), {"sign", "constant-factor", "wrong-function"},
          why="double angle without the minus"),
    Claim("snell.argument", sympy.asin(n * sin(t)), t, n * cos(t) / sympy.sqrt(1 - sin(t) ** 2), {"argument", "factor"},
          why="index forgotten below the root", domain={n: (0.2, 0.9), t: (0.1, 1.2)}),
    Claim("planck.square", 1 / (sympy.exp(1 / x) - 1), x, sympy.exp(1 / x) / (x**2 * (sympy.exp(1 / x) - 1)),
          {"quotient-rule", "exponent", "factor"}, why="denominator not squared", domain={x: (0.3, 3)}),
    Claim("fringe.frequency", 1 + a * cos(k * x + f), x, -a * sin(k * x + f), {"inner-derivative", "factor"}, why="wave number"),
)  # fmt: skip
