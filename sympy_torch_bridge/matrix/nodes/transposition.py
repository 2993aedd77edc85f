"""The transpose: its differential is the transposed differential, in both directions."""

from __future__ import annotations

from sympy import Transpose

from ..transposition import transposed
from .rule import NodeRule

__all__ = ["RULES"]

RULES = (
    NodeRule(
        head=Transpose,
        pull=lambda node, position, cotangent: transposed(cotangent),
        push=lambda node, position, change: transposed(change),
    ),
)
