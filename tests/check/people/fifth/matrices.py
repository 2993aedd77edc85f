"""Matrix calculus on paper and in code."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both
from check.people.fifth.kinds import COPIED, HALF, INNER, MISSING, POWER, PRODUCT_HELD, QUOTIENT_HELD, SIGN

__all__ = ["CLAIMS"]

X, A, B = (sympy.MatrixSymbol(name, 3, 3) for name in "XAB")
c, d = (sympy.MatrixSymbol(name, 3, 1) for name in "cd")
k = sympy.Symbol("k", positive=True)
log, sqrt, trace, det = sympy.log, sympy.sqrt, sympy.Trace, sympy.Determinant

INVERSE_FORM = trace(c.T * X.inverse() * d)
GAUSS = -log(det(X)) / 2 - trace(c.T * X.inverse() * c) / 2
SANDWICH = trace(X * A * X.T * B)
RESIDUAL = A * c - d
DISTANCE = sqrt(trace(RESIDUAL.T * RESIDUAL))
RAYLEIGH = trace(c.T * A * c) / trace(c.T * c)
BOWL = sympy.exp(-trace(c.T * A * c))
RIDGE = trace(RESIDUAL.T * RESIDUAL) / 3 + k * trace(c.T * c)
FACTORS = trace((X - A * B).T * (X - A * B))

CLAIMS = (
    Claim("matrix5.inverse-form", INVERSE_FORM, X, -X.inverse() * c * d.T * X.inverse(), {"transposed"}, why="inverses not transposed"),
    Claim("matrix5.inverse-form-sign", INVERSE_FORM, X, X.T.inverse() * c * d.T * X.T.inverse(), SIGN, why="minus of the inverse"),
    Claim("matrix5.inverse-form-order", INVERSE_FORM, X, -X.T.inverse() * d * c.T * X.T.inverse(), {"transposed", "order-of-product"} | COPIED, why="outer product the other way"),
    Claim("matrix5.likelihood", GAUSS, X, -X.T.inverse() / 2 - X.T.inverse() * c * c.T * X.T.inverse() / 2, {"flipped-term"}, why="minus of the inverse"),
    Claim("matrix5.likelihood-determinant", GAUSS, X, X.T.inverse() * c * c.T * X.T.inverse() / 2, MISSING, why="determinant held"),
    Claim("matrix5.likelihood-over", GAUSS, X, -X.T.inverse() / (2 * det(X)) + X.T.inverse() * c * c.T * X.T.inverse() / 2, {"factor", "inner-derivative"}, why="determinant divided by twice"),
    Claim("matrix5.sandwich", SANDWICH, X, 2 * B * X * A, {"unsymmetrized"} | {"transposed"}, why="A and B taken for symmetric"),
    Claim("matrix5.sandwich-one", SANDWICH, X, B * X * A, MISSING | {"unsymmetrized", "product-rule"}, why="second X held"),
    Claim("matrix5.sandwich-order", SANDWICH, X, A * X * B + A.T * X * B.T, {"order-of-product"}, why="A and B exchanged"),
    Claim("matrix5.distance", DISTANCE, c, A.T * RESIDUAL, {"factor", "inner-derivative"}, why="length not divided by"),
    Claim("matrix5.distance-half", DISTANCE, c, 2 * A.T * RESIDUAL / DISTANCE, HALF, why="1/2 of the root"),
    Claim("matrix5.distance-sign", DISTANCE, d, A.T * RESIDUAL / DISTANCE, {"wrong-function", "argument", "swapped-partials"} | both({"factor"}, SIGN), why="derivative by the other vector"),
    Claim("matrix5.rayleigh", RAYLEIGH, c, (A + A.T) * c / trace(c.T * c), QUOTIENT_HELD, why="length held"),
    Claim("matrix5.rayleigh-symmetric", RAYLEIGH, c, 2 * A * c / trace(c.T * c) - 2 * trace(c.T * A * c) * c / trace(c.T * c) ** 2, {"unsymmetrized"}, why="A taken for symmetric"),
    Claim("matrix5.bowl", BOWL, c, BOWL * (A + A.T) * c, SIGN, why="minus of the exponent"),
    Claim("matrix5.bowl-inner", BOWL, c, -BOWL * c, INNER, why="inner derivative"),
    Claim("matrix5.ridge", RIDGE, c, 2 * A.T * RESIDUAL + 2 * k * c, {"mean", "factor", "wrong-constant"}, why="1/n forgotten"),
    Claim("matrix5.ridge-penalty", RIDGE, c, 2 * A.T * RESIDUAL / 3 + k * c, HALF, why="2 of the penalty"),
    Claim("matrix5.factors", FACTORS, A, 2 * (X - A * B) * B.T, SIGN | {"inner-derivative"}, why="inner minus"),
    Claim("matrix5.factors-side", FACTORS, B, -2 * (X - A * B) * A.T, {"order-of-product"}, why="A on the wrong side"),
    Claim("matrix5.fourth-power", trace(X**4), X, 4 * X.T**4, POWER, why="exponent not lowered"),
    Claim("matrix5.inverse-trace", trace(X.inverse()), X, -(X.T.inverse()), POWER | {"dropped-term"}, why="one of two inverses"),
    Claim("matrix5.determinant-inverse", 1 / det(X), X, -(X.T.inverse()) / det(X) ** 2, POWER | INNER, why="determinant of the inner derivative"),
    Claim("matrix5.determinant-form", det(X.T * A * X), X, det(X.T * A * X) * X.T.inverse(), HALF, why="X counted once"),
    Claim("matrix5.trace-square", trace(X) ** 2, X, 2 * X, {"wrong-function", "factor", "held-constant", "argument"}, why="matrix for its trace"),
    Claim("matrix5.linear", A * X.T * c, c, X * A.T, {"transposed"}, why="layout"),
    Claim("matrix5.hadamard", trace(sympy.HadamardProduct(X, X) * A.T), X, 2 * A * X, {"order-of-product", "wrong-function"}, why="matrix product for elements"),
    Claim("matrix5.code-quadratic", c.T * A * c, c, lambda A, c: 2 * A @ c, {"unsymmetrized"}, why="A taken for symmetric"),
    Claim("matrix5.code-residual", trace(RESIDUAL.T * RESIDUAL), c, lambda A, c, d: 2 * A @ (A @ c - d), {"transposed"}, why="A for A.mT"),
    Claim("matrix5.code-inverse", trace(A * X.inverse()), X, lambda A, X: torch.linalg.inv(X).mT @ A.mT @ torch.linalg.inv(X).mT, SIGN, why="minus of the inverse"),
    Claim("matrix5.code-log-determinant", log(det(X) ** 2), X, lambda X: 2 * torch.linalg.inv(X), {"transposed"}, why="inverse not transposed"),
    Claim("matrix5.code-outer", c.T * A * d, A, lambda c, d: d @ c.mT, {"transposed", "order-of-product"}, why="outer product the other way"),
    Claim("matrix5.code-norm", DISTANCE, c, lambda A, c, d: A.mT @ (A @ c - d) / ((A @ c - d) ** 2).sum((-2, -1), keepdim=True), POWER, why="square of the length"),
    Claim("matrix5.scale", trace(k * RESIDUAL.T * RESIDUAL) / (1 + k), k, trace(RESIDUAL.T * RESIDUAL) / (1 + k), QUOTIENT_HELD, why="denominator held"),
    Claim("matrix5.scale-form", trace(c.T * (A + k * B) * c) ** 2, k, 2 * trace(c.T * (A + k * B) * c), INNER | PRODUCT_HELD, why="inner derivative"),
)  # fmt: skip
