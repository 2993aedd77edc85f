"""A second reading of matrix expressions: every node evaluated by torch as mathematics defines it.

Nothing of the package's compiler or engine is used, so that a mistake in either is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import sympy as sp
import torch
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice
from torch import Tensor

from sympy_torch_bridge import MatrixExponential

__all__ = ["direct"]

Values = Mapping[sp.Basic, Tensor]

_SCALAR: dict[type, Callable[..., Tensor]] = {
    sp.Add: lambda *terms: reduce(torch.add, terms),
    sp.Mul: lambda *factors: reduce(torch.mul, factors),
    sp.sin: torch.sin,
    sp.cos: torch.cos,
    sp.tanh: torch.tanh,
    sp.exp: torch.exp,
    sp.log: torch.log,
    sp.atan: torch.atan,
    sp.Abs: torch.abs,
    sp.conjugate: torch.conj,
}

_MATRIX: dict[type, Callable[..., Tensor]] = {
    sp.MatAdd: lambda *terms: reduce(torch.add, terms),
    sp.MatMul: lambda *factors: reduce(_multiplied, factors),
    sp.Transpose: lambda matrix: matrix.mT,
    sp.Adjoint: lambda matrix: matrix.mH,
    sp.Trace: lambda matrix: matrix.diagonal().sum(),
    sp.Determinant: torch.linalg.det,
    sp.KroneckerProduct: lambda *factors: reduce(torch.kron, [factor.contiguous() for factor in factors]),
    sp.HadamardProduct: lambda *factors: reduce(torch.mul, factors),
    sp.DiagMatrix: lambda vector: torch.diag(vector.flatten()),
    sp.DiagonalOf: lambda matrix: matrix.diagonal()[:, None],
    MatrixExponential: torch.linalg.matrix_exp,
}


def direct(node: sp.Basic, values: Values) -> Tensor:
    """Evaluate an expression; matrices have two axes and scalars none."""
    if node in values:
        return values[node]
    special = _special(node, values)
    if special is not None:
        return special
    arguments = [direct(argument, values) for argument in node.args]
    return (_SCALAR | _MATRIX)[type(node)](*arguments)


def _multiplied(left: Tensor, right: Tensor) -> Tensor:
    return left @ right if left.dim() == right.dim() == 2 else left * right


def _number(value: Any) -> Tensor:
    return torch.tensor(float(value), dtype=torch.float64)


def _special(node: sp.Basic, values: Values) -> Tensor | None:
    """Evaluate what is not a function of its evaluated arguments."""
    if isinstance(node, sp.Expr) and node.is_number and not isinstance(node, (sp.MatrixExpr, sp.Trace)):
        return _number(node)
    if isinstance(node, (sp.Identity, sp.ZeroMatrix, sp.OneMatrix)):
        shape = [int(n) for n in node.shape]
        if isinstance(node, sp.Identity):
            return torch.eye(shape[0], dtype=torch.float64)
        return torch.full(shape, float(isinstance(node, sp.OneMatrix)), dtype=torch.float64)
    if isinstance(node, sp.MatrixBase):
        return torch.stack([direct(entry, values) for entry in node.flat()]).reshape(node.shape)
    if isinstance(node, sp.BlockMatrix):
        rows = node.blocks.tolist()
        return torch.cat([torch.cat([direct(b, values) for b in row], dim=1) for row in rows], dim=0)
    return _power(node, values) if isinstance(node, (sp.Pow, sp.MatPow)) else _picked(node, values)


def _power(node: sp.Basic, values: Values) -> Tensor:
    """Raise scalars, and matrices by inverting and multiplying."""
    base = direct(node.base, values)
    if isinstance(node, sp.Pow):
        return base ** direct(node.exp, values)
    exponent = int(node.exp)
    factor = torch.linalg.inv(base) if exponent < 0 else base
    return reduce(torch.matmul, [factor] * abs(exponent))


def _picked(node: sp.Basic, values: Values) -> Tensor | None:
    """Evaluate entries, slices, and what acts on single entries."""
    if isinstance(node, MatrixElement):
        row, column = (int(direct(sp.sympify(index), values)) for index in (node.i, node.j))
        return direct(node.parent, values)[row, column]
    if isinstance(node, sp.Sum):
        index, first, last = node.limits[-1]
        term = node.func(node.function, *node.limits[:-1]) if len(node.limits) > 1 else node.function
        numbers = range(int(first), int(last) + 1)
        return sum((direct(term, {**values, index: _number(n)}) for n in numbers), _number(0))
    if isinstance(node, MatrixSlice):
        rows, columns = (range(*(int(b) for b in bounds)) for bounds in (node.rowslice, node.colslice))
        return direct(node.parent, values)[list(rows)][:, list(columns)]
    if isinstance(node, sp.HadamardPower):
        return direct(node.base, values) ** float(node.exp)
    if isinstance(node, ElementwiseApplyFunction):
        hole = sp.Dummy()
        return direct(node.function(hole), {**values, hole: direct(node.expr, values)})
    return None
