"""The numbers of matrix formulas in doubles, at a few points at once: a first look at hundreds of formulas.

Formulas of a claim share most parts, and each part is computed once. Nothing is decided here: what fits
in doubles is looked at again in exact arithmetic.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ...program.expressions.traversal import children, is_matrix

__all__ = ["MatrixNumbers"]

_ELEMENTARY: Mapping[Any, Callable[[Any], Any]] = {
    sympy.Abs: np.abs, sympy.cos: np.cos, sympy.cosh: np.cosh, sympy.exp: np.exp, sympy.log: np.log,
    sympy.sin: np.sin, sympy.sinh: np.sinh, sympy.tan: np.tan, sympy.tanh: np.tanh,
}  # fmt: skip


class _NoRuleError(Exception):
    """A node has no rule here: the formula is looked at exactly at once."""


class MatrixNumbers:
    """Values of matrix formulas at points.

    Parameters
    ----------
    inputs : mapping of MatrixSymbol or Symbol to ndarray
        Of shapes ``(k, n, m)`` and ``(k,)``, for ``k`` points.

    Examples
    --------
    >>> A = sympy.MatrixSymbol("A", 2, 2)
    >>> numbers = MatrixNumbers({A: np.array([[[2.0, 1.0], [0.0, 4.0]]])})
    >>> numbers.of(sympy.Determinant(A) * A.I * A.T).round(9).tolist()
    [[[7.0, -4.0], [2.0, 8.0]]]
    >>> numbers.of(sympy.Determinant(sympy.MatPow(A, sympy.Symbol("n")))) is None
    True
    """

    def __init__(self, inputs: Mapping[Any, Any]) -> None:
        self._known: dict[Any, Any] = dict(inputs)

    def of(self, formula: Any) -> Any:
        """Return the values of a formula, nan where it has none; None if it cannot be told here."""
        try:
            with np.errstate(all="ignore"):
                return self._walked(formula)
        except np.linalg.LinAlgError:
            return np.full((1, *map(int, getattr(formula, "shape", ()))), np.nan)
        except (_NoRuleError, ValueError):  # ValueError: shapes that do not fit
            return None

    def _walked(self, formula: Any) -> Any:
        stack = [formula]
        while stack:
            node = stack[-1]
            missing = [part for part in _operands(node) if part not in self._known]
            if missing and node not in self._known:
                stack += missing
            else:
                stack.pop()
                if node not in self._known:
                    self._known[node] = self._value(node)
        return self._known[formula]

    def _value(self, node: Any) -> Any:
        if node.is_Number or node.is_NumberSymbol:
            return np.array([float(node)])
        if isinstance(node, sympy.Identity | sympy.ZeroMatrix | sympy.OneMatrix):
            return np.array(node.as_explicit().tolist(), dtype=float)[None]
        rule = _RULES.get(type(node))
        if rule is None:
            raise _NoRuleError
        return rule(node, [self._known[part] for part in _operands(node)])


def _operands(node: Any) -> tuple[Any, ...]:
    # What the function is called in an elementwise one is no part of the formula.
    return (node.expr,) if isinstance(node, ElementwiseApplyFunction) else children(node)


def _matrix(value: Any) -> Any:
    """Give a scalar the axes of a matrix."""
    return value[:, None, None] if value.ndim == 1 else value


def _sum(node: Any, parts: list[Any]) -> Any:
    del node
    shapes = {part.shape[1:] for part in parts}
    if len(shapes) > 1:
        raise _NoRuleError
    return reduce(operator.add, parts)


def _product(node: Any, parts: list[Any]) -> Any:
    matrices = [p for p, arg in zip(parts, node.args, strict=True) if is_matrix(arg)]
    scalars = [p for p, arg in zip(parts, node.args, strict=True) if not is_matrix(arg)]
    product = reduce(np.matmul, matrices) if matrices else np.ones(1)
    return reduce(lambda value, scalar: value * (_matrix(scalar) if matrices else scalar), scalars, product)


def _power(node: Any, parts: list[Any]) -> Any:
    base, exponent = parts
    if not is_matrix(node.args[0]):
        return np.power(base, exponent)
    if not node.args[1].is_Integer:
        raise _NoRuleError
    return np.linalg.matrix_power(base, int(node.args[1]))


def _inverse(node: Any, parts: list[Any]) -> Any:
    del node
    return np.linalg.inv(parts[0])


def _elementwise(node: Any, parts: list[Any]) -> Any:
    (variable,) = node.function.variables
    (matrix,) = parts
    values = MatrixNumbers({variable: matrix.ravel()}).of(node.function.expr)
    if values is None:
        raise _NoRuleError
    return np.broadcast_to(values, matrix.size).reshape(matrix.shape)


def _function(node: Any, parts: list[Any]) -> Any:
    return _ELEMENTARY[type(node)](parts[0])


_RULES: Mapping[Any, Callable[[Any, list[Any]], Any]] = {
    sympy.Add: _sum,
    sympy.MatAdd: _sum,
    sympy.Mul: _product,
    sympy.MatMul: _product,
    sympy.Pow: _power,
    sympy.MatPow: _power,
    sympy.Inverse: _inverse,
    sympy.Transpose: lambda node, parts: np.swapaxes(parts[0], 1, 2),
    sympy.Trace: lambda node, parts: np.trace(parts[0], axis1=1, axis2=2),
    sympy.Determinant: lambda node, parts: np.linalg.det(parts[0]),
    sympy.HadamardProduct: lambda node, parts: reduce(operator.mul, parts),
    sympy.HadamardPower: lambda node, parts: parts[0] ** _matrix(parts[1]),
    ElementwiseApplyFunction: _elementwise,
    **dict.fromkeys(_ELEMENTARY, _function),
}
