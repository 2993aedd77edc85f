"""Functions and relations of scalars that meet a matrix: what SymPy means by them, or a refusal.

Computed entry by entry they would give a finite and wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
import torch

from ..errors import InputShapeError, UnsupportedFunctionError
from ..ops import matrix_entries, matrix_functions, matrix_kernels
from .builder import ProgramBuilder
from .expressions.traversal import is_matrix
from .operation import EQ, NE, Operation, call

__all__ = [
    "checked_shape",
    "entry_of_single",
    "function_of_matrix",
    "relation_of_matrices",
    "require_matrices",
]

# Functions that SymPy defines for a matrix as a power series.
_SERIES = {sympy.exp: call(matrix_functions.exp)}
_LIFT = call(matrix_kernels.lift)
_EQUALITIES = {EQ: call(matrix_kernels.all_equal), NE: call(matrix_kernels.any_unequal)}


def function_of_matrix(
    build: ProgramBuilder, expr: Any, arguments: Sequence[int], operation: Operation
) -> int:
    """Apply a function of scalars to arguments with matrices among them: 1x1 matrices count as scalars."""
    name = type(expr).__name__
    nodes = [entry_of_single(build, part, node) for part, node in zip(expr.args, arguments, strict=True)]
    if not any(map(build.rank, nodes)):
        return build.add(operation, *nodes)
    if type(expr) in _SERIES:
        return build.add(_SERIES[type(expr)], *nodes)
    hint = f"A.applyfunc({name}) applies the function to every entry of a matrix A"
    raise UnsupportedFunctionError(name, [name], hint=hint)


def checked_shape(
    function: Callable[..., Any], name: str, ranks: Sequence[int], rank: int
) -> Callable[..., Any]:
    """Wrap a callable of the user's that takes matrices: its result has the batch axes and those of its kind.

    A call raises InputShapeError where the result has other axes: beside scalars they would be
    taken for the batch.
    """

    def checked(*arguments: Any) -> Any:
        result = function(*arguments)
        batches = [a.shape[: a.dim() - r] for a, r in zip(arguments, ranks, strict=True)]
        batch = torch.broadcast_shapes(*batches)
        got = result.shape[: result.dim() - rank]
        if result.dim() < rank or len(got) > len(batch) or torch.broadcast_shapes(got, batch) != batch:
            kind = "a matrix" if rank else "one number"
            raise InputShapeError(
                [(f"result of {name}", tuple(result.shape))],
                why=f"{name} stands for {kind} per batch entry, and the batch has shape {tuple(batch)}",
                hint=f"A.applyfunc({name}) applies a function to every entry of a matrix A",
            )
        return result

    return checked


def entry_of_single(build: ProgramBuilder, expr: Any, node: int) -> int:
    """Return the entry of a 1x1 matrix; anything else stays as it is."""
    if not build.rank(node) or not is_matrix(expr) or expr.shape != (1, 1):
        return node
    if build.nodes[node].operation is _LIFT:
        return build.nodes[node].args[0]
    return build.add(call(matrix_entries.element), node, build.number(0), build.number(0))


def require_matrices(build: ProgramBuilder, expr: Any, nodes: Sequence[int]) -> None:
    """Refuse numbers beside matrices in one sum or one choice: as multiples of what matrix is not said."""
    if not all(map(build.rank, nodes)):
        name = type(expr).__name__
        hint = "it joins numbers and matrices; write x*Identity(n) or x*OneMatrix(n, m) for a number x"
        raise UnsupportedFunctionError(name, [name], hint=hint)


def relation_of_matrices(
    build: ProgramBuilder, expr: Any, operation: Operation, left: int, right: int
) -> int:
    """Compare two matrices as wholes; there is no order among them."""
    if operation in _EQUALITIES and build.rank(left) == build.rank(right):
        return build.add(_EQUALITIES[operation], left, right)
    name = type(expr).__name__
    hint = "compare scalars: entries such as A[0, 0], traces or determinants"
    raise UnsupportedFunctionError(name, [name], hint=hint)
