"""What is the same at all points: evaluated once where no input has a part in it, else at each call."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.schedule import scheduled
from sympy_torch_bridge.fused.uniform import UniformNumbers
from sympy_torch_bridge.program import Layout, lower
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import INPUT, MUL, call

F64 = torch.float64
x, a = sp.symbols("x a")


def numbers_of(formula, symbols, uniform):
    program, _ = lower(formula, symbols)
    return program, UniformNumbers(program, scheduled(program, uniform), F64)


def test_what_has_no_input_is_evaluated_once():
    build = ProgramBuilder()
    node = build.add(INPUT, value=0)
    logarithm = build.add(call(torch.log), build.number(3.0))
    program = build.build((node,), Layout("node", node=build.add(MUL, node, logarithm)))
    at = torch.linspace(-3, 3, 64, dtype=F64)
    plan = FusedProgram(program, F64).plan([at])
    computed = [n for n in plan.schedule.uniform if plan.program.nodes[n].args]
    assert len(computed) == 1
    assert plan.numbers([at]) is plan.numbers([at + 1]) is plan.numbers.literals
    assert set(plan.numbers.literals) == set(plan.schedule.uniform)


def test_what_has_a_uniform_input_is_evaluated_at_each_call():
    program, numbers = numbers_of(sp.sin(a) * x + 3, [x, a], (1,))
    point = torch.zeros(4, dtype=F64)
    input_a = next(n for n, node in enumerate(program.nodes) if node.operation is INPUT and node.value == 1)
    for value in (0.5, 2.0):
        at = torch.tensor(value, dtype=F64)
        found = numbers([point, at])
        assert found[input_a] is at
        assert torch.sin(at).item() in [number.item() for number in found.values()]
    assert input_a not in numbers.literals


@pytest.mark.parametrize("backend", ["fused", "auto"])
def test_parameters_that_change_between_calls(backend):
    f = stb.compile(sp.exp(a * x) + 2 * a + 3, [x, a], backend=backend)
    at = torch.linspace(-1, 1, 70_001, dtype=F64)
    for value in (0.5, -2.0, 0.5):
        expected = torch.exp(value * at) + 2 * value + 3
        torch.testing.assert_close(f(at, torch.tensor(value, dtype=F64)), expected, rtol=1e-14, atol=1e-14)


def test_no_tensor_of_a_call_is_kept(way):
    f = stb.compile(sp.sin(a) * x + sp.exp(a * x), [x, a], backend="fused")
    at = torch.linspace(-1, 1, 5, dtype=F64)
    many = torch.ones(1000, dtype=F64, requires_grad=True)
    number = (2 * many)[7]  # a part of the memory of many, and the end of a graph
    memory, graph = ref(number._base), ref(many)
    with torch.no_grad():
        f(at, number)
        f.value_and_grad(at, number)
    f(at, number).sum().backward()
    del number, many
    gc.collect()
    assert memory() is None
    assert graph() is None
