"""Operations that write into a register: torch's ``out=`` forms, and a copy where there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import torch
from torch import Tensor

from ..program.operation import (
    ADD,
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
    POW,
    SUB,
    WHERE,
    Operation,
)
from .joining import MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT

__all__ = ["into_register"]

_INTO: Final[dict[Operation, Callable[..., Any]]] = {
    ADD: torch.add,
    SUB: torch.sub,
    MUL: torch.mul,
    DIV: torch.div,
    NEG: torch.neg,
    POW: torch.pow,
    INTEGER_POW: torch.pow,
    EQ: torch.eq,
    NE: torch.ne,
    LT: torch.lt,
    LE: torch.le,
    GT: torch.gt,
    GE: torch.ge,
    WHERE: torch.where,
    **{op: op.function for op in (MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT)},
}
# Functions of torch that take ``out=`` and that programs call by name.
_WITH_OUT: Final = frozenset(
    {
        torch.abs, torch.acos, torch.acosh, torch.asin, torch.asinh, torch.atan, torch.atan2, torch.atanh,
        torch.ceil, torch.cos, torch.cosh, torch.erf, torch.erfc, torch.erfinv, torch.exp, torch.exp2,
        torch.expm1, torch.floor, torch.hypot, torch.log, torch.log10, torch.log1p, torch.log2,
        torch.logical_and, torch.logical_not, torch.logical_or, torch.logical_xor, torch.remainder,
        torch.maximum, torch.minimum, torch.rsqrt, torch.sgn, torch.sin, torch.sinh, torch.sqrt, torch.tan,
        torch.tanh,
    }
)  # fmt: skip


@cache
def into_register(operation: Operation) -> Callable[..., Any]:
    """Return a function of the arguments and ``out=``.

    Examples
    --------
    >>> out = torch.empty(2)
    >>> _ = into_register(ADD)(torch.ones(2), torch.ones(2), out=out)
    >>> out
    tensor([2., 2.])
    """
    function = _INTO.get(operation) or operation.function
    if operation in _INTO or function in _WITH_OUT:
        return function
    leading = operation.leading

    def copied(*arguments: Tensor, out: Tensor) -> None:
        out.copy_(function(*leading, *arguments))

    return copied
