"""Structured matrices: X is built from a free matrix Z, and the gradient by Z is the projected one.

Of all matrices near a structured one only those of its structure can be reached; the gradient in use here is
the orthogonal projection of the plain gradient onto them. The Matrix Cookbook, section 2.8, counts the
independent entries instead, so that an entry off the diagonal of a symmetric matrix gets twice the value; the
last rules state that convention as what it is, the derivative by the entries on and below the diagonal.
"""

from __future__ import annotations

from sympy import (
    Abs,
    Determinant,
    DiagMatrix,
    DiagonalOf,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    Rational,
    Trace,
    log,
)

from ...matrix.triangle import LowerOnes
from .._rule import Rule
from .record import COOKBOOK, SQUARE, matrix_rule, n, vector

__all__ = ["RULES"]

_A, _Z, _z = MatrixSymbol("A", n, n), MatrixSymbol("Z", n, n), vector("z")
_half, _I, _L = Rational(1, 2), Identity(n), LowerOnes(n)
_symmetric = _half * (_Z + _Z.T)
_skew = _half * (_Z - _Z.T)
_lower = HadamardProduct(_Z, _L)
_mirrored = _lower + _lower.T - HadamardProduct(_Z, _I)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "structured.symmetric.trace", "trace of a product with a symmetric matrix", Trace(_A * _symmetric),
        _half * (_A + _A.T), _Z, SQUARE,
    ),
    matrix_rule(
        "structured.symmetric.log-determinant", "logarithm of the determinant of a symmetric matrix",
        log(Abs(Determinant(_symmetric))), _symmetric.I, _Z, SQUARE,
    ),
    matrix_rule(
        "structured.skew.trace", "trace of a product with a skew-symmetric matrix", Trace(_A * _skew),
        _half * (_A.T - _A), _Z, SQUARE,
    ),
    matrix_rule(
        "structured.diagonal.trace", "trace of a product with a diagonal matrix",
        Trace(_A * HadamardProduct(_Z, _I)), HadamardProduct(_A, _I), _Z, SQUARE,
        source=f"{COOKBOOK}142",
    ),
    matrix_rule(
        "structured.diagonal.vector", "trace of a product with a diagonal matrix, by its diagonal",
        Trace(_A * DiagMatrix(_z)), DiagonalOf(_A), _z, SQUARE,
    ),
    matrix_rule(
        "structured.triangular.trace", "trace of a product with a lower triangular matrix",
        Trace(_A * _lower), HadamardProduct(_A.T, _L), _Z, SQUARE,
    ),
    matrix_rule(
        "structured.triangular.gram", "trace of a product with a Cholesky factorisation",
        Trace(_A * _lower * _lower.T), HadamardProduct((_A + _A.T) * _lower, _L), _Z, SQUARE,
    ),
    matrix_rule(
        "structured.mirrored.trace", "trace of a product with a symmetric matrix, by its lower triangle",
        Trace(_A * _mirrored), HadamardProduct(_A + _A.T - HadamardProduct(_A, _I), _L), _Z, SQUARE,
        source=f"{COOKBOOK}139",
    ),
    matrix_rule(
        "structured.mirrored.log-determinant",
        "logarithm of the determinant of a symmetric matrix, by its lower triangle",
        log(Abs(Determinant(_mirrored))),
        HadamardProduct(2 * _mirrored.I - HadamardProduct(_mirrored.I, _I), _L), _Z, SQUARE,
        source=f"{COOKBOOK}141",
    ),
)  # fmt: skip
