"""Operations that write into a register: NumPy's where they give the same, torch's, or a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
from torch import Tensor

from ..program.operation import LOGICAL, Operation
from .primitives import PRIMITIVES

__all__ = ["into_array", "into_register"]

_RECORDS: Final = {
    operation: record for record in PRIMITIVES for operation in (record.operation, *record.alike)
}


@cache
def into_register(operation: Operation) -> Callable[..., Any]:
    """Return a function of torch tensors and ``out=``.

    Examples
    --------
    >>> import torch
    >>> from sympy_torch_bridge.program.operation import ADD
    >>> out = torch.empty(2)
    >>> _ = into_register(ADD)(torch.ones(2), torch.ones(2), out=out)
    >>> out
    tensor([2., 2.])
    """
    record = _RECORDS.get(operation)
    if record is not None and record.into is not None:
        return record.into
    function, leading = operation.function, operation.leading

    def copied(*arguments: Tensor, out: Tensor) -> None:
        out.copy_(function(*leading, *arguments))

    return copied


def into_array(operation: Operation, *, of_truths: bool) -> np.ufunc | None:
    """Return the function of NumPy that gives the same numbers, or None.

    A call of it takes less than half the time of torch's. Numbers and truth values together are left to
    torch, which has other rules for their types.

    Examples
    --------
    >>> from sympy_torch_bridge.program.operation import ADD, AND
    >>> into_array(ADD, of_truths=False), into_array(AND, of_truths=True)
    (<ufunc 'add'>, <ufunc 'logical_and'>)
    >>> into_array(ADD, of_truths=True)
    """
    record = _RECORDS.get(operation)
    return None if record is None or of_truths != (operation in LOGICAL) else record.array
