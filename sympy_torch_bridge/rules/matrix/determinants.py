"""Determinants and their logarithms."""

from __future__ import annotations

from sympy import Abs, Determinant, Identity, MatrixSymbol, Symbol, Trace, log

from ...domain import Interval
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, k, m, matrix_rule, n

__all__ = ["RULES"]

_X, _A, _B = (MatrixSymbol(name, n, n) for name in "XAB")
_R, _M = MatrixSymbol("X", m, n), MatrixSymbol("A", m, m)
_t = Symbol("t", real=True)
_line = _A + _t * _B
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
        "log-determinant.shifted", "logarithm of the determinant of a shifted Gram matrix",
        log(Determinant(Identity(n) + _R.T * _R)), 2 * _R * (Identity(n) + _R.T * _R).I, _R, RECTANGULAR,
    ),
    matrix_rule(
        "determinant.line", "determinant along a line", Determinant(_line),
        Determinant(_line) * Trace(_line.I * _B), _t, SQUARE, layout="numerator",
        source=f"{COOKBOOK}46", domain=Interval(-1, 1),
    ),
    matrix_rule(
        "log-determinant.line", "logarithm of the determinant along a line", log(Abs(Determinant(_line))),
        Trace(_line.I * _B), _t, SQUARE, layout="numerator", source=f"{COOKBOOK}43", domain=Interval(-1, 1),
    ),
)  # fmt: skip
