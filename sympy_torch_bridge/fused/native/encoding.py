"""The schedule as numbers for the native interpreter."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...program.differentiation import DETACH
from .. import places
from ..places import BITS, kind_of, place_of
from ..primitives import PRIMITIVES, Primitive
from ..schedule import Schedule, Skip
from .chains import CHAINS

__all__ = ["OPERATIONS", "cases", "encoded", "operands_of"]

# The number of an operation is its place here.
OPERATIONS: Final = (*(record for record in PRIMITIVES if record.c), *CHAINS)
_LOOPS: Final = {1: "UNARY", 2: "BINARY", 3: "TERNARY", 4: "QUATERNARY"}
_MOST_OPERANDS: Final = max(_LOOPS)


def _commuting(record: Primitive) -> tuple[int, ...]:
    """Return the first of each two operands that may change places: two factors, two terms in brackets."""
    found = re.findall(r"\b([abcd]) \* [abcd]\b|\(([abcd]) \+ [abcd]\)", record.c)
    return tuple("abcd".index(factor or term) for factor, term in found)


_CODES: Final = {
    operation: code
    for code, record in enumerate(OPERATIONS)
    for operation in (record.operation, *record.alike)
}
# By the first of two operands that may change places, which operations these are of.
_IS_COMMUTING: Final = {
    first: np.array([first in _commuting(record) for record in OPERATIONS])
    for first in range(_MOST_OPERANDS - 1)
}
_COPY: Final = _CODES[DETACH]
# What an operation does not take is a uniform number that it does not read.
_NOT_TAKEN: Final = place_of(places.UNIFORM, 0)
# Of a step that jumps; where an operation has its result, it has the truth value and the number of steps.
_SKIP: Final = -1


def cases() -> str:
    """Return the operations as the interpreter is built with them, one term each."""
    lines = (f"{_LOOPS[record.arity]}({code}, {record.c})" for code, record in enumerate(OPERATIONS))
    return " \\\n    ".join(lines)


def encoded(schedule: Schedule) -> NDArray[np.int32] | None:
    """Return the steps as rows of numbers; None where an operation is none of the interpreter's.

    A row has the operation, kind and number of its result, kinds and numbers of the operands. Truth values
    get the registers after the others. The results that lie elsewhere than in an output are copied there at
    the end.
    """
    codes = list(map(_CODES.get, schedule.operations))
    if None in codes:
        return None
    outputs = enumerate(schedule.outputs)
    copies = [
        (place_of(places.OUTPUT, number), place)
        for number, place in outputs
        if kind_of(place) != places.UNIFORM and place != place_of(places.OUTPUT, number)
    ]
    code = np.array([*codes, *[_COPY] * len(copies)], dtype=np.int64)
    results = np.array([*schedule.results, *(output for output, _ in copies)], dtype=np.int64)
    operands = _operands([*schedule.operands, *((place,) for _, place in copies)])
    kinds, numbers = _numbered(schedule, operands)
    for first, is_commuting in _IS_COMMUTING.items():
        # The interpreter has its loops for a uniform operand that comes first.
        turned = np.nonzero(is_commuting[code] & (kinds[:, first + 1] == places.UNIFORM))[0]
        for table in (kinds, numbers):
            table[turned, first : first + 2] = table[turned, first : first + 2][:, ::-1]
    parts = (code[:, None], *(part[:, None] for part in _numbered(schedule, results)), kinds, numbers)
    rows = np.concatenate(parts, axis=1)
    if schedule.skips:
        rows = np.insert(rows, [skip.first for skip in schedule.skips], _skips(schedule), axis=0)
    return rows.astype(np.int32)


def operands_of(code: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the kinds and the numbers of operands, a row a step."""
    return code[:, -2 * _MOST_OPERANDS : -_MOST_OPERANDS], code[:, -_MOST_OPERANDS:]


def _operands(given: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Return the places of operands, a row a step."""
    counts = np.fromiter(map(len, given), np.int64, len(given))
    table = np.full((len(given), _MOST_OPERANDS), _NOT_TAKEN)
    table[np.arange(_MOST_OPERANDS) < counts[:, None]] = np.fromiter(
        chain.from_iterable(given), np.int64, counts.sum()
    )
    return table


def _numbered(schedule: Schedule, found: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return kinds and numbers of places as the interpreter has them."""
    kinds, numbers = found & ((1 << BITS) - 1), found >> BITS
    if schedule.uniform:  # in their order, and not by their nodes
        order = np.zeros(schedule.uniform[-1] + 1, dtype=np.int64)
        order[list(schedule.uniform)] = np.arange(len(schedule.uniform))
        is_uniform = kinds == places.UNIFORM
        numbers[is_uniform] = order[numbers[is_uniform]]
    is_truth = kinds == places.TRUTH
    numbers[is_truth] += schedule.registers
    kinds[is_truth] = places.REGISTER
    return kinds, numbers


def _skips(schedule: Schedule) -> NDArray[np.int64]:
    """Return the rows that jump, in the order of the skips: over steps, and over the jumps inside."""
    firsts = [skip.first for skip in schedule.skips]

    def length(position: int, skip: Skip) -> int:
        inside = bisect_left(firsts, skip.last, position + 1) - (position + 1)
        return skip.last - skip.first + inside

    masks = [(skip.mask, *[_NOT_TAKEN] * (_MOST_OPERANDS - 1)) for skip in schedule.skips]
    kinds, numbers = _numbered(schedule, np.array(masks))
    head = [(_SKIP, int(s.truth), length(k, s)) for k, s in enumerate(schedule.skips)]
    return np.concatenate((np.array(head), kinds, numbers), axis=1)
