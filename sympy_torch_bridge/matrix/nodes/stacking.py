"""Stacked columns: ``vec`` is linear, and its adjoint puts a vector back into a matrix."""

from __future__ import annotations

from ..stacking import unstacked, vectorised
from ..vectorization import Vec
from .rule import NodeRule

__all__ = ["RULES"]

RULES = (
    NodeRule(
        head=Vec,
        pull=lambda node, position, cotangent: unstacked(cotangent, node.arg.shape),
        push=lambda node, position, change: vectorised(change),
    ),
)
