"""Kinematics, cameras and rotations: gradients and Jacobians."""

from __future__ import annotations

import sympy
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, y, t, p, q, w = sympy.symbols("x y t p q w", real=True)
z, f, k, r, v, a, b = sympy.symbols("z f k r v a b", positive=True)
sin, cos, sqrt = sympy.sin, sympy.cos, sympy.sqrt

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
MISSING = {"dropped-term", "held-constant"}
PIXEL = [f * x / z, f * y / z]
DISTORTED = [x * (1 + k * (x**2 + y**2)), y * (1 + k * (x**2 + y**2))]
MOVED = [x * cos(t) - y * sin(t) + p, x * sin(t) + y * cos(t) + q]
UNICYCLE = [x + v * cos(t), y + v * sin(t), t + w]
HEIGHT = sqrt(x**2 + y**2 + z**2)
GEODETIC = [r * cos(p) * cos(q), r * cos(p) * sin(q), r * sin(p)]
PLANE = (a * x + b * y + 1) / (k * x + r * y + 3)

CLAIMS = (
    Claim("camera.rows", PIXEL, [x, y, z], [[f / z, 0, -f * y / z**2], [0, f / z, -f * x / z**2]], {"argument", "swapped-partials", "wrong-function"},
          why="x and y exchanged in the last column", source="tum-vision/dvo_slam pull 22"),
    Claim("camera.sign", PIXEL, [x, y, z], [[f / z, 0, f * x / z**2], [0, f / z, f * y / z**2]], SIGN | {"flipped-term"}, why="minus of 1/z"),
    Claim("camera.square", PIXEL, [x, y, z], [[f / z, 0, -f * x / z], [0, f / z, -f * y / z]], {"exponent", "factor", "quotient-rule"}, why="z not squared"),
    Claim("camera.focal", PIXEL, [x, y, z], [[1 / z, 0, -x / z**2], [0, 1 / z, -y / z**2]], {"factor", "constant-factor"}, why="normalized coordinates"),
    Claim("camera.distortion", DISTORTED, [x, y], [[1 + k * (x**2 + y**2), 0], [0, 1 + k * (x**2 + y**2)]], MISSING | {"product-rule"}, why="distortion held"),
    Claim("camera.distortion-half", DISTORTED, [x, y],
          [[1 + k * (x**2 + y**2) + k * x**2, k * x * y], [k * x * y, 1 + k * (x**2 + y**2) + k * y**2]],
          {"factor-2", "factor", "wrong-constant", "constant-factor"}, why="2 of the squares"),
    Claim("pose.angle-sign", MOVED, [t, p, q], [[x * sin(t) - y * cos(t), 1, 0], [x * cos(t) - y * sin(t), 0, 1]], {"flipped-term"},
          why="minus of the cosine"),
    Claim("pose.transposed", MOVED, [x, y], [[cos(t), sin(t)], [-sin(t), cos(t)]], {"transposed"} | SIGN, why="inverse rotation"),
    Claim("pose.angle-order", MOVED, t, [-x * cos(t) - y * sin(t), -x * sin(t) + y * cos(t)], {"argument", "wrong-function"} | both({"swapped-partials"}, {"flipped-term", "sign"}),
          why="rotated by the wrong quarter turn in the x part"),
    Claim("unicycle.heading", UNICYCLE, [x, y, t], [[1, 0, v * cos(t)], [0, 1, v * sin(t)], [0, 0, 1]], {"wrong-function", "held-constant"},
          why="velocity put in as its own derivative"),
    Claim("unicycle.dropped", UNICYCLE, [x, y, t], [[0, 0, -v * sin(t)], [0, 0, v * cos(t)], [0, 0, 1]], MISSING | {"offset"}, why="identity forgotten"),
    Claim("range.not-divided", HEIGHT, [x, y, z], [x, y, z], {"factor", "exponent"}, why="not divided by the range"),
    Claim("range.square-below", HEIGHT, [x, y, z], [x / HEIGHT**3, y / HEIGHT**3, z / HEIGHT**3], {"exponent", "factor"}, why="power of the field of a charge"),
    Claim("elevation.inner", sympy.asin(z / HEIGHT), z, 1 / sqrt(1 - z**2 / HEIGHT**2), INNER, why="quotient not differentiated",
          domain={x: (0.5, 2), y: (0.5, 2), z: (0.3, 2)}),
    Claim("elevation.held", sympy.asin(z / HEIGHT), z, 1 / (HEIGHT * sqrt(1 - z**2 / HEIGHT**2)), MISSING | {"quotient-rule", "product-rule"}, why="range held",
          domain={x: (0.5, 2), y: (0.5, 2), z: (0.3, 2)}),
    Claim("geodetic.latitude", GEODETIC, [p, q], [[r * sin(p) * cos(q), -r * cos(p) * sin(q)], [r * sin(p) * sin(q), r * cos(p) * cos(q)], [r * cos(p), 0]],
          SIGN | {"flipped-term", "wrong-function"}, why="minus of the latitude's cosine"),
    Claim("geodetic.longitude", GEODETIC, [p, q], [[-r * sin(p) * cos(q), -r * sin(q)], [-r * sin(p) * sin(q), r * cos(q)], [r * cos(p), 0]],
          {"factor", "exponent", "held-constant"}, why="circle of latitude taken for the equator"),
    Claim("homography.order", PLANE, [x, y],
          [((a * x + b * y + 1) * k - a * (k * x + r * y + 3)) / (k * x + r * y + 3) ** 2, ((a * x + b * y + 1) * r - b * (k * x + r * y + 3)) / (k * x + r * y + 3) ** 2],
          SIGN | {"quotient-rule"}, why="quotient rule the wrong way round", domain={x: (0.2, 2), y: (0.2, 2)}),
    Claim("homography.affine", PLANE, [x, y], [a / (k * x + r * y + 3), b / (k * x + r * y + 3)], MISSING | {"quotient-rule", "product-rule"},
          why="perspective held", domain={x: (0.2, 2), y: (0.2, 2)}),
    Claim("pendulum-pair.velocity", sin(p - q) * w**2, [p, q], [cos(p - q) * w**2, cos(p - q) * w**2], SIGN | {"inner-derivative", "factor"}, why="inner minus of q"),
    Claim("quaternion3.entry", [1 - 2 * (y**2 + w**2), 2 * (x * y - t * w)], [t, x, y, w], [[0, 0, -2 * y, -2 * w], [-2 * w, 2 * y, 2 * x, -2 * t]],
          {"factor-2", "factor", "constant-factor", "wrong-constant"}, why="2 of the squares"),
)  # fmt: skip
