"""The practical limit: value and gradient as one loop in C, generated from the shared program."""

from __future__ import annotations

import ctypes
import re
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from .loop_body import joint_program, statements

__all__ = ["CKernel"]

_FLAGS = ("-O3", "-march=native", "-fPIC", "-shared", "-fno-math-errno", "-fno-trapping-math")
# gcc would join sin(x) and cos(x) to one call, which has no vector variant.
_APART = ("-fno-builtin-sin", "-fno-builtin-cos")
_FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "erf", "tanh", "atanh", "sqrt")


class CKernel:
    """Compiles the formula as it is written, without the forms that keep digits."""

    def __init__(self, expr, inputs) -> None:
        self.program = joint_program(expr, inputs)
        start = time.perf_counter()
        self._folder = tempfile.TemporaryDirectory()
        source = Path(self._folder.name) / "kernel.c"
        source.write_text(self._source())
        library = source.with_suffix(".so")
        command = ["gcc", *_FLAGS, *_APART, "-o", str(library), str(source), "-lmvec", "-lm"]
        subprocess.run(command, check=True, capture_output=True)
        self.compile_seconds = time.perf_counter() - start
        self._require_vectors(library.read_bytes())
        self._run = ctypes.CDLL(str(library)).run

    def _require_vectors(self, binary: bytes) -> None:
        """Refuse a loop whose functions are called number by number, which is no limit."""
        called = {node.operation.name.removeprefix("torch.") for node in self.program.nodes}
        for name in sorted(called.intersection(_FUNCTIONS) - {"sqrt"}):
            if not re.search(rb"_ZGV\w+_" + name.encode() + rb"\b", binary):
                raise RuntimeError(
                    f"the compiler made no vectors of {name}: -O3 with glibc's libmvec is needed"
                )

    def _source(self) -> str:
        # Without "const" gcc takes sin for a function that may write memory, and the loop stays scalar.
        vector = '__attribute__((simd("notinbranch"), const, nothrow))'
        declared = [f"{vector} double {f}(double);" for f in _FUNCTIONS if f != "sqrt"]
        head = ["#include <math.h>", *declared]
        loop = "void run(double *restrict const *in, double *restrict const *out, long n) {"
        each = "  #pragma GCC ivdep\n  for (long i = 0; i < n; i++) {"
        return "\n".join([*head, loop, each, *statements(self.program), "  }", "}"])

    def __call__(self, tensors):
        outputs = [torch.empty_like(tensors[0]) for _ in self.program.outputs()]
        pointers = [np.array([t.data_ptr() for t in group], dtype=np.uint64) for group in (tensors, outputs)]
        self._run(*(ctypes.c_void_p(p.ctypes.data) for p in pointers), ctypes.c_long(tensors[0].numel()))
        return outputs[0], tuple(outputs[1:])
