"""A worker that gives its blocks to the native interpreter."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .. import places
from ..places import kind_of
from ..schedule import Schedule
from . import encoding
from .library import native_library

__all__ = ["NativeWorker"]

# The registers of a block stay near, and loops are long enough to pay: both matter little between these ends.
_CACHE = 128 * 1024
_SHORTEST, _LONGEST = 256, 512


class NativeWorker:
    """Evaluates a schedule at parts of the points in C.

    Parameters
    ----------
    schedule : Schedule
    code : array
        Its steps; see :func:`.encoding.encoded`.
    dtype : torch.dtype
        Of all numbers, float64 or float32.
    literals : mapping of int to Tensor
        The uniform numbers that are the same in all calls, by node.
    """

    def __init__(
        self,
        schedule: Schedule,
        code: NDArray[np.int32],
        dtype: torch.dtype,
        literals: Mapping[int, Tensor],
    ) -> None:
        self._name = str(dtype).removeprefix("torch.")
        self._code, self._dtype = code, dtype
        self._code_address = code.ctypes.data  # to ask for it takes as long as a short program
        order = schedule.uniform
        self._literals = np.array([literals[n].item() if n in literals else 0 for n in order], self._name)
        self._literals_address = self._literals.ctypes.data
        # The places of the others among the constants.
        self._others = [(place, node) for place, node in enumerate(order) if node not in literals]
        self._registers = schedule.registers + schedule.truths
        self._read = _inputs_read(code)
        self._counts = (max(self._read, default=-1) + 1, len(schedule.outputs))
        self._length = _block_length(self._registers, dtype.itemsize)
        self._truths = [k for k, place in enumerate(schedule.outputs) if kind_of(place) == places.TRUTH]

    def constants(self, uniform: Mapping[int, Tensor]) -> NDArray[Any]:
        """Return the numbers of a call that are the same at all points, in the order of the schedule.

        The tensors are not kept: they may be a part of the memory, or of the graph, of much larger ones.
        """
        if not self._others:
            return self._literals
        found = self._literals.copy()
        for place, node in self._others:
            found[place] = uniform[node].item()
        return found

    def run(self, constants: NDArray[Any], inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate at some of the points.

        Parameters
        ----------
        constants : array
            Of :meth:`constants`, the same for all points of a call.
        inputs, outputs : sequence of Tensor
            1-dimensional of one length; 0-dimensional the inputs that are one number.
        """
        size = max((x.numel() for x in inputs if x.dim()), default=1)
        numbers = list(outputs)
        for number in self._truths:
            numbers[number] = torch.empty(size, dtype=self._dtype, device="cpu")
        self._check(constants, inputs, numbers, size)
        status = native_library().functions[self._name](
            self._code_address,
            len(self._code),
            _pointers(inputs),
            self._literals_address if constants is self._literals else constants.ctypes.data,
            _pointers(numbers),
            self._registers,
            self._length,
            size,
        )
        if status:
            raise MemoryError(
                "no memory for the registers" if status == 1 else "an operation or a place does not exist"
            )
        for number in self._truths:
            outputs[number].copy_(numbers[number] != 0)

    def _check(
        self, constants: NDArray[Any], inputs: Sequence[Tensor], outputs: Sequence[Tensor], size: int
    ) -> None:
        """Refuse everything that the interpreter would read or write outside its memory."""
        if constants is not self._literals and constants.shape != self._literals.shape:
            raise ValueError(f"expected {len(self._literals)} constants, got {len(constants)}")
        if len(inputs) < self._counts[0] or len(outputs) != self._counts[1]:
            raise ValueError(f"expected {self._counts} inputs and outputs, got {len(inputs)}, {len(outputs)}")
        for tensor in (*(inputs[number] for number in self._read), *outputs):
            if tensor.dtype is not self._dtype or not tensor.is_cpu or not tensor.is_contiguous():
                raise TypeError(
                    f"expected contiguous {self._dtype} on the CPU, got {tensor.dtype} on {tensor.device}"
                )
            if tensor.numel() != size:
                raise ValueError(f"expected {size} numbers, got {tensor.numel()}")


def _block_length(registers: int, itemsize: int) -> int:
    """Return how many points a block has."""
    fitting = _CACHE // (itemsize * max(registers, 1))
    return max(_SHORTEST, min(fitting // 64 * 64, _LONGEST))


def _inputs_read(code: NDArray[np.int32]) -> tuple[int, ...]:
    """Return the inputs that are read; the others are uniform, or in no use."""
    kinds, numbers = encoding.operands_of(code)
    return tuple(np.unique(numbers[kinds == places.INPUT]).tolist())


def _pointers(tensors: Sequence[Tensor]) -> Any:
    return _pointers_of(len(tensors))(*(t.data_ptr() for t in tensors))


@cache
def _pointers_of(count: int) -> Any:
    """Return the type of so many pointers; one that nobody keeps is made anew, and left to the collector."""
    return ctypes.c_void_p * count
