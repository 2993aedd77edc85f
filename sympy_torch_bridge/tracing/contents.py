"""The entries of tensors as readings take them and as results hold them."""

from __future__ import annotations

from typing import Any

import sympy
import torch

from .constants import tensor_of
from .entries import Entries, Factors, elementwise
from .numerals import as_boolean, as_number
from .traced_tensor import TracedTensor

__all__ = ["content_of", "entries_of", "evaluated", "fitted"]


def content_of(value: Any) -> Any:
    """Return the content of a tensor of the trace, and anything else as it is."""
    return value.content if isinstance(value, TracedTensor) else value


def entries_of(value: Any) -> Any:
    """Return the entries of a tensor of the trace, a matrix written out, and anything else as it is."""
    if not isinstance(value, TracedTensor):
        return value
    return value.content if isinstance(value.content, Factors) else value.entries


def evaluated(value: Any) -> Any:
    """Return a tensor with values for one of the trace whose entries are numbers."""
    return tensor_of(value.entries, value.dtype) if isinstance(value, TracedTensor) else value


def _whole(entry: Any) -> Any:
    """Cut off the fraction of a number, as torch does where it stores one in an integer tensor."""
    number = as_number(entry)
    return sympy.Integer(int(number)) if number.is_Float else number


def fitted(entries: Entries, dtype: torch.dtype) -> Entries:
    """Return truth values for bool, numbers for other dtypes; the array itself where nothing changes."""
    is_fraction = dtype.is_floating_point or dtype.is_complex
    convert = as_boolean if dtype == torch.bool else as_number if is_fraction else _whole
    if all(convert(entry) is entry for entry in entries.flat):
        return entries
    return elementwise(convert, entries)
