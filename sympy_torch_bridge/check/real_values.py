"""What was computed, as numbers in double precision."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import InputTypeError

__all__ = ["complex_values", "real_values"]


def real_values(computed: Tensor) -> Tensor:
    """Return double precision; a number that is not real counts as nan, and so as a failure.

    Examples
    --------
    >>> real_values(torch.tensor([2.0 + 0j, 2.0 + 1e-9j]))
    tensor([2., nan], dtype=torch.float64)
    """
    detached = _with_numbers(computed).detach()
    if detached.is_complex():
        detached = torch.where(detached.imag == 0, detached.real, torch.nan)
    return detached.double()


def complex_values(computed: Tensor) -> Tensor:
    """Return complex numbers in double precision."""
    return _with_numbers(computed).detach().to(torch.complex128)


def _with_numbers(computed: Tensor) -> Tensor:
    if computed.device.type == "meta":
        raise InputTypeError(
            "the result of the code",
            "a tensor on the device meta, which has a shape and no numbers",
            expected="a tensor with numbers",
        )
    return computed
