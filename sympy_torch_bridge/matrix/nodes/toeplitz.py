"""Toeplitz matrices: all three nodes are linear, and sums of diagonals are adjoint to their values."""

from __future__ import annotations

from ..toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from ..toeplitz_projection import applied_linearly
from .rule import NodeRule

__all__ = ["RULES"]


RULES = (
    NodeRule(
        head=DiagonalMeans,
        pull=lambda node, position, cotangent: applied_linearly(DiagonalMeans, cotangent),
        push=lambda node, position, change: applied_linearly(DiagonalMeans, change),
    ),
    NodeRule(
        head=DiagonalSums,
        pull=lambda node, position, cotangent: applied_linearly(ToeplitzMatrix, cotangent),
        push=lambda node, position, change: applied_linearly(DiagonalSums, change),
    ),
    NodeRule(
        head=ToeplitzMatrix,
        pull=lambda node, position, cotangent: applied_linearly(DiagonalSums, cotangent),
        push=lambda node, position, change: applied_linearly(ToeplitzMatrix, change),
    ),
)
