"""What emitted source calls to give constants and outputs the dtype, device and shape of the batch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

__all__ = ["connected", "entry", "expand", "full", "number", "pick", "scalar", "stack"]

Number = bool | int | float | complex


def _dtype(value: Number, like: Tensor) -> torch.dtype:
    if isinstance(value, bool):
        return torch.bool
    dtype = like.dtype
    if dtype is torch.bool:  # truth values have no numeric dtype to hand on
        dtype = torch.int64 if isinstance(value, int) else torch.get_default_dtype()
    if isinstance(value, float) and not (dtype.is_floating_point or dtype.is_complex):
        return torch.get_default_dtype()
    if isinstance(value, complex) and not dtype.is_complex:
        return dtype.to_complex()
    return dtype


def scalar(value: Number, *inputs: Tensor) -> Tensor:
    """Return a 0-d tensor of the inputs' dtype and device; without inputs, in double precision."""
    if not inputs:
        return torch.tensor(value, dtype=_dtype(value, torch.empty((), dtype=torch.float64)))
    like = _leading(inputs)
    return like.new_full((), value, dtype=_dtype(value, like))


def full(value: Number, *inputs: Tensor) -> Tensor:
    """Return a constant of the batch shape.

    Where an input requires a gradient the result is connected to it with gradient 0, so that
    ``backward`` works on a constant as on any other function.
    """
    if not inputs:
        return scalar(value)
    like = _leading(inputs)
    return connected(like.new_full((), value, dtype=_dtype(value, like)), *inputs)


def connected(value: Tensor, *inputs: Tensor, rank: int = 0) -> Tensor:
    """Expand a value that takes its numbers from no input to the batch shape of all; its gradients are 0.

    So ``backward`` works on a constant, or a choice of constants, as on any other function. Truth
    values and integers have no gradient.
    """
    result = expand(value, *inputs, rank=rank)
    if not (result.is_floating_point() or result.is_complex()):
        return result
    taken = torch.ones_like(result, dtype=torch.bool)
    for tensor in inputs:
        if tensor.requires_grad:
            lifted = tensor.reshape((*tensor.shape, *(1,) * rank))
            result = torch.where(taken, result, lifted.to(result.dtype))
    return result


def entry(array: Tensor, rank: int) -> Tensor:
    """Return the first entry of each array of the batch, zeros where the arrays are empty."""
    batch, trailing = array.shape[: array.dim() - rank], array.shape[array.dim() - rank :]
    if 0 in trailing:
        return array.new_zeros(batch)
    for _ in trailing:
        array = array.select(-1, 0)
    return array


def number(index: Tensor, *, like: Sequence[Tensor]) -> Tensor:
    """Give an index, which is kept as a whole number of 64 bits, the dtype of the inputs."""
    return index.to(_leading(like).dtype)


def expand(value: Tensor, *inputs: Tensor, rank: int = 0) -> Tensor:
    """Broadcast a result that depends on some of the inputs to the batch shape of all.

    The last ``rank`` axes belong to one value and stay as they are.
    """
    batch, trailing = value.shape[: value.dim() - rank], value.shape[value.dim() - rank :]
    shape = torch.broadcast_shapes(batch, *(tensor.shape for tensor in inputs))
    return value.expand((*shape, *trailing))


def pick(values: Sequence[Tensor], position: int) -> Tensor:
    """Return one of the results of a function that computes several at once."""
    return values[position]


def stack(shape: tuple[int, ...], entries: Sequence[Tensor | Number], *inputs: Tensor) -> Tensor:
    """Stack scalars of the batch shape to a dense array with the given trailing axes."""
    like = [entry for entry in entries if isinstance(entry, Tensor)]
    tensors = [entry if isinstance(entry, Tensor) else full(entry, *inputs) for entry in entries]
    dtype = _common_dtype([tensor.dtype for tensor in tensors])
    batch = torch.broadcast_shapes(*(t.shape for t in (*inputs, *like)))
    if not tensors:
        return (_leading(inputs) if inputs else scalar(0.0)).new_zeros((*batch, *shape))
    flat = torch.stack([tensor.to(dtype).expand(batch) for tensor in tensors], dim=-1)
    return flat.reshape(*batch, *shape)


def _common_dtype(dtypes: Sequence[torch.dtype]) -> torch.dtype:
    common = dtypes[0] if dtypes else torch.float64
    for dtype in dtypes[1:]:
        common = torch.promote_types(common, dtype)
    return common


def _leading(inputs: Sequence[Tensor]) -> Tensor:
    """Return the input that sets dtype and device: no truth value, and an index only among integers."""
    numbers = [tensor for tensor in inputs if tensor.dtype is not torch.bool]
    inexact = (tensor for tensor in numbers if tensor.is_floating_point() or tensor.is_complex())
    return next(inexact, numbers[0] if numbers else inputs[0])
