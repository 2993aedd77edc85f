"""Inverses: by the matrix, and along a line."""

from __future__ import annotations

from sympy import MatrixSymbol, Symbol, Trace

from ...domain import Interval
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, m, matrix_rule, n, vector

__all__ = ["RULES"]

_X, _A, _B = (MatrixSymbol(name, n, n) for name in "XAB")
_R, _C, _D = MatrixSymbol("X", m, n), MatrixSymbol("C", m, m), MatrixSymbol("B", m, m)
_a, _b = vector("a"), vector("b")
_t = Symbol("t", real=True)
_line = _A + _t * _B
_gram, _shifted = _R.T * _C * _R, _A + _R.T * _C * _R

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "inverse.line", "inverse along a line", _line.I, -_line.I * _B * _line.I, _t, SQUARE,
        layout="numerator", source=f"{COOKBOOK}59", domain=Interval(-1, 1),
    ),
    matrix_rule(
        "inverse.form", "bilinear form of an inverse", _a.T * _X.I * _b, -_X.I.T * _a * _b.T * _X.I.T, _X,
        SQUARE, source=f"{COOKBOOK}61",
    ),
    matrix_rule(
        "inverse.trace", "trace of a product with an inverse", Trace(_A * _X.I * _B),
        -(_X.I * _B * _A * _X.I).T, _X, SQUARE, source=f"{COOKBOOK}63 and 124",
    ),
    matrix_rule(
        "inverse.shifted-trace", "trace of the inverse of a sum", Trace((_X + _A).I),
        -((_X + _A).I * (_X + _A).I).T, _X, SQUARE, source=f"{COOKBOOK}64",
    ),
    # The Cookbook states the next three for symmetric B and C.
    matrix_rule(
        "inverse.congruence-trace", "trace of the inverse of a congruence", Trace(_gram.I * _A),
        -_C * _R * _gram.I * _A * _gram.I - _C.T * _R * _gram.T.I * _A.T * _gram.T.I, _R, RECTANGULAR,
        source=f"{COOKBOOK}125",
    ),
    matrix_rule(
        "inverse.discriminant", "trace of a quotient of congruences", Trace(_gram.I * _R.T * _D * _R),
        _D * _R * _gram.I + _D.T * _R * _gram.T.I
        - _C * _R * _gram.I * _R.T * _D * _R * _gram.I
        - _C.T * _R * _gram.T.I * _R.T * _D.T * _R * _gram.T.I, _R, RECTANGULAR,
        source=f"{COOKBOOK}126",
    ),
    matrix_rule(
        "inverse.shifted-discriminant", "trace of a quotient of congruences, shifted",
        Trace(_shifted.I * _R.T * _D * _R),
        _D * _R * _shifted.I + _D.T * _R * _shifted.T.I
        - _C * _R * _shifted.I * _R.T * _D * _R * _shifted.I
        - _C.T * _R * _shifted.T.I * _R.T * _D.T * _R * _shifted.T.I, _R, RECTANGULAR,
        source=f"{COOKBOOK}127",
    ),
)  # fmt: skip
