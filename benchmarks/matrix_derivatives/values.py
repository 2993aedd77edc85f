"""Values of SymPy's matrix and array expressions at numbers, node by node in NumPy.

SymPy's ``as_explicit`` gives nested arrays for some array expressions; here every node has a rule of its own,
and one without a rule raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array import expressions as arrays
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr

from sympy_torch_bridge.matrix.matrix_sum import MatrixSum
from sympy_torch_bridge.matrix.vectorization import Vec

__all__ = ["NoRuleError", "value_of"]


class NoRuleError(Exception):
    """A node that cannot be evaluated."""


def value_of(expr: Any, values: Mapping[Any, Any]) -> Any:
    """Evaluate an expression; scalars are floats, everything else arrays."""
    if expr in values:
        return values[expr]
    if isinstance(expr, int | float):
        return float(expr)
    for kinds, rule in _RULES:
        if isinstance(expr, kinds):
            return rule(expr, values)
    if isinstance(expr, sp.Expr) and not isinstance(expr, sp.MatrixExpr | _ArrayExpr):
        return _scalar(expr, values)
    raise NoRuleError(type(expr).__name__)


def _arguments(expr: Any, values: Mapping[Any, Any]) -> list[Any]:
    return [value_of(argument, values) for argument in expr.args]


def _scalar(expr: Any, values: Mapping[Any, Any]) -> float:
    if not expr.args:
        return float(expr)
    parts = [np.asarray(part) for part in _arguments(expr, values)]
    if any(part.size != 1 for part in parts):
        raise NoRuleError(f"{type(expr).__name__} of a matrix")
    return float(expr.func(*(sp.Float(part.item(), 30) for part in parts)))


def _applied(function: Any, value: Any) -> Any:
    return np.vectorize(lambda entry: float(function(sp.Float(float(entry), 30))))(value)


def _contracted(value: Any, groups: Any) -> Any:
    letters = list(range(value.ndim))
    for group in groups:
        for axis in group:
            letters[axis] = group[0]
    summed = {group[0] for group in groups}
    return np.einsum(value, letters, [axis for axis in letters if axis not in summed])


def _diagonal(value: Any, groups: Any) -> Any:
    letters = list(range(value.ndim))
    for group in groups:
        for axis in group:
            letters[axis] = group[0]
    kept = [axis for axis in range(value.ndim) if not any(axis in group for group in groups)]
    return np.einsum(value, letters, kept + [group[0] for group in groups])


def _times(parts: list[Any]) -> Any:
    return reduce(lambda a, b: a * b if np.ndim(a) == 0 or np.ndim(b) == 0 else a @ b, parts)


def _terms(expr: MatrixSum) -> list[Any]:
    index, first, last = expr.limits
    return [expr.term.subs(index, number) for number in range(int(first), int(last) + 1)]


def _as_explicit(expr: Any, _: Any) -> Any:
    return np.array(expr.as_explicit().tolist(), dtype=float)


_RULES: tuple[tuple[Any, Any], ...] = (
    (sp.MatrixBase, lambda e, v: np.array([value_of(x, v) for x in e.flat()], float).reshape(e.shape)),
    (sp.NDimArray, lambda e, v: np.array([value_of(x, v) for x in sp.flatten(e)]).reshape(e.shape)),
    ((sp.MatAdd, arrays.ArrayAdd), lambda e, v: sum(_arguments(e, v))),
    (sp.MatMul, lambda e, v: _times(_arguments(e, v))),
    (sp.Transpose, lambda e, v: value_of(e.arg, v).T),
    (sp.Inverse, lambda e, v: np.linalg.inv(value_of(e.arg, v))),
    (sp.MatPow, lambda e, v: np.linalg.matrix_power(value_of(e.base, v), int(e.exp))),
    (sp.Trace, lambda e, v: np.trace(value_of(e.arg, v))),
    (sp.Determinant, lambda e, v: np.linalg.det(value_of(e.arg, v))),
    (sp.Identity, lambda e, v: np.eye(int(e.shape[0]))),
    (sp.ZeroMatrix, lambda e, v: np.zeros([int(n) for n in e.shape])),
    (sp.OneMatrix, lambda e, v: np.ones([int(n) for n in e.shape])),
    (sp.HadamardProduct, lambda e, v: reduce(np.multiply, _arguments(e, v))),
    (sp.HadamardPower, lambda e, v: value_of(e.base, v) ** value_of(e.exp, v)),
    (sp.KroneckerProduct, lambda e, v: reduce(np.kron, _arguments(e, v))),
    (sp.DiagMatrix, lambda e, v: np.diag(value_of(e.args[0], v).ravel())),
    (sp.DiagonalMatrix, lambda e, v: np.diag(np.diag(value_of(e.args[0], v)))),
    (sp.DiagonalOf, lambda e, v: np.diag(value_of(e.args[0], v))[:, None]),
    (ElementwiseApplyFunction, lambda e, v: _applied(e.function, value_of(e.expr, v))),
    (MatrixElement, lambda e, v: value_of(e.parent, v)[int(e.i), int(e.j)]),
    (arrays.ArrayTensorProduct, lambda e, v: reduce(lambda a, b: np.tensordot(a, b, 0), _arguments(e, v))),
    (arrays.ArrayContraction, lambda e, v: _contracted(value_of(e.expr, v), e.contraction_indices)),
    (arrays.ArrayDiagonal, lambda e, v: _diagonal(value_of(e.expr, v), e.diagonal_indices)),
    (arrays.PermuteDims, lambda e, v: np.transpose(value_of(e.expr, v), e.permutation.array_form)),
    (sp.BlockMatrix, lambda e, v: np.block([[value_of(p, v) for p in row] for row in e.blocks.tolist()])),
    (MatrixSum, lambda e, v: sum(value_of(term, v) for term in _terms(e))),
    (Vec, lambda e, v: value_of(e.arg, v).T.reshape(-1, 1)),
    (sp.FunctionMatrix, _as_explicit),
)  # fmt: skip
