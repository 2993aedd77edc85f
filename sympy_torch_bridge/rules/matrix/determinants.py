"""Determinants and their logarithms.

The Matrix Cookbook's eq. 41 is eq. 42 with the adjugate ``det(X)*X**(-1)``; eq. 47 and 50 are eq. 49 times
``X.T``.
"""

from __future__ import annotations

from sympy import Abs, Determinant, Identity, MatrixSymbol, Symbol, Trace, log

from ...domain import Interval
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, k, m, matrix_rule, n

__all__ = ["RULES"]

_X, _A, _B, _C = (MatrixSymbol(name, n, n) for name in "XABC")
_R, _M, _W = MatrixSymbol("X", m, n), MatrixSymbol("A", m, m), MatrixSymbol("W", n, m)
_t = Symbol("t", real=True)
_line = _A + _t * _B
_curve, _slope = _line + _t**2 * _C, _B + 2 * _t * _C
_from_pseudoinverse = _W.T * (_W * _W.T).I
_form = _R.T * _M * _R
_POWERS = ({n: 3, k: 2}, {n: 2, k: 3})

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "determinant", "determinant", Determinant(_X), Determinant(_X) * _X.I.T, _X, SQUARE,
        source=f"{COOKBOOK}49",
    ),
    matrix_rule(
        "determinant.product", "determinant of a product", Determinant(_A * _X * _B),
        Determinant(_A * _X * _B) * _X.I.T, _X, SQUARE, source=f"{COOKBOOK}51",
    ),
    matrix_rule(
        "determinant.square-congruence", "determinant of a congruence by a square matrix",
        Determinant(_X.T * _A * _X), 2 * Determinant(_A) * Determinant(_X) ** 2 * _X.I.T, _X, SQUARE,
        source=f"{COOKBOOK}52",
    ),
    matrix_rule(
        "determinant.congruence", "determinant of a congruence", Determinant(_form),
        Determinant(_form) * (_M * _R * _form.I + _M.T * _R * _form.T.I), _R, RECTANGULAR,
        source=f"{COOKBOOK}54",
    ),
    matrix_rule(
        "determinant.symmetric-congruence", "determinant of a congruence of a symmetric matrix",
        Determinant(_form), 2 * Determinant(_form) * _M * _R * _form.I, _R, RECTANGULAR,
        source=f"{COOKBOOK}53", structure=((_M, "symmetric"),),
    ),
    matrix_rule(
        "determinant.power", "determinant of a power", Determinant(_X**k),
        k * Determinant(_X**k) * _X.I.T, _X, _POWERS, source=f"{COOKBOOK}58",
    ),
    matrix_rule(
        "determinant.inverse", "determinant of an inverse", Determinant(_X.I),
        -Determinant(_X.I) * _X.I.T, _X, SQUARE, source=f"{COOKBOOK}62",
    ),
    matrix_rule(
        "log-determinant", "logarithm of the determinant", log(Abs(Determinant(_X))), _X.I.T, _X, SQUARE,
        source=f"{COOKBOOK}57", assumptions="X invertible",
    ),
    matrix_rule(
        "log-determinant.gram", "logarithm of the determinant of a Gram matrix",
        log(Determinant(_R.T * _R)), 2 * _R * (_R.T * _R).I, _R, RECTANGULAR, source=f"{COOKBOOK}55",
        assumptions="X of full column rank",
    ),
    matrix_rule(
        "log-determinant.pseudoinverse", "log-determinant of a Gram matrix, by the pseudoinverse",
        log(Determinant(_from_pseudoinverse.T * _from_pseudoinverse)), -2 * _from_pseudoinverse.T, _W,
        RECTANGULAR, source=f"{COOKBOOK}56",
        assumptions="X of full column rank with the pseudoinverse W, so that X = W.T*(W*W.T)**(-1)",
    ),
    matrix_rule(
        "log-determinant.shifted", "logarithm of the determinant of a shifted Gram matrix",
        log(Determinant(Identity(n) + _R.T * _R)), 2 * _R * (Identity(n) + _R.T * _R).I, _R, RECTANGULAR,
    ),
    matrix_rule(
        "determinant.line", "determinant along a line", Determinant(_line),
        Determinant(_line) * Trace(_line.I * _B), _t, SQUARE, layout="numerator",
        source=f"{COOKBOOK}42 and 46", domain=Interval(-1, 1),
    ),
    matrix_rule(
        "determinant.curve.second", "determinant along a curve, second derivative",
        Determinant(_curve) * Trace(_curve.I * _slope),
        Determinant(_curve)
        * (
            Trace(_curve.I * (2 * _C)) + Trace(_curve.I * _slope) ** 2
            - Trace(_curve.I * _slope * _curve.I * _slope)
        ), _t, SQUARE, layout="numerator", source=f"{COOKBOOK}48", domain=Interval(-1, 1),
        assumptions="the left side is the first derivative, eq. 46",
    ),
    matrix_rule(
        "log-determinant.line", "logarithm of the determinant along a line", log(Abs(Determinant(_line))),
        Trace(_line.I * _B), _t, SQUARE, layout="numerator", source=f"{COOKBOOK}43", domain=Interval(-1, 1),
    ),
)  # fmt: skip
