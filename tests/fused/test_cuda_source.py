"""The source of kernels, compiled as C++ for this processor: each thread becomes a turn of a loop."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import sympy
import torch
from torch import Tensor

from sympy_torch_bridge.fused.cuda import reason_against_source, source_of
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.primitives import PRIMITIVES, Primitive
from sympy_torch_bridge.program import Layout, Program, lower
from sympy_torch_bridge.program.node import Node
from sympy_torch_bridge.program.operation import INPUT, NUMBER, WHERE

HEAD = """#include <cmath>
#include <cstring>
#define __device__
#define __global__
#define __noinline__ __attribute__((noinline))
#undef INFINITY
#undef NAN
static float __int_as_float(unsigned bits) { float found; memcpy(&found, &bits, 4); return found; }
static struct { long long x; } blockIdx, blockDim, threadIdx;
"""
TAIL = """
extern "C" void every(const Arguments *given) {
    for (threadIdx.x = 0; threadIdx.x < given->points + 3; threadIdx.x++) evaluate(*given);
}
"""
compiler = shutil.which("c++")
pytestmark = pytest.mark.skipif(compiler is None, reason="no C++ compiler 'c++' on this machine")
dtypes = pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
x, y = sympy.symbols("x y")


def computed(program: Program, inputs: list[Tensor], folder: Path) -> list[Tensor]:
    """Return the outputs as the source computes them."""
    (folder / "program.cpp").write_text(HEAD + source_of(program, inputs[0].dtype) + TAIL)
    command = [str(compiler), "-O1", "-ffp-contract=off", "-w", "-fPIC", "-shared", "-std=c++17"]
    library = folder / "program.so"
    command += ["-o", str(library), str(folder / "program.cpp")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    points = max(t.numel() for t in inputs)
    outputs = [torch.full((points,), 7.25, dtype=inputs[0].dtype) for _ in program.outputs()]
    numbers = [t.data_ptr() for t in (*inputs, *outputs)] + [int(t.numel() == points) for t in inputs]
    given = np.array([*numbers, points], dtype=np.uint64)
    ctypes.CDLL(str(library)).every(ctypes.c_void_p(given.ctypes.data))
    return outputs


RECORDS = [record for record in PRIMITIVES if record.c]
INFINITE = float("inf")
VALUES = [0.0, -0.0, 0.3, -0.7, 1.0, -1.0, 2.5, -3.0, 700.0, 1e-310, INFINITE, -INFINITE, float("nan")]


def grid(dtype: torch.dtype) -> list[Tensor]:
    """Return all triples of the values."""
    axes = torch.meshgrid(*[torch.tensor(VALUES, dtype=dtype)] * 3, indexing="ij")
    return [axis.reshape(-1).contiguous() for axis in axes]


@pytest.fixture(scope="module")
def values_of_all(tmp_path_factory: pytest.TempPathFactory) -> Callable[[torch.dtype], list[Tensor]]:
    """Give ``values_of_all(dtype)``: for each record what the source computes of it, compiled together."""

    @cache
    def run(dtype: torch.dtype) -> list[Tensor]:
        nodes = [*(Node(INPUT, (), k) for k in range(3)), Node(NUMBER, (), 1), Node(NUMBER, (), 0)]
        outputs = []
        for record in RECORDS:
            nodes.append(Node(record.operation, tuple(range(record.arity))))
            if record.operation.is_truth:  # made a number, as it would be in a formula
                nodes.append(Node(WHERE, (len(nodes) - 1, 3, 4)))
            outputs.append(Layout("node", node=len(nodes) - 1))
        program = Program(tuple(nodes), (0, 1, 2), Layout("tuple", tuple(outputs)))
        return computed(program, grid(dtype), tmp_path_factory.mktemp("all"))

    return run


@dtypes
@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.operation.name)
def test_each_operation_is_that_of_torch(
    record: Primitive, dtype: torch.dtype, values_of_all: Callable[[torch.dtype], list[Tensor]]
) -> None:
    operation, at = record.operation, grid(dtype)[: record.arity]
    given = [at[0] != 0, *at[1:]] if operation is WHERE else at
    expected = operation.function(*operation.leading, *given).to(dtype)
    found = values_of_all(dtype)[RECORDS.index(record)]
    if operation.name in ROUNDING_DENORMALS:
        is_kept = torch.stack([t.abs() != 1e-310 for t in at]).all(dim=0)
        expected, found = expected[is_kept], found[is_kept]
    # Two libraries, each a few units in the last place from the exact value (4 at most of torch's).
    torch.testing.assert_close(found, expected, rtol=16 * torch.finfo(dtype).eps, atol=0, equal_nan=True)
    zeros = (found == 0) & (expected == 0)
    if operation.name not in WITHOUT_SIGNED_ZEROS:
        assert torch.equal(found[zeros].signbit(), expected[zeros].signbit())


# torch's own on the CPU give 0 for log1p and nan for the remainder there.
ROUNDING_DENORMALS = ("torch.log1p", "torch.remainder")
WITHOUT_SIGNED_ZEROS = ("torch.remainder", "torch.sgn")


FORMULAS = {
    "one": 2 * sympy.sin(x) + y,
    "branches": sympy.Piecewise((sympy.log(x), x > 1), (x**2 * y, True)),
    "many calls": sympy.Add(*[sympy.sin(x + k) * sympy.cos(k * y) for k in range(30)]),
    "infinite number": sympy.Max(x, y) + sympy.exp(-x) / 3,
}


@dtypes
@pytest.mark.parametrize("name", FORMULAS)
def test_value_and_gradient_are_those_of_the_other_backends(
    name: str, dtype: torch.dtype, tmp_path: Path
) -> None:
    program, _ = lower(FORMULAS[name], [x, y])
    joint = FusedProgram(program, dtype).with_gradient
    at = [torch.linspace(0.3, 3, 37, dtype=dtype), torch.tensor([0.7], dtype=dtype)]
    found, tolerance = computed(joint.simplified, at, tmp_path), 64 * torch.finfo(dtype).eps
    for one, other in zip(found, joint.evaluate(at), strict=True):
        torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)


def test_many_calls_are_functions_apart() -> None:
    few, many = (lower(sympy.Add(*[sympy.sin(x + k) for k in range(n)]), [x])[0] for n in (20, 40))
    assert "at_sin" not in source_of(few, torch.float64)
    assert source_of(many, torch.float64).count("at_sin(") == 41


def test_programs_that_are_no_kernel_say_why() -> None:
    long = lower(sympy.Add(*[sympy.sin(x + k) for k in range(2100)]), [x])[0]
    assert "4000 operations at most" in reason_against_source(long)
    wide = sympy.symbols("w:300")
    assert "300 inputs" in reason_against_source(lower(sympy.Add(*wide), wide)[0])
    assert "torch.erfinv" in reason_against_source(lower(sympy.erfinv(x), [x])[0])
