"""What was computed, as numbers in double precision."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import InputTypeError

__all__ = ["complex_values", "real_values", "with_numbers"]


def real_values(computed: Tensor) -> Tensor:
    """Return double precision; a number that is not real counts as nan, and so as a failure.

    Examples
    --------
    >>> real_values(torch.tensor([2.0 + 0j, 2.0 + 1e-9j]))
    tensor([2., nan], dtype=torch.float64)
    """
    detached = computed.detach()
    if detached.is_complex():
        detached = torch.where(detached.imag == 0, detached.real, torch.nan)
    return detached.double()


def complex_values(computed: Tensor) -> Tensor:
    """Return complex numbers in double precision."""
    return computed.detach().to(torch.complex128)


def with_numbers(result: Tensor, name: str = "the result of the claim") -> Tensor:
    """Return a tensor as it is if its entries can be read one by one.

    Raises
    ------
    InputTypeError
        It has none, or not in dense form.

    Examples
    --------
    >>> with_numbers(torch.ones(1, device="meta"))
    Traceback (most recent call last):
        ...
    sympy_torch_bridge.errors.InputTypeError: 'the result of the claim' is a tensor on device 'meta'; ...
      meta tensors hold shapes alone: run the code on the CPU
    """
    if result.is_meta:
        got, hint = "a tensor on device 'meta'", "meta tensors hold shapes alone: run the code on the CPU"
    elif result.layout is not torch.strided:
        got, hint = f"a tensor of layout {result.layout}", "return result.to_dense()"
    elif result.is_quantized:
        got, hint = f"a quantized tensor ({result.dtype})", "return result.dequantize()"
    else:
        return result
    raise InputTypeError(name, got, expected="a dense tensor of numbers", hint=hint)
