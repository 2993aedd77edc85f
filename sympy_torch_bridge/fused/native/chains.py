"""Pairs of operations that the interpreter computes in one pass; torch has no form with ``out=`` of them."""

from __future__ import annotations

import re
from typing import Any, Final

import torch

from ...program.operation import ADD, DIV, MUL, NEG, SUB, Operation, call
from ..joining import Joints
from ..primitives import MULTIPLY_ADD, MULTIPLY_SUBTRACT, PRIMITIVES, SUBTRACT_PRODUCT, Primitive

__all__ = ["CHAINS", "JOINTS"]

_EXP, _MAXIMUM = call(torch.exp), call(torch.maximum)
# The operation outside, the positions of the argument that is computed with it, and what computes that:
# the pairs that are frequent in value and gradient of the formulas of benchmarks/speed.
_PAIRS: Final = (
    (NEG, (0,), MUL),
    (_EXP, (0,), NEG),
    (_EXP, (0,), SUB),
    (call(torch.erfc), (0,), NEG),
    # By position: of two zeros the second is taken.
    (_MAXIMUM, (0,), _MAXIMUM),
    (_MAXIMUM, (1,), ADD),
    (ADD, (0, 1), ADD),
    (ADD, (0, 1), MULTIPLY_ADD),
    (SUB, (0,), ADD),
    (SUB, (0,), SUB),
    (SUB, (0,), MULTIPLY_ADD),
    (MUL, (0, 1), ADD),
    (MUL, (0, 1), SUB),
    (MUL, (0, 1), MUL),
    (MUL, (0, 1), MULTIPLY_ADD),
    (MUL, (0, 1), MULTIPLY_SUBTRACT),
    (DIV, (0,), SUB),
    (DIV, (0,), MUL),
    (MULTIPLY_ADD, (0, 1), MUL),
    (MULTIPLY_ADD, (2,), MUL),
    (MULTIPLY_ADD, (2,), ADD),
    (MULTIPLY_SUBTRACT, (0, 1), MUL),
    (MULTIPLY_SUBTRACT, (2,), MUL),
    (SUBTRACT_PRODUCT, (0, 1), MUL),
    (SUBTRACT_PRODUCT, (2,), ADD),
)
_RECORDS: Final = {record.operation: record for record in PRIMITIVES}
_LETTERS: Final = "abcd"


def _chain(outer: Operation, position: int, inner: Operation) -> Primitive:
    """Return the record of both; its operands are those of the inner operation, then the others."""
    first = _RECORDS[inner].arity
    others = [k for k in range(_RECORDS[outer].arity) if k != position]
    text = {_LETTERS[k]: _LETTERS[first + rank] for rank, k in enumerate(others)}
    text[_LETTERS[position]] = f"({_RECORDS[inner].c})"
    c = re.sub(r"\b[abcd]\b", lambda match: text[match.group()], _RECORDS[outer].c)

    def function(*arguments: torch.Tensor) -> Any:
        rest = list(arguments[first:])
        rest.insert(position, inner.function(*arguments[:first]))
        return outer.function(*rest)

    return Primitive(Operation(f"{outer.name}_of_{inner.name}", function), c)


# The factors of a product, and the terms of a sum, may change places.
_CHAINS: Final = {pair: _chain(pair[0], pair[1][0], pair[2]) for pair in _PAIRS}
CHAINS: Final = tuple(_CHAINS.values())
JOINTS: Final[Joints] = {
    (outer, position, inner): chain.operation
    for (outer, positions, inner), chain in _CHAINS.items()
    for position in positions
}
