"""Sums of squares ``trace(A.T*A)`` and ``v.T*v``, and their roots, the norms."""

from __future__ import annotations

from ...ops import matrix_kernels
from ..builder import ProgramBuilder
from ..operation import SQRT, call

__all__ = ["root", "squares"]

_LIFT, _TRANSPOSE = call(matrix_kernels.lift), call(matrix_kernels.transpose)
_SQUARES, _NORM = call(matrix_kernels.sum_of_squares), call(matrix_kernels.frobenius)


def squares(build: ProgramBuilder, left: int, right: int) -> int | None:
    """Return the node of trace(left @ right) where one is the transpose of the other."""
    for turned, matrix in ((left, right), (right, left)):
        node = build.nodes[turned]
        if node.operation is _TRANSPOSE and node.args == (matrix,):
            return build.add(_SQUARES, matrix)
    return None


def root(build: ProgramBuilder, radicand: int) -> int:
    """Return the square root; of a sum of squares the norm, which has no slope of 0/0 at 0."""
    node = build.nodes[radicand]
    if node.operation is _LIFT and build.nodes[node.args[0]].operation is _SQUARES:
        return build.add(_LIFT, root(build, node.args[0]))
    return build.add(_NORM, *node.args) if node.operation is _SQUARES else build.add(SQRT, radicand)
