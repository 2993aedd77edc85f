"""Traces, of first order in the matrix and of second."""

from __future__ import annotations

from sympy import Identity, KroneckerProduct, MatrixSymbol, Trace, Transpose

from .._rule import Rule
from .record import COOKBOOK, D2L, RECTANGULAR, SQUARE, m, matrix_rule, n, p, q

__all__ = ["RULES"]

_X, _Y = MatrixSymbol("X", m, n), MatrixSymbol("X", n, n)
_A, _B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
_tall, _wide = MatrixSymbol("A", m, n), MatrixSymbol("A", n, m)
_left, _right = MatrixSymbol("A", p, m), MatrixSymbol("B", n, p)
_before, _after = MatrixSymbol("A", p, n), MatrixSymbol("B", m, p)
_M, _C = MatrixSymbol("B", m, m), MatrixSymbol("C", n, n)
_K, _R = MatrixSymbol("C", m, m), MatrixSymbol("B", n, p)
_first, _last = MatrixSymbol("A", p, m), MatrixSymbol("C", m, p)
_affine = MatrixSymbol("A", p, m) * _X * MatrixSymbol("B", n, q) + MatrixSymbol("C", p, q)
_outer, _inner = MatrixSymbol("A", p, m), MatrixSymbol("B", n, q)

_FIRST = (
    matrix_rule("trace", "trace", Trace(_Y), Identity(n), _Y, SQUARE, source=f"{COOKBOOK}99"),
    matrix_rule(
        "trace-of-product", "trace of a product", Trace(_wide * _X), _wide.T, _X, RECTANGULAR,
    ),
    matrix_rule(
        "trace.right", "trace of a product from the right", Trace(_X * _wide), _wide.T, _X, RECTANGULAR,
        source=f"{COOKBOOK}100",
    ),
    matrix_rule(
        "trace.both", "trace of a product from both sides", Trace(_left * _X * _right),
        _left.T * _right.T, _X, RECTANGULAR, source=f"{COOKBOOK}101",
    ),
    matrix_rule(
        "trace.both-transposed", "trace of a transpose between two matrices",
        Trace(_before * _X.T * _after), _after * _before, _X, RECTANGULAR, source=f"{COOKBOOK}102",
    ),
    matrix_rule(
        "trace.inner-product", "inner product of two matrices", Trace(_X.T * _tall), _tall, _X, RECTANGULAR,
        source=f"{COOKBOOK}103",
    ),
    matrix_rule(
        "trace.inner-product.swapped", "inner product of two matrices, the other way round",
        Trace(_tall * _X.T), _tall, _X, RECTANGULAR, source=f"{COOKBOOK}104",
    ),
    matrix_rule(
        "trace.kronecker", "trace of a Kronecker product", Trace(KroneckerProduct(_A, _Y)),
        Trace(_A) * Identity(n), _Y, SQUARE, source=f"{COOKBOOK}105",
    ),
)  # fmt: skip
_SECOND = (
    matrix_rule(
        "trace.square", "trace of a square", Trace(_Y**2), 2 * _Y.T, _Y, SQUARE, source=f"{COOKBOOK}106"
    ),
    matrix_rule(
        "trace.square-product", "trace of a square times a matrix", Trace(_Y**2 * _B),
        (_Y * _B + _B * _Y).T, _Y, SQUARE, source=f"{COOKBOOK}107",
    ),
    matrix_rule(
        "trace.congruence", "trace of a congruence", Trace(_X.T * _M * _X), (_M + _M.T) * _X, _X,
        RECTANGULAR, source=f"{COOKBOOK}108",
    ),
    matrix_rule(
        "trace.outer-gram-left", "trace of a matrix times an outer Gram matrix", Trace(_M * _X * _X.T),
        (_M + _M.T) * _X, _X, RECTANGULAR, source=f"{COOKBOOK}109",
    ),
    matrix_rule(
        "trace.outer-gram-right", "trace of an outer Gram matrix times a matrix", Trace(_X * _X.T * _M),
        (_M + _M.T) * _X, _X, RECTANGULAR, source=f"{COOKBOOK}110",
    ),
    matrix_rule(
        "trace.congruence-transposed", "trace of a congruence by the transpose", Trace(_X * _B * _X.T),
        _X * (_B + _B.T), _X, RECTANGULAR, source=f"{COOKBOOK}111",
    ),
    matrix_rule(
        "trace.gram-left", "trace of a matrix times a Gram matrix", Trace(_B * _X.T * _X),
        _X * (_B + _B.T), _X, RECTANGULAR, source=f"{COOKBOOK}112",
    ),
    matrix_rule(
        "trace.gram-right", "trace of a Gram matrix times a matrix", Trace(_X.T * _X * _B),
        _X * (_B + _B.T), _X, RECTANGULAR, source=f"{COOKBOOK}113",
    ),
    matrix_rule(
        "trace.alternating", "trace of an alternating product", Trace(_A * _Y * _B * _Y),
        _A.T * _Y.T * _B.T + _B.T * _Y.T * _A.T, _Y, SQUARE, source=f"{COOKBOOK}114",
    ),
    matrix_rule(
        "squared-frobenius", "squared Frobenius norm", Trace(_X * _X.T), 2 * _X, _X, RECTANGULAR,
        source=f"{COOKBOOK}115 and 132; {D2L}",
    ),
    matrix_rule(
        "trace.congruence-between", "trace of a congruence between two matrices",
        Trace(_R.T * _X.T * _K * _X * _R), (_K + _K.T) * _X * _R * _R.T, _X, RECTANGULAR,
        source=f"{COOKBOOK}116",
    ),
    matrix_rule(
        "trace.congruence-product", "trace of a congruence times a matrix", Trace(_X.T * _M * _X * _C),
        _M * _X * _C + _M.T * _X * _C.T, _X, RECTANGULAR, source=f"{COOKBOOK}117",
    ),
    matrix_rule(
        "trace.five-factors", "trace of a congruence by the transpose between two matrices",
        Trace(_first * _X * _B * _X.T * _last), _first.T * _last.T * _X * _B.T + _last * _first * _X * _B,
        _X, RECTANGULAR, source=f"{COOKBOOK}118",
    ),
    matrix_rule(
        "trace.affine-square", "squared Frobenius norm of an affine map", Trace(_affine * Transpose(_affine)),
        2 * _outer.T * _affine * _inner.T, _X, RECTANGULAR, source=f"{COOKBOOK}119",
    ),
    matrix_rule(
        "trace.kronecker-square", "trace of a Kronecker square", Trace(KroneckerProduct(_Y, _Y)),
        2 * Trace(_Y) * Identity(n), _Y, SQUARE, source=f"{COOKBOOK}120",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_FIRST, *_SECOND)
