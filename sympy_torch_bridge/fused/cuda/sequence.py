"""The kernels of a program on one device, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ...program import Program
from ..ordering import ordered
from .kernel import CudaKernel
from .parts import parts_of
from .source import source_of

__all__ = ["KernelSequence"]


class KernelSequence:
    """Evaluates a program at all points: nearly always one kernel, of a large program several.

    Parameters
    ----------
    program : Program
        Against which there is no reason, see :func:`.source.reason_against_source`.
    dtype : torch.dtype
        Of all numbers.
    device : torch.device
        With its index.

    Raises
    ------
    RuntimeError
        The compiler or the device refuses a kernel.
    """

    def __init__(self, program: Program, dtype: torch.dtype, device: torch.device) -> None:
        self._parts = parts_of(program)
        if len(self._parts) > 1:  # computed in another order, fewer numbers pass from one to the next
            program = ordered(program)
            self._parts = parts_of(program)
        self._inputs, self._output_count = program.inputs, len(program.outputs())
        self._kernels = [
            CudaKernel(source_of(part.program, dtype), len(part.given), len(part.found), dtype, device)
            for part in self._parts
        ]

    def __call__(self, inputs: Sequence[Tensor], shape: torch.Size) -> list[Tensor]:
        """Return the outputs, as :meth:`.kernel.CudaKernel.__call__` does.

        Numbers that pass from one kernel to the next lie in memory until the last one that reads them is
        started.
        """
        values = dict(zip(self._inputs, inputs, strict=True))
        results: dict[int, Tensor] = {}
        for part, kernel in zip(self._parts, self._kernels, strict=True):
            found = kernel([values[node] for node in part.given], shape)
            values.update(zip(part.found, found, strict=True))
            results.update(zip(part.results, found[len(found) - len(part.results) :], strict=True))
            values = {node: value for node, value in values.items() if node in part.left}
        return [results[k] for k in range(self._output_count)]
