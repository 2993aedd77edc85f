"""Matrix derivatives, Hessians and Jacobians."""

from __future__ import annotations

import sympy
from check.people.claim import Claim

__all__ = ["CLAIMS"]

X, A, B = (sympy.MatrixSymbol(name, 3, 3) for name in "XAB")
c, d = (sympy.MatrixSymbol(name, 3, 1) for name in "cd")
x, y, z, t = sympy.symbols("x y z t", real=True)
K, L, S, V = sympy.symbols("K L S V", positive=True)
THIRD = sympy.Rational(1, 3)
COBB = K**THIRD * L ** (2 * THIRD)
exp = sympy.exp
POPULATIONS = [2 * x - x * y, x * y / 3 - y]

CLAIMS = (
    Claim("trace.order", sympy.Trace(A * X * B), X, B.T * A.T, {"order-of-product"}, why="transposed factors exchanged"),
    Claim("trace.transposed", sympy.Trace(A * X * B), X, B * A, {"transposed"}, why="differential without the transpose"),
    Claim("trace.square", sympy.Trace(X.T * X), X, X, {"factor-2", "constant-factor", "dropped-term", "held-constant"}, why="2 forgotten"),
    Claim("trace.inverse", sympy.Trace(X.inverse() * A), X, X.T.inverse() * A.T * X.T.inverse(), {"sign", "constant-factor"},
          why="minus of the inverse"),
    Claim("determinant.transposed", sympy.Determinant(X), X, sympy.Determinant(X) * X.inverse(), {"transposed"},
          why="inverse not transposed"),
    Claim("form.unsymmetrized", c.T * A * c, c, A * c, {"unsymmetrized", "dropped-term", "held-constant"}, why="one of two terms"),
    Claim("form.by-matrix", c.T * A * d, A, d * c.T, {"transposed", "order-of-product"}, why="outer product the other way"),
    Claim("residual.half", (A * c - d).T * (A * c - d), c, A.T * (A * c - d), {"factor-2", "constant-factor"}, why="2 forgotten"),
    Claim("residual.transposed", (A * c - d).T * (A * c - d), c, 2 * A * (A * c - d), {"transposed"}, why="A for A.T"),
    Claim("ridge.dropped", (A * c - d).T * (A * c - d) + 3 * c.T * c, c, 2 * A.T * (A * c - d), {"dropped-term", "held-constant"},
          why="penalty forgotten"),
    Claim("ridge.sign", (A * c - d).T * (A * c - d) + 3 * c.T * c, c, 2 * A.T * (A * c + d) + 6 * c, {"flipped-term"},
          why="sign of the target"),
    Claim("ridge.factor", (A * c - d).T * (A * c - d) + 3 * c.T * c, c, 2 * A.T * (A * c - d) + 3 * c,
          {"factor", "factor-2", "wrong-constant"}, why="2 of the penalty"),
    Claim("cobb-douglas.hessian", COBB, [K, L],
          [[2 * COBB / (9 * K**2), 2 * COBB / (9 * K * L)], [2 * COBB / (9 * K * L), -2 * COBB / (9 * L**2)]],
          {"sign", "constant-factor"}, why="diminishing returns forgotten for capital", order=2),
    Claim("exponential.hessian", exp(x * y), [x, y],
          [[y**2 * exp(x * y), x * y * exp(x * y)], [x * y * exp(x * y), x**2 * exp(x * y)]],
          {"dropped-term", "held-constant"}, why="factor y held in the mixed entry", order=2),
    Claim("monomial.hessian", x**3 * y**2, [x, y], [[6 * x * y**2, 6 * x**2 * y], [6 * x**2 * y, x**3]],
          {"factor-2", "constant-factor", "factor", "wrong-constant", "exponent"}, why="2 of the last entry", order=2),
    Claim("michaelis.second", V * S / (K + S), S, -V * K / (K + S) ** 3, {"factor-2", "constant-factor", "factor", "exponent"},
          why="2 of the power", order=2),
    Claim("wave.second", sympy.sin(2 * x), x, -2 * sympy.sin(2 * x), {"inner-derivative", "factor-2", "constant-factor", "factor"},
          why="inner derivative once", order=2),
    Claim("populations.transposed", POPULATIONS, [x, y], [[2 - y, y / 3], [-x, x / 3 - 1]], {"transposed"}, why="square, so no shape shows it"),
    Claim("populations.exchanged", POPULATIONS, [x, y], [[-x, 2 - y], [x / 3 - 1, y / 3]], {"swapped-partials"}, why="columns"),
    Claim("helix.factor", [sympy.cos(3 * t), sympy.sin(3 * t), t], t, [-sympy.sin(3 * t), sympy.cos(3 * t), 1],
          {"inner-derivative", "factor", "constant-factor"}, why="frequency"),
    Claim("cylinder.column", [K * sympy.cos(t), K * sympy.sin(t), z], [K, t, z],
          [[sympy.cos(t), -K * sympy.sin(t), 0], [sympy.sin(t), -K * sympy.cos(t), 0], [0, 0, 1]], {"sign", "constant-factor", "wrong-function"},
          why="minus in both rows"),
    Claim("cross.order", [y * z, x * z, x * y], [x, y, z], [[0, z, y], [z, 0, x], [x, y, 0]], {"swapped-partials"},
          why="last row in alphabetical order"),
)  # fmt: skip
