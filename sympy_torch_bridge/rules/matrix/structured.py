"""Structured matrices: X is built from a free matrix Z, and the gradient by Z is the projected one.

Of all matrices near a structured one only those of its structure can be reached; the gradient in use here is
the orthogonal projection of the plain gradient onto them. The Matrix Cookbook, section 2.8, counts the
independent entries instead, so that an entry off the diagonal of a symmetric matrix gets twice the value, and
one of a Toeplitz matrix the sum of its diagonal in place of the mean. The rules on values and on the lower
triangle state that convention as what it is, the derivative by the values of diagonals, or by the entries on
and below the diagonal. Its eq. 138 is the general form: ``G + G.T - HadamardProduct(G, I)``.
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

from ...matrix.toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from ...matrix.triangle import LowerOnes
from .._rule import Rule
from .record import COOKBOOK, SQUARE, matrix_rule, n, vector

__all__ = ["RULES"]

_A, _Z, _z = MatrixSymbol("A", n, n), MatrixSymbol("Z", n, n), vector("z")
_half, _I, _L = Rational(1, 2), Identity(n), LowerOnes(n)
_symmetric = _half * (_Z + _Z.T)
_skew = _half * (_Z - _Z.T)
_lower = HadamardProduct(_Z, _L)
_values = vector("z", 2 * n - 1)
_below = HadamardProduct(ToeplitzMatrix(_values), _L)
_toeplitz = _below + _below.T - HadamardProduct(_below, _I)
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
        "structured.toeplitz.trace", "trace of a product with a Toeplitz matrix",
        Trace(_A * DiagonalMeans(_Z)), DiagonalMeans(_A).T, _Z, SQUARE,
    ),
    matrix_rule(
        "structured.toeplitz.values", "trace of a product with a Toeplitz matrix, by its values",
        Trace(_A * ToeplitzMatrix(_values)), DiagonalSums(_A.T), _values, SQUARE, source=f"{COOKBOOK}143",
    ),
    matrix_rule(
        "structured.toeplitz.symmetric-values",
        "trace of a product with a symmetric Toeplitz matrix, by the values of one half",
        Trace(_A * _toeplitz), DiagonalSums(HadamardProduct(_A + _A.T - HadamardProduct(_A, _I), _L)),
        _values, SQUARE, source=f"{COOKBOOK}144",
        assumptions="the values above the diagonal are those below it, and count for nothing",
    ),
    matrix_rule(
        "structured.mirrored.trace", "trace of a product with a symmetric matrix, by its lower triangle",
        Trace(_A * _mirrored), HadamardProduct(_A + _A.T - HadamardProduct(_A, _I), _L), _Z, SQUARE,
        source=f"{COOKBOOK}139",
    ),
    matrix_rule(
        "structured.mirrored.determinant", "determinant of a symmetric matrix, by its lower triangle",
        Determinant(_mirrored),
        Determinant(_mirrored) * HadamardProduct(2 * _mirrored.I - HadamardProduct(_mirrored.I, _I), _L), _Z,
        SQUARE, source=f"{COOKBOOK}140",
    ),
    matrix_rule(
        "structured.mirrored.log-determinant",
        "logarithm of the determinant of a symmetric matrix, by its lower triangle",
        log(Abs(Determinant(_mirrored))),
        HadamardProduct(2 * _mirrored.I - HadamardProduct(_mirrored.I, _I), _L), _Z, SQUARE,
        source=f"{COOKBOOK}141",
    ),
)  # fmt: skip
