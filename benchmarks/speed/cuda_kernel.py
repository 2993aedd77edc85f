"""The practical limit on a GPU: value and gradient as one kernel in CUDA, compiled by CuPy."""

from __future__ import annotations

import importlib

import torch

from .loop_body import joint_program, statements

__all__ = ["CudaKernel"]

_BLOCK = 256
_HEAD = """extern "C" __global__ void run(const double* const* in, double* const* out, const long long n) {
    const long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x;
    if (i >= n) return;"""


class CudaKernel:
    """Compiles the formula as it is written, without the forms that keep digits."""

    def __init__(self, expr, inputs) -> None:
        self.program = joint_program(expr, inputs)
        source = "\n".join([_HEAD, *statements(self.program), "}"])
        self._kernel = importlib.import_module("cupy").RawKernel(source, "run")
        self._kernel.compile()

    def __call__(self, tensors):
        points = tensors[0].numel()
        outputs = [torch.empty_like(tensors[0]) for _ in self.program.outputs()]
        addresses = [
            torch.tensor([t.data_ptr() for t in group], dtype=torch.int64).to(tensors[0].device)
            for group in (tensors, outputs)
        ]
        grid = -(-points // _BLOCK)
        self._kernel((grid,), (_BLOCK,), (*(a.data_ptr() for a in addresses), points))
        return outputs[0], tuple(outputs[1:])
