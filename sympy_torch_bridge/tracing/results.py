"""What a traced function returned, as SymPy objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy
import torch
from torch import Tensor

from ..errors import InputTypeError
from .numerals import Numerals
from .traced_tensor import TracedTensor

__all__ = ["expressions"]


def expressions(value: Any, numerals: Numerals) -> Any:
    """Return an expression for a tensor without axes, a matrix for one with two, else an array.

    Raises
    ------
    InputTypeError
        The function returned something that is neither a tensor, a number nor a container of them.
    """
    if isinstance(value, TracedTensor):
        return _of_content(value.content, value.dtype == torch.bool)
    if isinstance(value, Tensor):
        return _of_content(numerals.entries(value), value.dtype == torch.bool)
    if isinstance(value, bool | int | float | complex):
        return numerals.read(value)
    if value is None or isinstance(value, sympy.Basic):
        return value
    if isinstance(value, Mapping):
        return {key: expressions(item, numerals) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = [expressions(item, numerals) for item in value]
        return items if isinstance(value, list) else tuple(items)
    raise InputTypeError(
        "the result of the function",
        f"a {type(value).__name__}",
        expected="a tensor, a number, or a tuple, list or dict of them",
    )


def _of_content(content: Any, is_boolean: bool) -> Any:
    if not isinstance(content, np.ndarray):
        return content
    if content.ndim == 0:
        return content[()]
    if content.ndim == 2 and not is_boolean and content.size:
        return sympy.ImmutableMatrix(content.tolist())
    return sympy.ImmutableDenseNDimArray(list(content.flat), content.shape)
