"""Single entries of a matrix expression, without writing out what an inverse or a power is made of."""

from __future__ import annotations

from sympy import (
    Add,
    Expr,
    HadamardProduct,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    S,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from .unit import MatrixUnit
from .words import product, split

__all__ = ["entry_of"]

_WRITTEN_OUT = (MatrixSymbol, MatrixBase, MatrixUnit, OneMatrix)


def entry_of(matrix: MatrixExpr, row: Expr, column: Expr) -> Expr:
    """Return one entry; SymPy would invert explicit matrices to find it.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B, x = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2), MatrixSymbol("x", 2, 1)
    >>> entry_of(A * x + B.T * x, 0, 0)
    A[0, 0]*x[0, 0] + A[0, 1]*x[1, 0] + B[0, 0]*x[0, 0] + B[1, 0]*x[1, 0]
    >>> entry_of(2 * A.I, 0, 1)
    2*(A**(-1))[0, 1]
    """
    if isinstance(matrix, Transpose):
        return entry_of(matrix.arg, column, row)
    if isinstance(matrix, ZeroMatrix):
        return S.Zero
    if isinstance(matrix, MatAdd):
        return Add(*(entry_of(term, row, column) for term in matrix.args))
    if isinstance(matrix, HadamardProduct):
        return Mul(*(entry_of(factor, row, column) for factor in matrix.args))
    if isinstance(matrix, MatMul):
        coefficient, word = split(matrix)
        bases = [factor.arg if isinstance(factor, Transpose) else factor for factor in word]
        if all(isinstance(base, _WRITTEN_OUT) for base in bases):
            return coefficient * product(*word)[row, column]
        if len(word) == 1:
            return coefficient * entry_of(word[0], row, column)
        return coefficient * MatrixElement(product(*word), row, column)
    if isinstance(matrix, _WRITTEN_OUT) or matrix.is_Identity:
        return matrix[row, column]
    return MatrixElement(matrix, row, column)
