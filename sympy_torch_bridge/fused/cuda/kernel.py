"""The kernel of a program on one device."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import Array, addressof, c_uint64
from functools import cache
from threading import Lock
from typing import Any, Final

import torch
from torch import Tensor

from .compiler import binary_of, checked
from .source import KERNEL

__all__ = ["CudaKernel"]

# At the most registers that a thread may have, a block of so many threads just fits a multiprocessor.
_THREADS: Final = 256


class CudaKernel:
    """Evaluates a program at all points in one launch, on the current stream of torch.

    Parameters
    ----------
    source : str
        See :func:`.source.source_of`.
    input_count, output_count : int
        Of the program.
    dtype : torch.dtype
        Of all numbers.
    device : torch.device
        With its index; compiled for its architecture, and loaded there.

    Raises
    ------
    RuntimeError
        The compiler or the device refuses the kernel.
    """

    def __init__(
        self, source: str, input_count: int, output_count: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        self._counts, self._dtype, self._device = (input_count, output_count), dtype, device
        # Addresses of the arrays, what lies between two numbers of an input, how many points there are.
        self._arguments = c_uint64 * (2 * input_count + output_count + 1)
        self._driver = _driver()
        with _LOADING:
            self._context, self._function = _loaded(source, device)

    def __call__(self, inputs: Sequence[Tensor], shape: torch.Size) -> list[Tensor]:
        """Return the outputs, new tensors of a shape; no views, which autograd would not let be written to.

        Parameters
        ----------
        inputs : sequence of Tensor
            On the device: as many numbers in a row as there are points, or one number for all of them.
        shape : torch.Size
            Of at least 1 point.
        """
        size = shape.numel()
        self._check(inputs, size)
        outputs = [inputs[0].new_empty(shape) for _ in range(self._counts[1])]
        given = self._arguments(
            *[t.data_ptr() for t in inputs],
            *[t.data_ptr() for t in outputs],
            *[t.numel() == size for t in inputs],
            size,
        )
        # What keeps the context of a thread would cost more than the launch: it is nearly always torch's.
        if int(checked(self._driver.cuCtxGetCurrent())) == self._context:
            self._launch(given, size)
        else:
            with _current(self._driver, self._context):
                self._launch(given, size)
        return outputs

    def _launch(self, given: Array[c_uint64], size: int) -> None:
        blocks = -(-size // _THREADS)
        stream = torch.cuda.current_stream(self._device).cuda_stream
        address = c_uint64(addressof(given))
        checked(
            self._driver.cuLaunchKernel(
                self._function, blocks, 1, 1, _THREADS, 1, 1, 0, stream, addressof(address), 0
            )
        )

    def _check(self, inputs: Sequence[Tensor], size: int) -> None:
        """Refuse every tensor that the kernel would read outside its memory."""
        if len(inputs) != self._counts[0]:
            raise ValueError(f"expected {self._counts[0]} inputs, got {len(inputs)}")
        for tensor in inputs:
            if tensor.dtype is not self._dtype or tensor.device != self._device:
                raise TypeError(
                    f"expected {self._dtype} on {self._device}, got {tensor.dtype} on {tensor.device}"
                )
            if tensor.numel() not in (1, size) or not tensor.is_contiguous():
                raise ValueError(f"expected {size} numbers in a row, or one, got {tuple(tensor.shape)}")


# A thread that needs a kernel waits for another one that makes it.
_LOADING: Final = Lock()


@cache
def _driver() -> Any:
    return importlib.import_module("cuda.bindings.driver")


# Loaded once for all functions of one formula, and never unloaded: a CUDA graph in which a kernel was
# captured outlives the function, and nothing says when it ends.
@cache
def _loaded(source: str, device: torch.device) -> tuple[int, Any]:
    """Compile a source, and return the context that torch uses and the kernel that is loaded there."""
    binary, driver = binary_of(source, torch.cuda.get_device_capability(device)), _driver()
    with torch.cuda.device(device):
        context = int(checked(driver.cuDevicePrimaryCtxRetain(checked(driver.cuDeviceGet(device.index)))))
        with _current(driver, context):
            module = checked(driver.cuModuleLoadData(binary))
            return context, checked(driver.cuModuleGetFunction(module, KERNEL.encode()))


@contextmanager
def _current(driver: Any, context: int) -> Iterator[None]:
    """Make a context that of this thread, which may have another one, or none yet, and has it again after."""
    checked(driver.cuCtxPushCurrent(context))
    try:
        yield
    finally:
        checked(driver.cuCtxPopCurrent())
