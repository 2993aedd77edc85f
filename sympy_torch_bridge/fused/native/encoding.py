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
# A place is one number until all steps are written: its kind, from this bit on, and which one it is.
_SHIFT: Final = 32
_UNIFORM: Final = _KINDS["uniform"] << _SHIFT
# What an operation does not take is a uniform number that it does not read.
_NOT_TAKEN: Final = [(_UNIFORM,) * (_MOST_OPERANDS - count) for count in range(_MOST_OPERANDS + 1)]
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
    place_of = _Places(schedule).__getitem__
    rows: list[list[int]] = []
    skips = list(reversed(schedule.skips))
    open_skips: list[tuple[int, int]] = []
    for position, (operation, given, result) in enumerate(schedule.steps):
        while open_skips and open_skips[-1][0] == position:
            _close(rows, open_skips.pop()[1])
        while skips and skips[-1].first == position:
            skip = skips.pop()
            open_skips.append((skip.last, len(rows)))
            rows.append(_row(_SKIP, int(skip.truth) << _SHIFT, [place_of(skip.mask)]))
        if operation not in _CODES:
            return None
        code, commuting = _CODES[operation]
        operands = list(map(place_of, given))
        for first in commuting:
            if operands[first + 1] >> _SHIFT == _KINDS["uniform"]:
                # The interpreter has its loops for a uniform operand that comes first.
                operands[first : first + 2] = operands[first + 1], operands[first]
        rows.append(_row(code, place_of(result), operands))
    while open_skips:
        _close(rows, open_skips.pop()[1])
    for number, place in enumerate(schedule.outputs):
        if place[0] != "uniform" and place != ("output", number):
            output = (_KINDS["output"] << _SHIFT) + number
            rows.append(_row(_COPY, output, [place_of(place)]))
    return _table(rows)


class _Places(dict[Operand, int]):
    """The number of each place, found when it is first asked for."""

    def __init__(self, schedule: Schedule) -> None:
        super().__init__(
            (("uniform", node), _UNIFORM + number) for number, node in enumerate(schedule.uniform)
        )
        self._registers = schedule.registers

    def __missing__(self, operand: Operand) -> int:
        place, number = operand
        found = (_KINDS[place] << _SHIFT) + number + (self._registers if place == "truth" else 0)
        self[operand] = found
        return found


def _close(rows: list[list[int]], skip: int) -> None:
    rows[skip][1] += len(rows) - 1 - skip


def _row(code: int, result: int, operands: list[int]) -> list[int]:
    return [code, result, *operands, *_NOT_TAKEN[len(operands)]]


def _table(rows: list[list[int]]) -> NDArray[np.int32]:
    """Write kinds and numbers apart: the operation, kind and number of its result, kinds and numbers."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 2 + _MOST_OPERANDS)
    code, result, operands = table[:, :1], table[:, 1:2], table[:, 2:]
    kinds, numbers = operands >> _SHIFT, operands & ((1 << _SHIFT) - 1)
    parts = (code, result >> _SHIFT, result & ((1 << _SHIFT) - 1), kinds, numbers)
    return np.concatenate(parts, axis=1).astype(np.int32)
