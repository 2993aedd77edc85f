"""The source of kernels, compiled as C++ for this processor: each thread becomes a turn of a loop."""

from __future__ import annotations

from functools import cache

import pytest
import sympy
import torch
from kernels_as_cpp import COMPILER, CppKernel
from torch import Tensor

from sympy_torch_bridge.fused.cuda.source import reason_against_source, source_of
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.primitives import PRIMITIVES, Primitive
from sympy_torch_bridge.program import Layout, Program, lower
from sympy_torch_bridge.program.node import Node
from sympy_torch_bridge.program.operation import INPUT, NUMBER, WHERE

pytestmark = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler 'c++' on this machine")
dtypes = pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
x, y = sympy.symbols("x y")


def computed(program: Program, inputs: list[Tensor]) -> list[Tensor]:
    """Return the outputs as the source computes them."""
    source, dtype = source_of(program, inputs[0].dtype), inputs[0].dtype
    kernel = CppKernel(source, len(inputs), len(program.outputs()), dtype, inputs[0].device)
    return kernel(inputs, torch.Size([max(t.numel() for t in inputs)]))


RECORDS = [record for record in PRIMITIVES if record.c]
INFINITE = float("inf")
VALUES = [0.0, -0.0, 0.3, -0.7, 1.0, -1.0, 2.5, -3.0, 700.0, 1e-310, INFINITE, -INFINITE, float("nan")]


def grid(dtype: torch.dtype) -> list[Tensor]:
    """Return all triples of the values."""
    axes = torch.meshgrid(*[torch.tensor(VALUES, dtype=dtype)] * 3, indexing="ij")
    return [axis.reshape(-1).contiguous() for axis in axes]


@cache
def values_of_all(dtype: torch.dtype) -> list[Tensor]:
    """Return for each record what the source computes of it; all are compiled together."""
    nodes = [*(Node(INPUT, (), k) for k in range(3)), Node(NUMBER, (), 1), Node(NUMBER, (), 0)]
    outputs = []
    for record in RECORDS:
        nodes.append(Node(record.operation, tuple(range(record.arity))))
        if record.operation.is_truth:  # made a number, as it would be in a formula
            nodes.append(Node(WHERE, (len(nodes) - 1, 3, 4)))
        outputs.append(Layout("node", node=len(nodes) - 1))
    return computed(Program(tuple(nodes), (0, 1, 2), Layout("tuple", tuple(outputs))), grid(dtype))


@dtypes
@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.operation.name)
def test_each_operation_is_that_of_torch(record: Primitive, dtype: torch.dtype) -> None:
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
ROUNDING_DENORMALS = ("torch.log1p", "torch.remainder", "kernels.rem")
WITHOUT_SIGNED_ZEROS = ("torch.remainder", "torch.sgn")


FORMULAS = {
    "one": 2 * sympy.sin(x) + y,
    "branches": sympy.Piecewise((sympy.log(x), x > 1), (x**2 * y, True)),
    "many calls": sympy.Add(*[sympy.sin(x + k) * sympy.cos(k * y) for k in range(30)]),
    "infinite number": sympy.Max(x, y) + sympy.exp(-x) / 3,
}


@dtypes
@pytest.mark.parametrize("name", FORMULAS)
def test_value_and_gradient_are_those_of_the_other_backends(name: str, dtype: torch.dtype) -> None:
    program, _ = lower(FORMULAS[name], [x, y])
    joint = FusedProgram(program, dtype).with_gradient
    at = [torch.linspace(0.3, 3, 37, dtype=dtype), torch.tensor([0.7], dtype=dtype)]
    found, tolerance = computed(joint.simplified, at), 64 * torch.finfo(dtype).eps
    for one, other in zip(found, joint.evaluate(at), strict=True):
        torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)


def test_many_calls_are_functions_apart() -> None:
    few, many = (lower(sympy.Add(*[sympy.sin(x + k) for k in range(n)]), [x])[0] for n in (20, 40))
    assert "at_sin" not in source_of(few, torch.float64)
    assert source_of(many, torch.float64).count("at_sin(") == 41


def test_programs_that_are_no_kernel_say_why() -> None:
    assert "torch.erfinv" in reason_against_source(lower(sympy.erfinv(x), [x])[0])
