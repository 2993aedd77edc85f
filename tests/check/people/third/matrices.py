"""Matrix calculus, Hessians and complex functions."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both

__all__ = ["CLAIMS"]

X, A, B, Y = (sympy.MatrixSymbol(name, 3, 3) for name in "XABY")
c, d = (sympy.MatrixSymbol(name, 3, 1) for name in "cd")
x, y = sympy.symbols("x y", real=True)
p, q = sympy.symbols("p q", positive=True)
z = sympy.Symbol("z")
I, exp, log, sin, cos = sympy.I, sympy.exp, sympy.log, sympy.sin, sympy.cos  # noqa: E741
trace, det = sympy.Trace, sympy.Determinant
C = torch.complex128

HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
SIGN = {"sign", "constant-factor"}
INNER = {"inner-derivative", "factor"}
MISSING = {"dropped-term", "held-constant"}
RESIDUAL = A * X - B

CLAIMS = (
    Claim("matrix3.frobenius", trace(RESIDUAL.T * RESIDUAL), X, 2 * A * RESIDUAL, {"transposed"}, why="transpose of A forgotten"),
    Claim("matrix3.frobenius-half", trace(RESIDUAL.T * RESIDUAL), X, A.T * RESIDUAL, HALF | MISSING, why="2 of the square"),
    Claim("matrix3.frobenius-side", trace(RESIDUAL.T * RESIDUAL), X, 2 * RESIDUAL * A.T, {"order-of-product"}, why="A on the wrong side"),
    Claim("matrix3.cube", trace(X * X * X), X, 3 * X * X, {"transposed"}, why="the scalar rule"),
    Claim("matrix3.inverse-of-product", trace(A * X.inverse() * B), X, -X.T.inverse() * B.T * A.T * X.T.inverse(), {"order-of-product"} | both({"transposed"}, {"order-of-product"}), why="A and B exchanged"),
    Claim("matrix3.inverse-once", trace(A * X.inverse()), X, -A.T * X.T.inverse(), {"factor", "exponent", "dropped-term"}, why="one of two inverses"),
    Claim("matrix3.determinant-square", det(X) ** 2, X, 2 * det(X) * X.T.inverse(), {"factor", "exponent", "inner-derivative"}, why="inner determinant forgotten"),
    Claim("matrix3.determinant-product", det(A * X), X, det(A) * X.T.inverse(), {"factor", "inner-derivative"}, why="determinant of X forgotten"),
    Claim("matrix3.gram-form", c.T * X.T * X * d, X, X * c * d.T, MISSING | {"unsymmetrized", "product-rule"}, why="one of two terms"),
    Claim("matrix3.gram-form-twice", c.T * X.T * X * d, X, 2 * X * c * d.T, {"unsymmetrized"}, why="both terms taken for equal"),
    Claim("matrix3.gram-order", c.T * X.T * X * d, X, (c * d.T + d * c.T) * X, {"order-of-product"}, why="X on the wrong side"),
    Claim("matrix3.weighted", trace(Y.T * X * Y), Y, X * Y, MISSING | {"unsymmetrized", "product-rule"}, why="one of two terms"),
    Claim("matrix3.trace-itself", trace(A) * trace(X), X, trace(A) * X, {"wrong-function", "held-constant", "factor"}, why="derivative of a trace taken for the matrix"),
    Claim("matrix3.shifted", (c - d).T * A * (c - d), d, A * (c - d), both({"unsymmetrized", "dropped-term", "held-constant"}, {"sign", "inner-derivative"}), why="one term, and the inner minus"),
    Claim("hessian3.quadratic", 3 * x**2 + 4 * x * y + 5 * y**2, [x, y], [[3, 4], [4, 5]], HALF | {"exponent"}, why="coefficients read off", order=2),
    Claim("hessian3.mixed", x**2 * sin(y), [x, y], [[2 * sin(y), 2 * x * cos(y)], [2 * x * cos(y), x**2 * sin(y)]], SIGN, why="minus of the second step", order=2),
    Claim("hessian3.ratio", p / q, [p, q], [[0, -1 / q**2], [-1 / q**2, p / q**3]], HALF, why="2 of the last entry", order=2),
    Claim("hessian3.power", p**3 * q**2, [p, q], [[6 * p * q**2, 5 * p**2 * q], [5 * p**2 * q, 2 * p**3]], {"wrong-constant", "constant-factor"},
          why="exponents added for multiplied", order=2),
    Claim("hessian3.swapped", p**3 * q**2, [p, q], [[2 * p**3, 6 * p**2 * q], [6 * p**2 * q, 6 * p * q**2]], {"swapped-partials"}, why="order of the variables", order=2),
    Claim("hessian3.gauss-newton", (sin(x) - y) ** 2, [x, y], [[2 * cos(x) ** 2, -2 * cos(x)], [-2 * cos(x), 2]], MISSING, why="second derivative of the residual left out", order=2),
    Claim("hessian3.entropy", p * log(p) + q * log(q), [p, q], [[log(p) + 1, 0], [0, log(q) + 1]], {"other-order", "wrong-function"}, why="gradient on the diagonal", order=2),
    Claim("hessian3.outer", exp(x + 2 * y), [x, y], [[exp(x + 2 * y), exp(x + 2 * y)], [exp(x + 2 * y), 2 * exp(x + 2 * y)]], HALF | INNER, why="inner 2 once", order=2),
    Claim("complex3.conjugate", z**3, z, 3 * sympy.conjugate(z) ** 2, {"conjugate"}, why="torch's convention for real losses", dtype=C),
    Claim("complex3.real-part", exp(I * z), z, -sin(z), {"complex-part", "wrong-function", "dropped-term", "held-constant"}, why="real part for a real argument", dtype=C),
    Claim("complex3.imaginary-unit", exp(I * z), z, exp(I * z), INNER | {"constant-factor"}, why="i forgotten", dtype=C),
    Claim("complex3.modulus", sympy.Abs(z) ** 2, z, sympy.conjugate(z), {"conjugate + factor-2", "factor-2", "conjugate"}, why="Wirtinger derivative", dtype=C),
    Claim("complex3.modulus-half", sympy.Abs(z) ** 2, z, z, HALF, why="Wirtinger derivative by the conjugate", dtype=C),
    Claim("complex3.square", z**2 + I * z, z, 2 * z, MISSING | {"offset"}, why="linear term forgotten", dtype=C),
    Claim("complex3.sign", 1 / (z - I), z, 1 / (z - I) ** 2, SIGN, why="minus of the reciprocal", dtype=C),
    Claim("complex3.inner", sympy.cosh(I * z), z, sympy.sinh(I * z), INNER | {"constant-factor"}, why="i forgotten", dtype=C),
)  # fmt: skip
