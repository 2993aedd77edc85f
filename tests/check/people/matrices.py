"""Derivatives of matrix expressions, in the layout in which the gradient has the shape of its variable."""

from __future__ import annotations

import sympy as sp
from check.people.claim import Claim

A = sp.MatrixSymbol("A", 3, 3)
B = sp.MatrixSymbol("B", 3, 3)
S = sp.MatrixSymbol("S", 3, 3)
X = sp.MatrixSymbol("X", 3, 3)
a = sp.MatrixSymbol("a", 3, 1)
b = sp.MatrixSymbol("b", 3, 1)
w = sp.MatrixSymbol("w", 3, 1)
x = sp.MatrixSymbol("x", 3, 1)
lam = sp.Symbol("lam", positive=True)

trace, det = sp.Trace, sp.Determinant
TWO = {"factor-2", "constant-factor", "factor", "wrong-constant"}
SIGN = {"sign", "constant-factor"}
residual = A * x - b

FORMS = (
    Claim("matrix.quadratic-symmetric", x.T * A * x, x, 2 * A * x, {"unsymmetrized"}, ("A.T",), "symmetry assumed", "math.stackexchange 3222371"),
    Claim("matrix.quadratic-one-term", x.T * A * x, x, A * x, {"dropped-term", "held-constant", "product-rule", "unsymmetrized"}, ("A.T*x",), "first factor held constant", "math.techqa.club 4291445"),
    Claim("matrix.quadratic-shift", (x - a).T * S * (x - a), a, (S + S.T) * (x - a), SIGN | {"inner-derivative"}, (), "inner minus forgotten"),
    Claim("matrix.least-squares-factor", residual.T * residual, x, A.T * residual, TWO, ("2",), "as if the loss carried 1/2"),
    Claim("matrix.least-squares-order", residual.T * residual, x, 2 * A * residual, {"transposed"}, ("A",), "transpose of the inner derivative forgotten"),
    Claim("matrix.least-squares-sign", residual.T * residual, x, 2 * A.T * (A * x + b), {"flipped-term"}, ("b",), "sign of the target"),
    Claim("matrix.mean-square", residual.T * residual / 3, x, 2 * A.T * residual, {"mean", "constant-factor", "wrong-constant", "factor"}, ("3",), "1/n forgotten"),
    Claim("matrix.ridge", residual.T * residual + lam * x.T * x, x, 2 * A.T * residual + lam * x, {"factor-2", "factor", "wrong-constant"}, ("lam",), "as if the penalty carried 1/2"),
    Claim("matrix.ridge-penalty-lost", residual.T * residual + lam * x.T * x, x, 2 * A.T * residual, {"dropped-term", "held-constant"}, ("lam",), "penalty forgotten"),
    Claim("matrix.linear-map", A * x, x, A.T, {"transposed"}, (), "denominator layout"),
    Claim("matrix.bilinear", a.T * X * b, X, b * a.T, {"transposed", "order-of-product"}, (), "outer product the wrong way round"),
)  # fmt: skip

TRACES = (
    Claim("matrix.trace-linear", trace(A * X), X, A, {"transposed"}, (), "numerator layout"),
    Claim("matrix.trace-square", trace(X * X), X, 2 * X, {"transposed"}, (), "the scalar rule"),
    Claim("matrix.trace-gram", trace(X.T * X), X, X, TWO, ("2",), "one of two terms"),
    Claim("matrix.trace-congruence", trace(X * A * X.T), X, 2 * X * A, {"unsymmetrized"}, ("A.T",), "symmetry assumed"),
    Claim("matrix.trace-sandwich", trace(A * X * B), X, B.T * A.T, {"order-of-product"}, (), "order reversed by the transpose"),
    Claim("matrix.trace-inverse", trace(X.I * A), X, X.I.T * A.T * X.I.T, SIGN, (), "minus of the inverse forgotten"),
    Claim("matrix.trace-inverse-plain", trace(X.I * A), X, -X.I * A * X.I, {"transposed"}, (), "numerator layout"),
    Claim("matrix.trace-two-terms", trace(X.T * A * X) + trace(B * X), X, (A + A.T) * X + B, {"transposed"}, ("B",), "second term not transposed"),
    Claim("matrix.log-determinant", sp.log(det(X)), X, X.I, {"transposed"}, (), "numerator layout"),
    Claim("matrix.determinant", det(X), X, X.I.T, {"factor"}, ("Determinant(X)",), "that of the logarithm"),
    Claim("matrix.log-determinant-gram", sp.log(det(X.T * X)), X, X * (X.T * X).I, TWO, ("2",), "one of two terms"),
    Claim("matrix.inverse-form", a.T * X.I * b, X, -X.I.T * b * a.T * X.I.T, {"order-of-product", "transposed"}, (), "outer product the wrong way round"),
)  # fmt: skip
