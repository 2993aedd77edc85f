"""The schedule as numbers for the native interpreter."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...program.differentiation import DETACH
from ..primitives import PRIMITIVES, Primitive
from ..schedule import Operand, Schedule
from .chains import CHAINS

__all__ = ["OPERATIONS", "cases", "encoded"]

# The number of an operation is its place here.
OPERATIONS: Final = (*(record for record in PRIMITIVES if record.c), *CHAINS)
_LOOPS: Final = {1: "UNARY", 2: "BINARY", 3: "TERNARY", 4: "QUATERNARY"}
_KINDS: Final = {"input": 0, "uniform": 1, "register": 2, "truth": 2, "output": 3}
_UNIFORM: Final = _KINDS["uniform"]
_MOST_OPERANDS: Final = max(_LOOPS)
# By the number of operands: what an operation does not take is a uniform number that it does not read.
_UNREAD: Final = tuple(((_UNIFORM, 0),) * (_MOST_OPERANDS - count) for count in range(_MOST_OPERANDS + 1))


def _commuting(record: Primitive) -> tuple[int, ...]:
    """Return the first of each two operands that may change places: two factors, two terms in brackets."""
    found = re.findall(r"\b([abcd]) \* [abcd]\b|\(([abcd]) \+ [abcd]\)", record.c)
    return tuple("abcd".index(factor or term) for factor, term in found)


_CODES: Final = {
    operation: (code, _commuting(record))
    for code, record in enumerate(OPERATIONS)
    for operation in (record.operation, *record.alike)
}
_COPY: Final = _CODES[DETACH][0]


def cases() -> str:
    """Return the operations as the interpreter is built with them, one term each."""
    lines = (f"{_LOOPS[record.arity]}({code}, {record.c})" for code, record in enumerate(OPERATIONS))
    return " \\\n    ".join(lines)


def encoded(schedule: Schedule) -> NDArray[np.int32] | None:
    """Return the steps as rows of numbers; None where an operation is none of the interpreter's.

    Truth values get the registers after the others. The results that lie elsewhere than in an output are
    copied there at the end.
    """
    uniform = {node: number for number, node in enumerate(schedule.uniform)}
    numbers: dict[Operand, tuple[int, int]] = {}  # of the places that have been met

    def pair(operand: Operand) -> tuple[int, int]:
        place, number = operand
        if place == "uniform":
            number = uniform[number]
        found = _KINDS[place], number + schedule.registers if place == "truth" else number
        return numbers.setdefault(operand, found)

    rows: list[int] = []
    for operation, operands, result in schedule.steps:
        code, commuting = _CODES.get(operation, (None, ()))
        if code is None:
            return None
        pairs = [numbers.get(operand) or pair(operand) for operand in operands]
        for first in commuting:
            if pairs[first + 1][0] == _UNIFORM:
                # The interpreter has its loops for a uniform operand that comes first.
                pairs[first : first + 2] = pairs[first + 1], pairs[first]
        rows += _row(code, numbers.get(result) or pair(result), pairs)
    for position, place in enumerate(schedule.outputs):
        if place[0] != "uniform" and place != ("output", position):
            rows += _row(_COPY, (_KINDS["output"], position), [pair(place)])
    return np.array(rows, dtype=np.int32).reshape(-1, 3 + 2 * _MOST_OPERANDS)


def _row(code: int, result: tuple[int, int], operands: list[tuple[int, int]]) -> tuple[int, ...]:
    kinds, numbers = zip(*operands, *_UNREAD[len(operands)], strict=True)
    return (code, *result, *kinds, *numbers)
