"""The schedule as numbers for the native interpreter."""

from __future__ import annotations

import re
from typing import Any, Final

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
_MOST_OPERANDS: Final = max(_LOOPS)


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
# What an operation does not take is a uniform number that it does not read.
_NO_KINDS: Final = [(_KINDS["uniform"],) * (_MOST_OPERANDS - count) for count in range(_MOST_OPERANDS + 1)]
_NO_NUMBERS: Final = [(0,) * (_MOST_OPERANDS - count) for count in range(_MOST_OPERANDS + 1)]
# Of a step that jumps; where an operation has its result, it has the truth value and the number of steps.
_SKIP: Final = -1


def cases() -> str:
    """Return the operations as the interpreter is built with them, one term each."""
    lines = (f"{_LOOPS[record.arity]}({code}, {record.c})" for code, record in enumerate(OPERATIONS))
    return " \\\n    ".join(lines)


def encoded(schedule: Schedule) -> NDArray[np.int32] | None:
    """Return the steps as rows of numbers; None where an operation is none of the interpreter's.

    Truth values get the registers after the others. The results that lie elsewhere than in an output are
    copied there at the end.
    """
    pairs: dict[Operand, tuple[int, int]] = {
        ("uniform", node): (_KINDS["uniform"], number) for number, node in enumerate(schedule.uniform)
    }

    def pair(operand: Operand) -> tuple[int, int]:
        found = pairs.get(operand)
        if found is None:
            place, number = operand
            found = pairs[operand] = _KINDS[place], number + (schedule.registers if place == "truth" else 0)
        return found

    rows: list[Any] = []
    skips = list(reversed(schedule.skips))
    open_skips: list[tuple[int, int]] = []
    for position, step in enumerate(schedule.steps):
        while open_skips and open_skips[-1][0] == position:
            _close(rows, open_skips.pop()[1])
        while skips and skips[-1].first == position:
            skip = skips.pop()
            open_skips.append((skip.last, len(rows)))
            rows.append(_row(_SKIP, (int(skip.truth), 0), [pair(skip.mask)]))
        operation, given, result = step
        code, commuting = _CODES.get(operation, (None, ()))
        if code is None:
            return None
        operands = [pairs.get(operand) or pair(operand) for operand in given]
        for first in commuting:
            if operands[first + 1][0] == _KINDS["uniform"]:
                # The interpreter has its loops for a uniform operand that comes first.
                operands[first : first + 2] = operands[first + 1], operands[first]
        rows.append(_row(code, pairs.get(result) or pair(result), operands))
    while open_skips:
        _close(rows, open_skips.pop()[1])
    for number, place in enumerate(schedule.outputs):
        if place[0] != "uniform" and place != ("output", number):
            rows.append(_row(_COPY, (_KINDS["output"], number), [pair(place)]))
    return np.array(rows, dtype=np.int32).reshape(len(rows), 3 + 2 * _MOST_OPERANDS)


def _close(rows: list[Any], skip: int) -> None:
    rows[skip][2] = len(rows) - 1 - skip


def _row(code: int, result: tuple[int, int], operands: list[tuple[int, int]]) -> list[int]:
    kinds, numbers = zip(*operands, strict=True)
    return [code, *result, *kinds, *_NO_KINDS[len(operands)], *numbers, *_NO_NUMBERS[len(operands)]]
