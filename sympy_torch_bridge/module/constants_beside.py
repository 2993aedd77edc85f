"""The constants of a module beside its inputs: in their dtype, on their device, shared as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ..binding import result_type
from ..errors import InputTypeError
from ..ops.local_parts import first_shared, replicated

__all__ = ["values_like"]


def values_like(values: list[Tensor], inputs: Sequence[Any], given: Sequence[Any]) -> list[Tensor]:
    """Return the constants in the dtype of the inputs: a parameter never widens the result.

    Parameters
    ----------
    values : list of Tensor
        The constants.
    inputs, given
        The symbols of the inputs, and what was given for each.

    Raises
    ------
    InputTypeError
        An input lies on another device than the constants.

    Examples
    --------
    >>> pi = torch.tensor(3.141592653589793, dtype=torch.float64)
    >>> values_like([pi], ["x"], [torch.zeros(2)])
    [tensor(3.1416)]
    """
    shared = first_shared(given)
    if shared is not None:
        values = [replicated(value, shared) for value in values]
    tensors = [t for t in given if isinstance(t, Tensor)]
    if values and not torch.compiler.is_compiling():
        _require_one_device(values[0], inputs, given)
    inexact = [t for t in tensors if t.is_floating_point() or t.is_complex()]
    if not inexact:
        return values
    dtype = result_type(inexact)
    return [value if value.dtype is dtype else value.to(dtype) for value in values]


def _require_one_device(value: Tensor, inputs: Sequence[Any], given: Sequence[Any]) -> None:
    for symbol, tensor in zip(inputs, given, strict=True):
        if isinstance(tensor, Tensor) and tensor.dim() and tensor.device != value.device:
            raise InputTypeError(
                str(symbol),
                f"a tensor on the device {tensor.device}",
                expected=f"one on {value.device}, where the parameters of the module are",
                hint=f"module.to({str(tensor.device)!r}) moves them",
            )
