"""A worker that gives its blocks to the native interpreter."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..schedule import Schedule
from .library import native_library

__all__ = ["NativeWorker"]

# The registers of a block stay in the first or second cache, and loops are long enough to pay.
_CACHE = 256 * 1024
_SHORTEST, _LONGEST = 256, 2048


class NativeWorker:
    """Evaluates a schedule at parts of the points in C.

    Parameters
    ----------
    schedule : Schedule
    code : array
        Its steps; see :func:`.encoding.encoded`.
    dtype : torch.dtype
        Of all numbers, float64 or float32.
    """

    def __init__(self, schedule: Schedule, code: NDArray[np.int32], dtype: torch.dtype) -> None:
        self._name = str(dtype).removeprefix("torch.")
        self._code, self._dtype = code, dtype
        self._order = schedule.uniform
        self._literals: tuple[Mapping[int, Tensor], NDArray[Any]] | None = None
        self._registers = schedule.registers + schedule.truths
        fitting = _CACHE // (dtype.itemsize * max(self._registers, 1))
        self._length = max(_SHORTEST, min(fitting // 64 * 64, _LONGEST))
        self._counts = (_used(schedule, "input"), len(schedule.outputs))
        self._truths = [number for number, (place, _) in enumerate(schedule.outputs) if place == "truth"]

    def run(self, uniform: Mapping[int, Tensor], inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate at some of the points.

        Parameters
        ----------
        uniform : mapping of int to Tensor
            The numbers that are the same at all points, by node.
        inputs, outputs : sequence of Tensor
            1-dimensional of one length; 0-dimensional the inputs that are one number.
        """
        size = max((x.numel() for x in inputs if x.dim()), default=1)
        numbers = list(outputs)
        for number in self._truths:
            numbers[number] = torch.empty(size, dtype=self._dtype, device="cpu")
        self._check(inputs, numbers, size)
        constants = self._constants(uniform)
        status = native_library().functions[self._name](
            self._code.ctypes.data,
            len(self._code),
            _pointers(inputs),
            bytes(not x.dim() for x in inputs),
            constants.ctypes.data,
            _pointers(numbers),
            self._registers,
            self._length,
            0,
            size,
        )
        if status:
            raise MemoryError("no memory for the registers" if status == 1 else "an operation does not exist")
        for number in self._truths:
            outputs[number].copy_(numbers[number] != 0)

    def _constants(self, uniform: Mapping[int, Tensor]) -> NDArray[Any]:
        """Return the uniform numbers in order; those of a formula without uniform inputs are kept."""
        kept = self._literals
        if kept is not None and kept[0] is uniform:
            return kept[1]
        found = np.array([uniform[node].item() for node in self._order], dtype=self._name)
        self._literals = uniform, found
        return found

    def _check(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor], size: int) -> None:
        """Refuse every tensor that the interpreter would read or write outside its memory."""
        if len(inputs) < self._counts[0] or len(outputs) != self._counts[1]:
            raise ValueError(f"expected {self._counts} inputs and outputs, got {len(inputs)}, {len(outputs)}")
        for tensor in (*inputs, *outputs):
            is_fitting = tensor.numel() == size or (tensor.dim() == 0 and any(tensor is x for x in inputs))
            if tensor.dtype is not self._dtype or tensor.device.type != "cpu" or not tensor.is_contiguous():
                raise TypeError(
                    f"expected contiguous {self._dtype} on the CPU, got {tensor.dtype} on {tensor.device}"
                )
            if not is_fitting:
                raise ValueError(f"expected {size} numbers, got {tensor.numel()}")


def _used(schedule: Schedule, kind: str) -> int:
    """Return how many inputs or outputs the steps refer to."""
    places = set(schedule.outputs)
    for _, operands, result in schedule.steps:
        places.update(operands)
        places.add(result)
    return 1 + max((number for place, number in places if place == kind), default=-1)


def _pointers(tensors: Sequence[Tensor]) -> Any:
    return (ctypes.c_void_p * len(tensors))(*(t.data_ptr() for t in tensors))
