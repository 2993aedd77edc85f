"""Values of a call as tensors: arrays, numbers of NumPy and SymPy, Python numbers, truth values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import sympy
import torch
from sympy.logic.boolalg import BooleanAtom
from torch import Tensor

from ..arrays import tensor_of
from ..errors import InputTypeError

__all__ = ["converted", "is_truth", "is_whole", "require_truth", "result_type", "taken"]


def result_type(tensors: Sequence[Tensor]) -> torch.dtype:
    """Fold torch's promotion over tensors; a 0-d tensor does not widen a batch."""
    batch = [t for t in tensors if t.dim()] or list(tensors)
    return reduce(torch.promote_types, (t.dtype for t in batch))


def is_truth(value: Any) -> bool:
    """Whether a value is a truth value, or a tensor of such."""
    return isinstance(value, bool) or (isinstance(value, Tensor) and value.dtype is torch.bool)


def require_truth(name: str, value: Any) -> None:
    """Raise an error for a condition of the formula that is no truth value."""
    if not is_truth(value):
        raise InputTypeError(
            name,
            f"a tensor of {value.dtype}" if isinstance(value, Tensor) else f"a {type(value).__name__}",
            expected="a truth value: the formula uses it as a condition",
            hint=f"pass True, False or a boolean tensor such as {name} != 0",
        )


def is_whole(value: Any) -> bool:
    """Whether a value is an integer of 64 bits, or a tensor of integers."""
    if isinstance(value, Tensor):
        return not (value.is_floating_point() or value.is_complex() or value.dtype is torch.bool)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def converted(name: str, value: Any, dtype: torch.dtype, device: torch.device | None) -> Tensor:
    """Return a tensor or a Python number as a tensor of a type."""
    if isinstance(value, Tensor):
        return value.to(dtype)
    if isinstance(value, int | float | complex):
        return torch.tensor(value, dtype=dtype, device=device)
    raise InputTypeError(
        name,
        f"a {type(value).__name__}",
        expected="a tensor, an array or a Python number",
        hint="convert it first: torch.as_tensor(value)",
    )


def taken(name: str, value: Any) -> Any:
    """Turn arrays into tensors, and the scalars of NumPy and the numbers of SymPy into Python numbers."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, BooleanAtom):
        return bool(value)
    if isinstance(value, sympy.Number):
        return int(value) if value.is_Integer else float(value)
    if isinstance(value, int | float | complex):
        return value
    tensor = tensor_of(name, value)
    return value if tensor is None else tensor
