"""Sums, products and traces along a line: the rules of differentials, by one number."""

from __future__ import annotations

from sympy import HadamardProduct, KroneckerProduct, MatrixSymbol, Symbol, Trace, ZeroMatrix

from ...domain import Interval
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, m, matrix_rule, n, p

__all__ = ["RULES"]

_A, _B, _E, _F = (MatrixSymbol(name, m, n) for name in "ABCD")
_C, _D = MatrixSymbol("C", n, p), MatrixSymbol("D", n, p)
_S, _T = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
_t, _a = Symbol("t", real=True), Symbol("a", real=True)
_first, _second, _alike = _A + _t * _B, _C + _t * _D, _E + _t * _F
_NEAR = Interval(-1, 1)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "line.constant", "constant matrix along a line", _A, ZeroMatrix(m, n), _t, RECTANGULAR,
        layout="numerator", source=f"{COOKBOOK}33", domain=_NEAR,
    ),
    matrix_rule(
        "line.scaled", "matrix times a constant number, along a line", _a * _first, _a * _B, _t, RECTANGULAR,
        layout="numerator", source=f"{COOKBOOK}34", domain={_t: _NEAR, _a: _NEAR},
    ),
    matrix_rule(
        "line.sum", "sum along a line", _first + _alike, _B + _F, _t, RECTANGULAR, layout="numerator",
        source=f"{COOKBOOK}35", domain=_NEAR,
    ),
    matrix_rule(
        "line.trace", "trace along a line", Trace(_S + _t * _T), Trace(_T), _t, SQUARE, layout="numerator",
        source=f"{COOKBOOK}36", domain=_NEAR,
    ),
    matrix_rule(
        "line.product", "product along a line", _first * _second, _B * _second + _first * _D, _t,
        RECTANGULAR, layout="numerator", source=f"{COOKBOOK}37", domain=_NEAR,
    ),
    matrix_rule(
        "line.hadamard", "Hadamard product along a line", HadamardProduct(_first, _alike),
        HadamardProduct(_B, _alike) + HadamardProduct(_first, _F), _t, RECTANGULAR, layout="numerator",
        source=f"{COOKBOOK}38", domain=_NEAR,
    ),
    matrix_rule(
        "line.kronecker", "Kronecker product along a line", KroneckerProduct(_first, _second),
        KroneckerProduct(_B, _second) + KroneckerProduct(_first, _D), _t, RECTANGULAR, layout="numerator",
        source=f"{COOKBOOK}39", domain=_NEAR,
    ),
    matrix_rule(
        "line.transpose", "transpose along a line", _first.T, _B.T, _t, RECTANGULAR, layout="numerator",
        source=f"{COOKBOOK}44", domain=_NEAR,
    ),
)  # fmt: skip
