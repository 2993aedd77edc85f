"""Gradients, Jacobians and Hessians of several variables, vectors, and complex functions."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

x, y, z, lam = sympy.symbols("x y z lambda", real=True)
p, q, a, b, K, L = sympy.symbols("p q a b K L", positive=True)
w = sympy.Symbol("w")
A, X, B, W = (sympy.MatrixSymbol(name, 3, 3) for name in "AXBW")
u, v, m = (sympy.MatrixSymbol(name, 3, 1) for name in "uvm")
I, exp, log, sin, cos, sqrt = sympy.I, sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sqrt  # noqa: E741
C = torch.complex128
trace, det = sympy.Trace, sympy.Determinant

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}
NORM = sqrt(x**2 + y**2 + z**2)
COBB = K**a * L**b
TO_CARTESIAN = [p * sin(x) * cos(y), p * sin(x) * sin(y), p * cos(x)]
G = exp(x * y)

CLAIMS = (
    Claim("partial4.both", x**2 * y + y**3, [x, y], [2 * x * y, 2 * x + 3 * y**2], {"product-rule", "exponent", "factor"}, why="other variable differentiated as well", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("partial4.others-zero", x * y + x * z + y * z, [x, y, z], [y + z, x, x + y], MISSING, why="term lost", domain={x: (-2, 2), y: (-2, 2), z: (-2, 2)}),
    Claim("partial4.exponential", G, [x, y], [G, G], INNER, why="inner derivatives", domain={x: (-1.5, 1.5), y: (-1.5, 1.5)}),
    Claim("partial4.name", G, [x, y], [y * G, y * G], {"factor", "inner-derivative", "argument", "wrong-function"}, why="y copied for x", domain={x: (-1.5, 1.5), y: (-1.5, 1.5)}),
    Claim("partial4.power", p**q, [p, q], [q * p ** (q - 1), p**q], INNER | {"wrong-function"}, why="logarithm of the base", domain={p: (0.4, 3), q: (0.4, 3)}),
    Claim("partial4.power-rule", p**q, [p, q], [q * p ** (q - 1), q * p ** (q - 1)], {"power-rule", "wrong-function"}, why="power rule by the exponent", domain={p: (0.4, 3), q: (0.4, 3)}),
    Claim("partial4.exchanged", x * exp(-(y**2)), [x, y], [-2 * x * y * exp(-(y**2)), exp(-(y**2))], {"swapped-partials"}, why="order of the variables", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("partial4.norm", NORM, [x, y, z], [x, y, z], INNER | {"wrong-function"}, why="norm not divided", domain={x: (0.2, 3), y: (0.2, 3), z: (0.2, 3)}),
    Claim("partial4.norm-twice", NORM, [x, y, z], [2 * x / NORM, 2 * y / NORM, 2 * z / NORM], HALF, why="1/2 of the root", domain={x: (0.2, 3), y: (0.2, 3), z: (0.2, 3)}),
    Claim("partial4.angle", sympy.atan2(y, x), [x, y], [y / (x**2 + y**2), x / (x**2 + y**2)], SIGN, why="minus of the first", domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("partial4.slope", sympy.atan(y / x), [x, y], [-y / x**2, 1 / x], INNER | {"wrong-function"}, why="outer derivative forgotten", domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("partial4.multiplier", x * y - lam * (x + 2 * y - 10), [x, y, lam], [y - lam, x - 2 * lam, x + 2 * y - 10], SIGN, why="minus of the constraint", domain={x: (-3, 3), y: (-3, 3), lam: (-3, 3)}),
    Claim("partial4.multiplier-number", x * y - lam * (x + 2 * y - 10), [x, y, lam], [y - lam, x - lam, -(x + 2 * y - 10)], INNER | {"wrong-constant", "constant-factor"}, why="2 of the constraint", domain={x: (-3, 3), y: (-3, 3), lam: (-3, 3)}),
    Claim("partial4.elasticity", COBB, [K, L], [a * COBB, b * COBB], {"exponent", "factor", "inner-derivative"}, why="exponents not lowered", domain={K: (0.3, 3), L: (0.3, 3), a: (0.2, 2), b: (0.2, 2)}),
    Claim("partial4.chain-in-one", sin(x + y**2), [x, y], [cos(x + y**2), cos(x + y**2)], INNER, parts=("y**2",), why="inner derivative of the second", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("partial4.difference", (p - 3 * q) ** 2, [p, q], [2 * (p - 3 * q), 6 * (p - 3 * q)], SIGN, why="inner minus"),
    Claim("partial4.ratio", p / (p + q), [p, q], [1 / (p + q), -p / (p + q) ** 2], MISSING | {"product-rule", "quotient-rule"}, why="denominator held"),
    Claim("partial4.sums", (x + y + z) ** 2, [x, y, z], [2 * x, 2 * y, 2 * z], MISSING | {"argument"}, why="square of a sum taken term by term", domain={x: (-2, 2), y: (-2, 2), z: (-2, 2)}),
    Claim("partial4.gradient-of-square", log(x**2 + y**2), [x, y], [2 * x / (x**2 + y**2), y / (x**2 + y**2)], HALF | {"inner-derivative"}, why="2 once", domain={x: (0.3, 3), y: (0.3, 3)}),
    Claim("jacobian4.columns", [p * cos(x), p * sin(x)], [p, x], [[cos(x), sin(x)], [-p * sin(x), p * cos(x)]], {"transposed"}, why="one row a variable", domain={p: (0.3, 3), x: (-3, 3)}),
    Claim("jacobian4.spherical", TO_CARTESIAN, [p, x, y],
          [[sin(x) * cos(y), p * cos(x) * cos(y), p * sin(x) * sin(y)], [sin(x) * sin(y), p * cos(x) * sin(y), p * sin(x) * cos(y)], [cos(x), -p * sin(x), 0]],
          SIGN | {"flipped-term"}, why="one minus", domain={p: (0.3, 3), x: (0.2, 2.9), y: (-3, 3)}),
    Claim("jacobian4.radius", TO_CARTESIAN, [p, x, y],
          [[sin(x) * cos(y), cos(x) * cos(y), -sin(x) * sin(y)], [sin(x) * sin(y), cos(x) * sin(y), sin(x) * cos(y)], [cos(x), -sin(x), 0]],
          {"factor"}, why="radius lost", domain={p: (0.3, 3), x: (0.2, 2.9), y: (-3, 3)}),
    Claim("jacobian4.copied-row", [x * y, x + y**2], [x, y], [[y, x], [y, x]], {"wrong-function"}, why="first row copied", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("jacobian4.one-entry", [x**2 * y, exp(x) - y], [x, y], [[2 * x * y, x**2], [exp(x), 1]], SIGN | {"flipped-term"}, why="minus of y", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("jacobian4.columns-exchanged", [x**2 * y, exp(x) - y], [x, y], [[x**2, 2 * x * y], [-1, exp(x)]], {"swapped-partials"}, why="order of the variables", domain={x: (-2, 2), y: (-2, 2)}),
    Claim("hessian4.mixed-zero", x**2 * y + x * y**2, [x, y], [[2 * y, 0], [0, 2 * x]], MISSING | {"factor", "constant-factor"}, why="mixed derivatives forgotten", order=2, domain={x: (-2, 2), y: (-2, 2)}),
    Claim("hessian4.mixed-half", p**2 * q**2, [p, q], [[2 * q**2, 2 * p * q], [2 * p * q, 2 * p**2]], HALF | MISSING, why="one of two twos", order=2),
    Claim("hessian4.logarithm", log(p + q), [p, q], [[1 / (p + q) ** 2] * 2] * 2, SIGN, why="minus of the reciprocal", order=2),
    Claim("hessian4.gauss-newton", (exp(x) - y) ** 2 / 2, [x, y], [[exp(2 * x), -exp(x)], [-exp(x), 1]], MISSING, why="second derivative of the residual", order=2, domain={x: (-1.5, 1.5), y: (-2, 2)}),
    Claim("hessian4.product-of-gradients", exp(x) * sin(y), [x, y], [[exp(2 * x) * sin(y) ** 2, exp(2 * x) * sin(y) * cos(y)], [exp(2 * x) * sin(y) * cos(y), exp(2 * x) * cos(y) ** 2]],
          {"other-order", "product-rule", "wrong-function"}, why="gradient times gradient", order=2, domain={x: (-1.5, 1.5), y: (0.2, 3)}),
    Claim("hessian4.inner-once", cos(2 * x - y), [x, y], [[-2 * cos(2 * x - y), 2 * cos(2 * x - y)], [2 * cos(2 * x - y), -cos(2 * x - y)]], HALF | {"inner-derivative"}, why="inner 2 once in the corner", order=2, domain={x: (-2, 2), y: (-2, 2)}),
    Claim("hessian4.diagonal-kept", x**3 + y**3 - 3 * x * y, [x, y], [[6 * x, -3], [-3, 6 * x]], {"argument", "factor", "wrong-function", "swapped-partials"}, why="x copied for y", order=2, domain={x: (-2, 2), y: (-2, 2)}),
    Claim("vector4.quadratic", u.T * A * u, u, 2 * A * u, {"unsymmetrized"}, why="A taken for symmetric"),
    Claim("vector4.quadratic-once", u.T * A * u, u, A * u, MISSING | {"unsymmetrized", "product-rule"}, why="one of two terms"),
    Claim("vector4.least-squares", (A * u - v).T * (A * u - v), u, 2 * (A * u - v), INNER, why="A forgotten"),
    Claim("vector4.least-squares-transposed", (A * u - v).T * (A * u - v), u, 2 * A * (A * u - v), {"transposed"}, why="transpose forgotten"),
    Claim("vector4.ridge", (A * u - v).T * (A * u - v) + 3 * u.T * u, u, 2 * A.T * (A * u - v) + 3 * u, HALF | MISSING, why="2 of the penalty"),
    Claim("vector4.sign", (A * u - v).T * (A * u - v), v, 2 * (A * u - v), SIGN, why="inner minus"),
    Claim("vector4.bilinear", u.T * X * v, X, v * u.T, {"transposed"}, why="order of the outer product"),
    Claim("vector4.square-of-form", (v.T * u) ** 2, u, 2 * v, {"factor", "inner-derivative", "exponent"} | {"factor + factor-2"}, why="inner product forgotten"),
    Claim("matrix4.trace", trace(A * X), X, A, {"transposed"}, why="scalar rule"),
    Claim("matrix4.both-sides", trace(A * X * B), X, B.T * A.T, {"order-of-product"} | both({"transposed"}, {"order-of-product"}), why="order of the transposes"),
    Claim("matrix4.log-determinant", log(det(X.T * X + sympy.Identity(3))), X, X * (X.T * X + sympy.Identity(3)).inverse(), HALF | MISSING, why="2 of the square"),
    Claim("matrix4.frobenius", trace((X - A).T * (X - A)), X, 2 * (X - A).T, {"transposed"}, why="transpose kept"),
    Claim("matrix4.frobenius-half", trace((X - A).T * (X - A)), X, X - A, HALF | MISSING, why="2 of the square"),
    Claim("complex4.conjugate", w**2 + 3 * w, w, 2 * sympy.conjugate(w) + 3, {"conjugate"}, why="gradient of .backward()", dtype=C),
    Claim("complex4.unit", sin(I * w), w, cos(I * w), INNER | {"constant-factor", "wrong-constant"}, why="i forgotten", dtype=C),
    Claim("complex4.one-part", w**2, w, 2 * sympy.re(w), {"complex-part"} | MISSING, why="real part alone", dtype=C),
    Claim("complex4.modulus", sympy.Abs(w) ** 2, w, sympy.conjugate(w), {"conjugate + factor-2", "factor-2", "conjugate"}, why="Wirtinger derivative where the gradient is asked for", dtype=C),
    Claim("complex4.reciprocal", 1 / (w + I), w, 1 / (w + I) ** 2, SIGN, why="minus of the reciprocal", dtype=C),
)  # fmt: skip
