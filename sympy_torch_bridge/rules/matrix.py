"""Derivatives of vector and matrix expressions; every rule states its shapes and its layout."""

from __future__ import annotations

from typing import Any

from sympy import Identity, MatrixSymbol, Trace, symbols

from ._rule import Layout, Rule

__all__ = ["RULES"]

_D2L = "d2l.ai, section 2.4 Calculus"

_m, _n = symbols("m n", integer=True, positive=True)
_A, _W, _S = MatrixSymbol("A", _m, _n), MatrixSymbol("A", _n, _m), MatrixSymbol("A", _n, _n)
_X, _Y = MatrixSymbol("X", _m, _n), MatrixSymbol("X", _n, _n)
_x, _a, _b = (MatrixSymbol(name, _n, 1) for name in "xab")
_target = MatrixSymbol("b", _m, 1)
_left = MatrixSymbol("a", _m, 1)

# Rectangular sizes show a misplaced transpose by its shape, square ones only by its values.
_SIZES = ({_m: 4, _n: 3}, {_m: 3, _n: 3})
_SQUARE = ({_n: 3}, {_n: 2})


def _rule(
    name: str,
    title: str,
    lhs: Any,
    rhs: Any,
    wrt: Any,
    sizes: Any,
    layout: Layout = "denominator",
    source: str = "",
) -> Rule:
    tags = ("matrix", *(("d2l",) if _D2L in source else ()))
    return Rule(
        f"matrix.{name}", title, lhs, rhs, wrt, layout=layout, source=source, tags=tags, instances=sizes
    )


RULES: tuple[Rule, ...] = (
    _rule("linear", "linear map", _A * _x, _A.T, _x, _SIZES, source=_D2L),
    _rule("linear.numerator", "linear map, numerator layout", _A * _x, _A, _x, _SIZES, "numerator"),
    _rule("row-linear", "linear map from the left", _x.T * _W, _W, _x, _SIZES, source=_D2L),
    _rule(
        "row-linear.numerator", "linear map from the left, numerator layout",
        _x.T * _W, _W.T, _x, _SIZES, "numerator",
    ),
    _rule("linear-form", "linear form", _a.T * _x, _a, _x, _SQUARE),
    _rule(
        "quadratic-form", "quadratic form", _x.T * _S * _x, (_S + _S.T) * _x, _x, _SQUARE,
        source=f"Matrix Cookbook (2012), eq. 81; {_D2L}",
    ),
    _rule("squared-norm", "squared Euclidean norm", _x.T * _x, 2 * _x, _x, _SQUARE, source=_D2L),
    _rule("squared-frobenius", "squared Frobenius norm", Trace(_X * _X.T), 2 * _X, _X, _SIZES, source=_D2L),
    _rule(
        "least-squares", "sum of squared residuals", (_A * _x - _target).T * (_A * _x - _target),
        2 * _A.T * (_A * _x - _target), _x, _SIZES,
    ),
    _rule("bilinear-form", "bilinear form, by its matrix", _left.T * _X * _b, _left * _b.T, _X, _SIZES),
    _rule("trace", "trace", Trace(_Y), Identity(_n), _Y, _SQUARE),
    _rule("trace-of-product", "trace of a product", Trace(_W * _X), _W.T, _X, _SIZES),
)  # fmt: skip
