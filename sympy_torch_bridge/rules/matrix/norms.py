"""Norms of vectors and matrices."""

from __future__ import annotations

from sympy import Identity, MatrixSymbol, Transpose, sqrt

from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, m, matrix_rule, n, squared_norm, vector

__all__ = ["RULES"]

_X, _A, _B = MatrixSymbol("X", m, n), MatrixSymbol("A", m, m), MatrixSymbol("B", m, n)
_x, _a = vector("x"), vector("a")
_shift = _x - _a
_distance = sqrt(squared_norm(_shift))

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "norm", "Euclidean norm of a vector", sqrt(squared_norm(_x)), _x / sqrt(squared_norm(_x)), _x, SQUARE,
        assumptions="x != 0",
    ),
    matrix_rule(
        "norm.distance", "distance from a point", _distance, _shift / _distance, _x, SQUARE,
        source=f"{COOKBOOK}129", assumptions="x != a",
    ),
    matrix_rule(
        "norm.unit-vector", "unit vector from a point", _shift / _distance,
        Identity(n) / _distance - _shift * Transpose(_shift) / _distance**3, _x, SQUARE, layout="numerator",
        source=f"{COOKBOOK}130", assumptions="x != a",
    ),
    matrix_rule(
        "norm.squared-distance", "squared distance from a point", squared_norm(_shift), 2 * _shift, _x, SQUARE
    ),
    matrix_rule(
        "norm.frobenius", "Frobenius norm", sqrt(squared_norm(_X)), _X / sqrt(squared_norm(_X)), _X,
        RECTANGULAR, assumptions="X != 0",
    ),
    matrix_rule(
        "norm.frobenius.residual", "squared Frobenius norm of a residual", squared_norm(_A * _X - _B),
        2 * _A.T * (_A * _X - _B), _X, RECTANGULAR,
    ),
)  # fmt: skip
