"""The derivative rules of the matrix engine, one record per kind of node."""

from __future__ import annotations

from . import (
    addition,
    block,
    eigen,
    entrywise,
    invariant,
    matrix_function,
    power,
    product,
    stacking,
    structure,
    toeplitz,
    transposition,
)
from .rule import NodeRule, RuleGapError
from .scalar import HEADS as SCALAR_HEADS
from .scalar import scaled

__all__ = ["BY_HEAD", "RULES", "SCALAR_HEADS", "NodeRule", "RuleGapError", "scaled"]

RULES: tuple[NodeRule, ...] = (
    *addition.RULES,
    *product.RULES,
    *transposition.RULES,
    *power.RULES,
    *invariant.RULES,
    *entrywise.RULES,
    *structure.RULES,
    *stacking.RULES,
    *block.RULES,
    *eigen.RULES,
    *matrix_function.RULES,
    *toeplitz.RULES,
)

BY_HEAD: dict[type, NodeRule] = {rule.head: rule for rule in RULES}
