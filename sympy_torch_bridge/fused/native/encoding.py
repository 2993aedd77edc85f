"""The schedule as numbers for the native interpreter."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from ...ops import kernels, powers
from ...program.differentiation import DETACH
from ...program.operation import (
    ADD,
    AND,
    DIV,
    EQ,
    GE,
    GT,
    INTEGER_POW,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    POW,
    RSQRT,
    SQRT,
    SUB,
    WHERE,
    XOR,
    Operation,
    call,
)
from ..joining import MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT
from ..schedule import Operand, Schedule

__all__ = ["OPERATIONS", "encoded"]

# The order is that of the second enumeration in interpreter.c, which a test compares.
OPERATIONS: Final[tuple[tuple[Operation, ...], ...]] = (
    (DETACH,),
    (NEG,),
    (call(torch.abs),),
    (SQRT, call(torch.sqrt)),
    (RSQRT,),
    (call(kernels.step),),
    (call(torch.sgn),),
    (call(torch.floor),),
    (call(torch.ceil),),
    (NOT,),
    *((call(f),) for f in (torch.isnan, torch.isinf, torch.isfinite)),
    *((call(f),) for f in (torch.exp, torch.exp2, torch.expm1)),
    *((call(f),) for f in (torch.log, torch.log2, torch.log10, torch.log1p)),
    *((call(f),) for f in (torch.sin, torch.cos, torch.tan, torch.asin, torch.acos, torch.atan)),
    *((call(f),) for f in (torch.sinh, torch.cosh, torch.tanh, torch.asinh, torch.acosh, torch.atanh)),
    *((call(f),) for f in (torch.erf, torch.erfc)),
    (ADD,),
    (SUB,),
    (MUL,),
    (DIV,),
    (POW, INTEGER_POW, call(powers.power)),
    *((call(f),) for f in (torch.atan2, torch.hypot, torch.remainder)),
    (call(torch.maximum), call(kernels.maximum)),
    (call(torch.minimum), call(kernels.minimum)),
    (EQ,),
    (NE,),
    (LT,),
    (LE,),
    (GT,),
    (GE,),
    (AND,),
    (OR,),
    (XOR,),
    (WHERE,),
    (MULTIPLY_ADD,),
    (MULTIPLY_SUBTRACT,),
    (SUBTRACT_PRODUCT,),
)
_CODES: Final = {operation: code for code, row in enumerate(OPERATIONS) for operation in row}
_PRODUCTS: Final = (MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT)
_COPY: Final = _CODES[DETACH]
_KINDS: Final = {"input": 0, "uniform": 1, "register": 2, "truth": 2, "output": 3}
_MOST_OPERANDS: Final = 3


def encoded(schedule: Schedule) -> NDArray[np.int32] | None:
    """Return the steps as rows of numbers; None where an operation is none of the interpreter's.

    Truth values get the registers after the others. The results that lie elsewhere than in an output are
    copied there at the end.
    """
    pairs: dict[Operand, tuple[int, int]] = {}
    for number, node in enumerate(schedule.uniform):
        pairs["uniform", node] = _KINDS["uniform"], number

    def pair(operand: Operand) -> tuple[int, int]:
        found = pairs.get(operand)
        if found is None:
            place, number = operand
            number += schedule.registers if place == "truth" else 0
            found = pairs[operand] = _KINDS[place], number
        return found

    rows: list[tuple[int, ...]] = []
    for operation, operands, result in schedule.steps:
        code = _CODES.get(operation)
        if code is None or len(operands) > _MOST_OPERANDS:
            return None
        first, *more = map(pair, operands)
        if more and operation in _PRODUCTS and more[0][0] == _KINDS["uniform"]:
            first, more[0] = more[0], first  # the interpreter expects a uniform factor first
        rows.append(_row(code, pair(result), first, *more))
    for number, place in enumerate(schedule.outputs):
        if place[0] != "uniform" and place != ("output", number):
            rows.append(_row(_COPY, (_KINDS["output"], number), pair(place)))
    return np.array(rows, dtype=np.int32).reshape(len(rows), 3 + 2 * _MOST_OPERANDS)


def _row(
    code: int,
    result: tuple[int, int],
    a: tuple[int, int],
    b: tuple[int, int] | None = None,
    c: tuple[int, int] | None = None,
) -> tuple[int, ...]:
    # What an operation does not take is given as its first operand, which exists.
    b, c = b or a, c or a
    return code, *result, a[0], b[0], c[0], a[1], b[1], c[1]
