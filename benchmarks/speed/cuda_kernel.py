"""The practical limit on a GPU: value and gradient as one kernel in CUDA, compiled by CuPy."""

from __future__ import annotations

import importlib

import torch

from .loop_body import joint_program, statements

__all__ = ["CudaKernel"]

_BLOCK = 256
_FRAME = """extern "C" __global__ void run({parameters}, const long long n) {{
    const long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x;
    if (i >= n) return;
    const double* const in[] = {{{inputs}}};
    double* const out[] = {{{outputs}}};
{statements}
}}"""


class CudaKernel:
    """Compiles the formula as it is written, without the forms that keep digits."""

    def __init__(self, expr, inputs) -> None:
        self.program = joint_program(expr, inputs)
        ins = [f"a{k}" for k in range(len(self.program.inputs))]
        outs = [f"b{k}" for k in range(len(self.program.outputs()))]
        source = _FRAME.format(
            parameters=", ".join([*(f"const double* {a}" for a in ins), *(f"double* {b}" for b in outs)]),
            inputs=", ".join(ins),
            outputs=", ".join(outs),
            statements="\n".join(statements(self.program)),
        )
        self._kernel = importlib.import_module("cupy").RawKernel(source, "run")
        self._kernel.compile()

    def __call__(self, tensors):
        points = tensors[0].numel()
        outputs = [torch.empty_like(tensors[0]) for _ in self.program.outputs()]
        addresses = [t.data_ptr() for t in (*tensors, *outputs)]
        self._kernel((-(-points // _BLOCK),), (_BLOCK,), (*addresses, points))
        return outputs[0], tuple(outputs[1:])
