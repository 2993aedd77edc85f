"""Eigenvalues and eigenvectors of symmetric matrices; the place 1 stands for any one.

A symmetric matrix that is differentiated by is built from a free matrix Z: the gradient is the projected one.
"""

from __future__ import annotations

from sympy import Determinant, Identity, MatrixSymbol, Product, Rational, Sum, Symbol, Trace

from ...domain import Interval
from ...matrix.eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from .._rule import Rule, Structure
from .record import COOKBOOK, SQUARE, form, matrix_rule, n

__all__ = ["RULES"]

_A, _B, _Z = (MatrixSymbol(name, n, n) for name in "ABZ")
_t, _i = Symbol("t", real=True), Symbol("i", integer=True, nonnegative=True)
_symmetric = Rational(1, 2) * (_Z + _Z.T)
_line = _A + _t * _B
_vector, _on_line = Eigenvector(_symmetric, 1), Eigenvector(_line, 1)
_places = (_i, 0, n - 1)
_NEAR = Interval(-1, 1)
_BOTH: Structure = ((_A, "symmetric"), (_B, "symmetric"))

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "eigenvalue.sum", "sum of all eigenvalues", Sum(Eigenvalue(_symmetric, _i), _places), Identity(n),
        _Z, SQUARE, source=f"{COOKBOOK}65",
    ),
    matrix_rule(
        "eigenvalue.product", "product of all eigenvalues", Product(Eigenvalue(_symmetric, _i), _places),
        Determinant(_symmetric) * _symmetric.I, _Z, SQUARE, source=f"{COOKBOOK}66",
        assumptions="Z + Z.T invertible",
    ),
    matrix_rule(
        "eigenvalue", "eigenvalue of a symmetric matrix", Eigenvalue(_symmetric, 1), _vector * _vector.T, _Z,
        SQUARE, assumptions="the eigenvalue is simple",
    ),
    matrix_rule(
        "eigenvalue.line", "eigenvalue of a symmetric matrix along a line", Eigenvalue(_line, 1),
        Trace(form(_on_line, _B, _on_line)), _t, SQUARE, layout="numerator", source=f"{COOKBOOK}67",
        domain=_NEAR, structure=_BOTH, assumptions="A and B symmetric, the eigenvalue is simple",
    ),
    matrix_rule(
        "eigenvector.line", "eigenvector of a symmetric matrix along a line", _on_line,
        ShiftedPseudoinverse(_line, 1) * _B * _on_line, _t, SQUARE, layout="numerator",
        source=f"{COOKBOOK}68", domain=_NEAR, structure=_BOTH,
        assumptions="A and B symmetric, the eigenvalue is simple",
    ),
)  # fmt: skip
