"""Linear forms and maps: the gradient rules of d2l.ai, and first-order forms of the Matrix Cookbook."""

from __future__ import annotations

from sympy import MatrixSymbol

from .._rule import Rule
from .record import COOKBOOK, D2L, RECTANGULAR, SQUARE, m, matrix_rule, n, vector

__all__ = ["RULES"]

_A, _W = MatrixSymbol("A", m, n), MatrixSymbol("A", n, m)
_X, _Y = MatrixSymbol("X", m, n), MatrixSymbol("X", n, n)
_x, _a, _b, _left = vector("x"), vector("a"), vector("b"), vector("a", m)

RULES: tuple[Rule, ...] = (
    matrix_rule("linear", "linear map", _A * _x, _A.T, _x, RECTANGULAR, source=D2L),
    matrix_rule(
        "linear.numerator", "linear map, numerator layout", _A * _x, _A, _x, RECTANGULAR, layout="numerator"
    ),
    matrix_rule("row-linear", "linear map from the left", _x.T * _W, _W, _x, RECTANGULAR, source=D2L),
    matrix_rule(
        "row-linear.numerator", "linear map from the left, numerator layout",
        _x.T * _W, _W.T, _x, RECTANGULAR, layout="numerator",
    ),
    matrix_rule("linear-form", "linear form", _a.T * _x, _a, _x, SQUARE, source=f"{COOKBOOK}69"),
    matrix_rule(
        "bilinear-form", "bilinear form, by its matrix", _left.T * _X * _b, _left * _b.T, _X, RECTANGULAR,
        source=f"{COOKBOOK}70",
    ),
    matrix_rule(
        "bilinear-form.transposed", "bilinear form of a transpose", _b.T * _X.T * _left, _left * _b.T, _X,
        RECTANGULAR, source=f"{COOKBOOK}71",
    ),
    matrix_rule(
        "bilinear-form.equal", "quadratic form, by its matrix", _a.T * _Y * _a, _a * _a.T, _Y, SQUARE,
        source=f"{COOKBOOK}72",
    ),
)  # fmt: skip
