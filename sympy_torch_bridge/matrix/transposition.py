"""Transposes pushed to where they cost the fewest: SymPy prints ``(A*x - b).T``, not three transposes."""

from __future__ import annotations

from sympy import (
    Basic,
    BlockMatrix,
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from .assumed import is_assumed_symmetric
from .eigen import ShiftedPseudoinverse
from .elementwise import hadamard
from .matrix_function import FunctionDerivative, MatrixFunction
from .matrix_sum import MatrixSum
from .toeplitz import DiagonalMeans
from .triangle import LowerOnes
from .unit import MatrixUnit
from .words import product, split

__all__ = ["count_transposes", "transposed"]

# Deeper nodes are wrapped in one Transpose; this bounds the recursion below.
_LEVELS = 4


def count_transposes(node: MatrixExpr) -> int:
    """Count the Transpose nodes in the first levels of an expression."""
    count = 0
    pending: list[tuple[Basic, int]] = [(node, _LEVELS)]
    while pending:
        current, level = pending.pop()
        count += isinstance(current, Transpose)
        if level and not isinstance(current, MatrixBase):
            pending.extend((argument, level - 1) for argument in current.args)
    return count


def transposed(node: MatrixExpr, levels: int = _LEVELS) -> MatrixExpr:
    """Transpose a matrix expression and keep the number of transposes small.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, x, b = MatrixSymbol("A", 4, 3), MatrixSymbol("x", 3, 1), MatrixSymbol("b", 4, 1)
    >>> transposed(A * x)
    x.T*A.T
    >>> transposed(A * x - b)
    (A*x - b).T
    >>> transposed(x.T * A.T - b.T)
    A*x - b
    >>> S = MatrixSymbol("S", 3, 3)
    >>> transposed((S + S.T).I)
    (S + S.T)**(-1)
    """
    if isinstance(node, Transpose):
        return node.arg
    if isinstance(node, (Identity, DiagMatrix)) or node.shape == (1, 1) or is_assumed_symmetric(node):
        return node
    if isinstance(node, (ZeroMatrix, OneMatrix)):
        return node.func(node.shape[1], node.shape[0])
    if isinstance(node, MatrixBase):
        return node.T.as_immutable()
    if isinstance(node, ShiftedPseudoinverse):
        return node
    if isinstance(node, (MatrixUnit, LowerOnes)):
        return node.T
    if isinstance(node, MatMul):
        coefficient, factors = split(node)
        return product(coefficient, *(transposed(f, levels - 1) for f in reversed(factors)))
    if isinstance(node, HadamardProduct) and any(isinstance(f, Identity) for f in node.args):
        return node  # a diagonal matrix
    inside = _distributed(node, levels - 1) if levels > 0 else None
    if isinstance(node, MatAdd) and inside is not None and set(inside.args) == set(node.args):
        return node  # symmetric, as A + A.T is
    if inside is None or count_transposes(inside) > count_transposes(node) + 1:
        return Transpose(node)
    # An inverse or power of one symbol reads X.T**(-1); a sum or product only flips if that is cheaper.
    if not isinstance(node, (Inverse, MatPow, MatrixFunction)) and count_transposes(
        inside
    ) > count_transposes(node):
        return Transpose(node)
    return inside


def _distributed(node: MatrixExpr, levels: int) -> MatrixExpr | None:
    """Move a transpose to the operands of a node; None where the node does not allow it."""
    if isinstance(node, Inverse):
        return Inverse(transposed(node.arg, levels))
    if isinstance(node, (MatPow, HadamardPower)):
        return node.func(transposed(node.base, levels), node.exp)
    if isinstance(node, ElementwiseApplyFunction):
        return ElementwiseApplyFunction(node.function, transposed(node.expr, levels))
    if isinstance(node, HadamardProduct):
        return hadamard(*(transposed(argument, levels) for argument in node.args))
    if isinstance(node, (MatAdd, KroneckerProduct, MatrixFunction, FunctionDerivative)):
        return node.func(*(transposed(argument, levels) for argument in node.args))
    if isinstance(node, DiagonalMeans):
        return DiagonalMeans(transposed(node.arg, levels))
    if isinstance(node, BlockMatrix):
        return node.transpose()
    if isinstance(node, MatrixSum):
        return MatrixSum(transposed(node.term, levels), node.limits)
    return None
