"""Quadratic forms in a vector or a matrix: second order and higher."""

from __future__ import annotations

from sympy import HadamardProduct, MatrixSymbol, Trace, exp, tanh

from .._rule import Rule
from .record import COOKBOOK, D2L, RECTANGULAR, SQUARE, form, m, matrix_rule, n, squared_norm, vector
from .regression import entrywise

__all__ = ["RULES"]

_B, _C, _D, _S = (MatrixSymbol(name, n, n) for name in "BCDA")
_A, _W, _M = MatrixSymbol("A", m, n), MatrixSymbol("W", m, m), MatrixSymbol("D", m, m)
_X, _Y = MatrixSymbol("X", m, n), MatrixSymbol("X", n, n)
_a, _b, _c, _d, _s, _x = (vector(name) for name in "abcdsx")
_y, _e = vector("x", m), vector("c", m)
_residual = _y - _A * _s
_affine = _X * _b + _e
_norms = squared_norm(_S * _x) / squared_norm(_B * _x)
_tanh, _exp = entrywise(tanh, _B * _x), entrywise(exp, _D * _x)
_slope = entrywise(lambda t: 1 - tanh(t) ** 2, _B * _x)
_form = Trace(_x.T * _S * _x) / Trace(_x.T * _B * _x)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "quadratic-form", "quadratic form", _x.T * _S * _x, (_S + _S.T) * _x, _x, SQUARE,
        source=f"{COOKBOOK}81; {D2L}",
    ),
    matrix_rule(
        "squared-norm", "squared Euclidean norm", _x.T * _x, 2 * _x, _x, SQUARE,
        source=f"{COOKBOOK}131; {D2L}",
    ),
    matrix_rule(
        "quadratic-form.with-linear-term", "quadratic form with a linear term",
        _x.T * _S * _x + _b.T * _x, (_S + _S.T) * _x + _b, _x, SQUARE,
    ),
    matrix_rule(
        "product-of-affine-maps", "bilinear form of two affine maps",
        form(_B * _x + _b, _C, _D * _x + _d),
        _B.T * _C * (_D * _x + _d) + _D.T * _C.T * (_B * _x + _b), _x, SQUARE, source=f"{COOKBOOK}78",
    ),
    matrix_rule(
        "gram-form", "bilinear form of a Gram matrix", _b.T * _X.T * _X * _c,
        _X * (_b * _c.T + _c * _b.T), _X, RECTANGULAR, source=f"{COOKBOOK}77",
    ),
    matrix_rule(
        "congruence-form", "bilinear form of a congruence", _b.T * _X.T * _M * _X * _c,
        _M.T * _X * _b * _c.T + _M * _X * _c * _b.T, _X, RECTANGULAR, source=f"{COOKBOOK}82",
    ),
    matrix_rule(
        "affine-form", "quadratic form of an affine map, by its matrix", form(_affine, _M, _affine),
        (_M + _M.T) * _affine * _b.T, _X, RECTANGULAR, source=f"{COOKBOOK}83",
    ),
    # The Cookbook states these for symmetric W, where W + W.T is 2*W.
    matrix_rule(
        "weighted-residual.coefficients", "weighted squared residual, by the coefficients",
        form(_residual, _W, _residual), -_A.T * (_W + _W.T) * _residual, _s, RECTANGULAR,
        source=f"{COOKBOOK}84",
    ),
    matrix_rule(
        "weighted-distance", "weighted squared distance", form(_x - _s, _S, _x - _s),
        (_S + _S.T) * (_x - _s), _x, SQUARE, source=f"{COOKBOOK}85",
    ),
    matrix_rule(
        "weighted-distance.centre", "weighted squared distance, by the centre",
        form(_x - _s, _S, _x - _s), (_S + _S.T) * (_s - _x), _s, SQUARE, source=f"{COOKBOOK}86",
    ),
    matrix_rule(
        "weighted-residual.target", "weighted squared residual, by the target",
        form(_residual, _W, _residual), (_W + _W.T) * _residual, _y, RECTANGULAR, source=f"{COOKBOOK}87",
    ),
    matrix_rule(
        "weighted-residual.matrix", "weighted squared residual, by the matrix",
        form(_residual, _W, _residual), (_W + _W.T) * (_A * _s - _y) * _s.T, _A, RECTANGULAR,
        source=f"{COOKBOOK}88",
    ),
    matrix_rule(
        "power-form.square", "bilinear form of a square", _a.T * _Y**2 * _b,
        _a * _b.T * _Y.T + _Y.T * _a * _b.T, _Y, SQUARE, source=f"{COOKBOOK}91",
    ),
    matrix_rule(
        "power-form.cube", "bilinear form of a cube", _a.T * _Y**3 * _b,
        _a * _b.T * (_Y.T) ** 2 + _Y.T * _a * _b.T * _Y.T + (_Y.T) ** 2 * _a * _b.T, _Y, SQUARE,
        source=f"{COOKBOOK}91",
    ),
    # The Cookbook's eq. 92 for this form contradicts its own eq. 77 at the first power.
    matrix_rule(
        "power-form.gram", "bilinear form of the Gram matrix of a square", _a.T * (_Y**2).T * _Y**2 * _b,
        _Y.T * _Y**2 * (_a * _b.T + _b * _a.T) + _Y**2 * (_a * _b.T + _b * _a.T) * _Y.T, _Y, SQUARE,
    ),
    matrix_rule(
        "product-of-maps", "bilinear form of two maps", form(_tanh, _C, _exp),
        _B.T * HadamardProduct(_slope, _C * _exp) + _D.T * HadamardProduct(_exp, _C.T * _tanh), _x, SQUARE,
        source=f"{COOKBOOK}93",
    ),
    matrix_rule(
        "quotient-of-squared-norms", "quotient of two squared norms", _norms,
        2 * _S.T * _S * _x / squared_norm(_B * _x)
        - 2 * squared_norm(_S * _x) * _B.T * _B * _x / squared_norm(_B * _x) ** 2, _x, SQUARE,
        source=f"{COOKBOOK}94",
    ),
    matrix_rule(
        "quotient-of-forms", "quotient of two quadratic forms", _form,
        ((_S + _S.T) - _form * (_B + _B.T)) * _x / Trace(_x.T * _B * _x), _x, SQUARE,
    ),
)  # fmt: skip
