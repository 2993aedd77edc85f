"""Sums of matrices: every summand receives the whole cotangent."""

from __future__ import annotations

from sympy import MatAdd

from .rule import NodeRule

__all__ = ["RULES"]

RULES = (
    NodeRule(
        head=MatAdd,
        pull=lambda node, position, cotangent: cotangent,
        push=lambda node, position, change: change,
    ),
)
