"""Matrices by matrices: the matrix J with vec(dF) = J vec(dX), where vec stacks columns.

The differentials of the Matrix Cookbook in the form that has a derivative: ``d(A*X*B) = A*dX*B`` says that J
is the Kronecker product of ``B.T`` and ``A``.
"""

from __future__ import annotations

from sympy import DiagMatrix, HadamardProduct, Identity, KroneckerProduct, MatrixSymbol, sqrt

from ...matrix.vectorization import CommutationMatrix, Vec
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, m, matrix_rule, n, p, vector

__all__ = ["RULES"]

_X, _Y = MatrixSymbol("X", m, n), MatrixSymbol("X", n, n)
_A, _B, _C, _D = MatrixSymbol("A", p, m), MatrixSymbol("B", n, p), MatrixSymbol("A", m, p), _X
_M, _H = MatrixSymbol("B", m, m), MatrixSymbol("A", m, n)
_b = vector("b")
_Q, _K = MatrixSymbol("Q", m, n), MatrixSymbol("K", p, n)
_I, _K_mn, _K_nn = Identity(n), CommutationMatrix(m, n), CommutationMatrix(n, n)
_SMALL = ({n: 2}, {n: 3})


def _rule(name: str, title: str, lhs: object, rhs: object, wrt: object, sizes: object, eq: str = "") -> Rule:
    return matrix_rule(
        f"stacked.{name}", title, lhs, rhs, wrt, sizes, layout="numerator",  # type: ignore[arg-type]
        source=f"{COOKBOOK}{eq}" if eq else "",
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    _rule(
        "both", "a matrix between two others", _A * _X * _B, KroneckerProduct(_B.T, _A), _X, RECTANGULAR,
    ),
    _rule(
        "right", "a matrix times a constant one", _X * _B, KroneckerProduct(_B.T, Identity(m)), _X,
        RECTANGULAR, "74",
    ),
    _rule(
        "transposed-left", "a transpose times a constant matrix", _X.T * _C,
        KroneckerProduct(_C.T, _I) * _K_mn, _X, RECTANGULAR, "75",
    ),
    _rule("itself", "a matrix by itself", _X, Identity(m * n), _X, RECTANGULAR, "73"),
    _rule("transpose", "a transpose", _X.T, _K_mn, _X, RECTANGULAR),
    _rule("vector", "a matrix times a vector", _X * _b, KroneckerProduct(_b.T, Identity(m)), _X, RECTANGULAR),
    _rule(
        "hadamard", "a Hadamard product with a constant matrix", HadamardProduct(_H, _X),
        DiagMatrix(Vec(_H)), _X, RECTANGULAR,
    ),
    _rule(
        "inverse", "an inverse", _Y.I, -KroneckerProduct(_Y.I.T, _Y.I), _Y, _SMALL, "40 and 60",
    ),
    _rule(
        "square", "a square", _Y**2, KroneckerProduct(_I, _Y) + KroneckerProduct(_Y.T, _I), _Y, _SMALL, "90",
    ),
    _rule(
        "cube", "a cube", _Y**3,
        KroneckerProduct(_I, _Y**2) + KroneckerProduct(_Y.T, _Y) + KroneckerProduct(_Y.T**2, _I), _Y,
        ({n: 2},), "90",
    ),
    _rule(
        "gram", "a Gram matrix", _X.T * _X,
        KroneckerProduct(_I, _X.T) + KroneckerProduct(_X.T, _I) * _K_mn, _X, RECTANGULAR,
    ),
    _rule(
        "congruence", "a congruence", _X.T * _M * _X,
        KroneckerProduct(_I, _X.T * _M) + KroneckerProduct(_X.T * _M.T, _I) * _K_mn, _X,
        RECTANGULAR, "79 and 80",
    ),
    _rule(
        "attention-scores", "attention scores, by the queries", _Q * _K.T / sqrt(n),
        KroneckerProduct(_K, Identity(m)) / sqrt(n), _Q, RECTANGULAR,
    ),
    _rule(
        "attention-scores.keys", "attention scores, by the keys", _Q * _K.T / sqrt(n),
        KroneckerProduct(Identity(p), _Q) * CommutationMatrix(p, n) / sqrt(n), _K, RECTANGULAR,
    ),
)  # fmt: skip
