"""Operations that write into a register: torch's ``out=`` forms, and a copy where there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from torch import Tensor

from ..program.operation import Operation
from .primitives import PRIMITIVES

__all__ = ["into_register"]

_INTO: Final = {
    operation: record.into
    for record in PRIMITIVES
    if record.into is not None
    for operation in (record.operation, *record.alike)
}


@cache
def into_register(operation: Operation) -> Callable[..., Any]:
    """Return a function of the arguments and ``out=``.

    Examples
    --------
    >>> import torch
    >>> from sympy_torch_bridge.program.operation import ADD
    >>> out = torch.empty(2)
    >>> _ = into_register(ADD)(torch.ones(2), torch.ones(2), out=out)
    >>> out
    tensor([2., 2.])
    """
    if operation in _INTO:
        return _INTO[operation]
    function, leading = operation.function, operation.leading

    def copied(*arguments: Tensor, out: Tensor) -> None:
        out.copy_(function(*leading, *arguments))

    return copied
