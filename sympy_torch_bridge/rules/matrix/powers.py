"""Traces of powers and of functions of a matrix, and functions of traces."""

from __future__ import annotations

from sympy import Identity, MatrixSymbol, OneMatrix, Symbol, Trace, exp

from ...matrix.exponential import MatrixExponential
from ...matrix.matrix_sum import MatrixSum
from ...matrix.sine import MatrixCosine, MatrixSine
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, entry_sum, k, m, matrix_rule, n, p

__all__ = ["RULES"]

_X, _A = MatrixSymbol("X", n, n), MatrixSymbol("A", n, n)
_R, _C, _B = MatrixSymbol("X", m, n), MatrixSymbol("C", m, m), MatrixSymbol("B", n, p)
_sum = entry_sum(_R * OneMatrix(n, 1))
_r = Symbol("r", integer=True)
_POWERS = ({n: 3, k: 3}, {n: 2, k: 4})

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "trace.power", "trace of a power", Trace(_X**k), k * (_X.T) ** (k - 1), _X, _POWERS,
        source=f"{COOKBOOK}121",
    ),
    matrix_rule(
        "trace.cube-product", "trace of a matrix times a cube", Trace(_A * _X**3),
        (_A * _X**2 + _X * _A * _X + _X**2 * _A).T, _X, SQUARE, source=f"{COOKBOOK}122",
    ),
    matrix_rule(
        "trace.fourth-order", "trace of a Gram matrix squared, between two matrices",
        Trace(_B.T * _R.T * _C * _R * _R.T * _C * _R * _B),
        _C * _R * _R.T * _C * _R * _B * _B.T
        + _C.T * _R * _B * _B.T * _R.T * _C.T * _R
        + _C * _R * _B * _B.T * _R.T * _C * _R
        + _C.T * _R * _R.T * _C.T * _R * _B * _B.T, _R, RECTANGULAR, source=f"{COOKBOOK}123",
    ),
    matrix_rule(
        "trace.sum-of-products", "sum of the products of all pairs of entries", _sum**2,
        2 * _sum * OneMatrix(m, n), _R, RECTANGULAR, source=f"{COOKBOOK}76",
    ),
    matrix_rule(
        "trace.inverse", "trace of an inverse", Trace(_X.I), -(_X.I**2).T, _X, SQUARE,
    ),
    matrix_rule(
        "trace.squared", "square of a trace", Trace(_X) ** 2, 2 * Trace(_X) * Identity(n), _X, SQUARE
    ),
    matrix_rule(
        "trace.power-product", "trace of a matrix times a power", Trace(_A * _X**k),
        MatrixSum(_X**_r * _A * _X ** (k - 1 - _r), (_r, 0, k - 1)).T, _X, _POWERS,
        source=f"{COOKBOOK}122",
    ),
    matrix_rule(
        "trace.sine", "trace of the sine of a matrix", Trace(MatrixSine(_X)), MatrixCosine(_X).T, _X, SQUARE,
        source=f"{COOKBOOK}128",
    ),
    matrix_rule(
        "trace.cosine", "trace of the cosine of a matrix", Trace(MatrixCosine(_X)), -MatrixSine(_X).T, _X,
        SQUARE,
    ),
    matrix_rule(
        "trace.matrix-exponential", "trace of the exponential of a matrix", Trace(MatrixExponential(_X)),
        MatrixExponential(_X).T, _X, SQUARE,
    ),
    matrix_rule(
        "trace.exponential", "exponential of a trace", exp(Trace(_X)), exp(Trace(_X)) * Identity(n), _X,
        SQUARE,
    ),
)  # fmt: skip
