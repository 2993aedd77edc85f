"""Arrays of other libraries: taken as tensors, and NumPy's given back as NumPy's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.dlpack import from_dlpack

from .errors import InputTypeError

__all__ = ["array_values", "has_arrays", "is_array_call", "is_complex", "tensor_of"]


def has_arrays(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether an argument is an array of NumPy; asked at every call, so that it has to be quick."""
    if torch.compiler.is_compiling():  # Dynamo compares no types
        return any(isinstance(value, np.ndarray) for value in (*args, *kwargs.values()))
    return np.ndarray in map(type, args) or (bool(kwargs) and np.ndarray in map(type, kwargs.values()))


def is_array_call(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether the arguments are arrays of NumPy, and numbers beside them: the result is NumPy's then.

    Examples
    --------
    >>> is_array_call([np.ones(2), 1.0], {}), is_array_call([np.ones(2), torch.ones(2)], {})
    (True, False)
    """
    return has_arrays(args, kwargs) and not any(
        not isinstance(value, np.ndarray) and hasattr(value, "__dlpack__")
        for value in (*args, *kwargs.values())
    )


def is_complex(value: Any) -> bool:
    """Whether an argument is a complex number, or an array or tensor of such.

    Examples
    --------
    >>> is_complex(np.array([1j])), is_complex(torch.ones(2)), is_complex(1j)
    (True, False, True)
    """
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "c")
    return value.is_complex() if isinstance(value, Tensor) else isinstance(value, complex)


def tensor_of(name: str, value: Any) -> Tensor | None:
    """Return an array of NumPy or any object with ``__dlpack__`` as a tensor, None for everything else.

    Examples
    --------
    >>> tensor_of("x", np.array([1, 2]))
    tensor([1, 2])
    """
    if isinstance(value, np.ndarray):
        return _tensor_of_array(name, value)
    if not hasattr(value, "__dlpack__") or isinstance(value, type):
        return None
    try:
        taken: Tensor = from_dlpack(value)
    except (BufferError, RuntimeError, TypeError, ValueError) as reason:
        raise InputTypeError(
            name,
            f"a {type(value).__name__} that torch cannot take through DLPack: {reason}",
            expected="a tensor, an array or a number",
            hint="convert it first: torch.as_tensor(value)",
        ) from reason
    return taken


def _tensor_of_array(name: str, array: np.ndarray[Any, Any]) -> Tensor:
    if type(array) is not np.ndarray:  # the mask, the unit or the like would be lost without a word
        raise InputTypeError(
            name,
            f"a {type(array).__name__}",
            expected="a plain numpy.ndarray, a tensor or a number",
            hint="numpy.asarray(value) drops what this class adds to an array",
        )
    if array.dtype.kind not in "biufc" or array.dtype.itemsize > (16 if array.dtype.kind == "c" else 8):
        raise InputTypeError(
            name,
            f"a numpy array of {array.dtype}",
            expected="an array of truth values, integers, float16 to float64, complex64 or complex128",
            hint=f"convert it first: value.astype({'complex' if array.dtype.kind == 'c' else 'float'})",
        )
    if array.dtype == np.uint64 and array.size and int(array.max()) > np.iinfo(np.int64).max:
        raise InputTypeError(
            name,
            "an array of uint64 with numbers above 2**63 - 1",
            expected="integers that fit 64 bits with a sign",
            hint="convert it first: value.astype(float)",
        )
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    if not array.flags.writeable or any(stride < 0 for stride in array.strides):
        array = array.copy()  # torch has neither
    return torch.from_numpy(array)


def array_values(value: Any, given: Sequence[Any] = ()) -> Any:
    """Return a container of tensors with arrays in their place, which share no memory, nor with those given.

    Examples
    --------
    >>> array_values({"value": torch.tensor([1.0]), "gradients": (torch.tensor([2.0]), None)})
    {'value': array([1.], dtype=float32), 'gradients': (array([2.], dtype=float32), None)}
    """
    return _arrays_of(value, given, set())


def _arrays_of(value: Any, given: Sequence[Any], taken: set[int]) -> Any:
    """Return arrays in the place of tensors; ``taken`` are the addresses of memory that is given."""
    if isinstance(value, Tensor):
        tensor = value.detach().resolve_conj().resolve_neg().contiguous().cpu()
        array, address = tensor.numpy(), tensor.untyped_storage().data_ptr()
        # Torch gives one tensor for equal outputs, and for the gradients by both terms of a sum.
        shared = address in taken or any(
            isinstance(one, np.ndarray) and np.may_share_memory(array, one) for one in given
        )
        taken.add(address)
        return array.copy() if shared else array
    if isinstance(value, dict):
        return {key: _arrays_of(item, given, taken) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_arrays_of(item, given, taken) for item in value]
        if hasattr(value, "_fields"):
            return type(value)(*items)
        return items if isinstance(value, list) else tuple(items)
    return value
