"""The classes that a stored formula may be built from: nodes by name, nothing else can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import sympy
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.matrices.expressions.blockmatrix import BlockDiagMatrix
from sympy.tensor.array.expressions import ArrayAdd, ArrayContraction, ArrayTensorProduct, PermuteDims

from .. import matrix
from ..ops import OPS

__all__ = ["ARRAYS", "CONSTANTS", "MATRICES", "node_classes"]

# The functions are those of the op table; these are the nodes around them.
_NODES = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.UnevaluatedExpr, sympy.Tuple, sympy.Dict,
    sympy.Piecewise, ExprCondPair,
    sympy.Eq, sympy.Ne, sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge,
    sympy.And, sympy.Or, sympy.Not, sympy.Xor, sympy.Implies, sympy.Equivalent, sympy.ITE,
    sympy.Max, sympy.Min,
    sympy.Derivative, sympy.Subs, sympy.Lambda, sympy.Sum, sympy.Product, sympy.Integral,
    sympy.Limit, sympy.Indexed, sympy.Contains, sympy.Interval, sympy.FiniteSet,
    sympy.MatAdd, sympy.MatMul, sympy.MatPow, sympy.Inverse, sympy.Transpose, sympy.Adjoint, sympy.Trace,
    sympy.Determinant, sympy.HadamardProduct, sympy.HadamardPower, sympy.KroneckerProduct, sympy.Identity,
    sympy.ZeroMatrix, sympy.OneMatrix, sympy.BlockMatrix, BlockDiagMatrix, sympy.DiagMatrix,
    sympy.matrices.expressions.matexpr.MatrixElement, sympy.MatrixSlice,
    ArrayAdd, ArrayContraction, ArrayTensorProduct, PermuteDims,
)  # fmt: skip
_OWN_NODES = (
    "CommutationMatrix", "DiagonalMeans", "DiagonalSums", "Eigenvalue", "Eigenvector", "MatrixCosine",
    "MatrixExponential", "MatrixSine", "ShiftedPseudoinverse", "ToeplitzMatrix", "Vec",
)  # fmt: skip

CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {
        str(value): value
        for value in (
            sympy.pi, sympy.E, sympy.I, sympy.EulerGamma, sympy.GoldenRatio, sympy.TribonacciConstant,
            sympy.Catalan, sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.true, sympy.false,
        )
    }
)  # fmt: skip
MATRICES: Mapping[str, Any] = MappingProxyType(
    {
        head.__name__: head
        for head in (
            sympy.ImmutableDenseMatrix, sympy.ImmutableSparseMatrix, sympy.MutableDenseMatrix,
            sympy.MutableSparseMatrix,
        )
    }
)  # fmt: skip
ARRAYS: Mapping[str, Any] = MappingProxyType(
    {
        head.__name__: head
        for head in (
            sympy.ImmutableDenseNDimArray, sympy.ImmutableSparseNDimArray, sympy.MutableDenseNDimArray,
            sympy.MutableSparseNDimArray,
        )
    }
)  # fmt: skip


@cache
def node_classes() -> Mapping[str, Any]:
    """Return the classes of nodes by name: the functions of the op table and what stands around them."""
    own = [getattr(matrix, name) for name in _OWN_NODES]
    heads = [*(op.head for op in OPS), *_NODES, *own]
    return MappingProxyType({head.__name__: head for head in heads})
