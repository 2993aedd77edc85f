"""Matrices of shape (1, 1): a scalar times an identity, so that a product takes the scalar out."""

from __future__ import annotations

from sympy import (
    Add,
    Expr,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    MatAdd,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    S,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from .matrix_function import MatrixFunction
from .matrix_sum import MatrixSum, scalar_sum
from .scalars import built
from .trace import scalar_of
from .words import product

__all__ = ["as_scaled_identity"]


def as_scaled_identity(matrix: MatrixExpr) -> MatrixExpr:
    """Write a composite 1x1 matrix as ``s*I``, so that a product around it takes ``s`` as a scalar.

    Examples
    --------
    >>> A, x = MatrixSymbol("A", 1, 1), MatrixSymbol("x", 3, 1)
    >>> as_scaled_identity(A + x.T * x)
    (A[0, 0] + Trace(x.T*x))*I
    """
    if isinstance(matrix, MatrixSymbol):
        return matrix
    return product(_entry(matrix), Identity(S.One))


def _entry(matrix: MatrixExpr) -> Expr:
    if isinstance(matrix, MatAdd):
        return built(Add, *(_entry(term) for term in matrix.args))
    if isinstance(matrix, OneMatrix):
        return S.One
    if isinstance(matrix, (MatPow, Inverse)):
        return scalar_of(matrix.base) ** matrix.exp
    if isinstance(matrix, HadamardPower):
        return scalar_of(matrix.base) ** matrix.exp
    if isinstance(matrix, HadamardProduct):
        return built(Mul, *(scalar_of(factor) for factor in matrix.args))
    if isinstance(matrix, ElementwiseApplyFunction):
        return matrix.function(scalar_of(matrix.expr))
    if isinstance(matrix, MatrixSum):
        return scalar_sum(scalar_of(matrix.term), matrix.args[1])
    if isinstance(matrix, MatrixFunction):
        return type(matrix).scalar(scalar_of(matrix.arg))
    return scalar_of(matrix)
