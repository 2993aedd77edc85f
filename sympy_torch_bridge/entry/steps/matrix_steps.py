"""The derivation of a rule on matrices: the differential of each node, from the inside out."""

from __future__ import annotations

from ...rules import Rule
from .step import Step

__all__ = ["matrix_steps"]


def matrix_steps(rule: Rule) -> tuple[Step, ...]:
    """Return the steps that lead to a rule on matrices."""
    return ()
