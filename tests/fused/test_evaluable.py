"""The program that is evaluated, made in one rewriting; and what making it leaves behind."""

from __future__ import annotations

import gc

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.expansion import expanded, of_primitives
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.native import NativeLibrary
from sympy_torch_bridge.fused.strength import reduced
from sympy_torch_bridge.program import lower, stabilise
from sympy_torch_bridge.program.differentiation import with_gradient

F64 = torch.float64
X, Y = sp.symbols("x y", positive=True)
FORMULAS = {
    "powers alone": X**5 - Y**-3 + sp.sqrt(X * Y) ** 3,
    "kernels alone": sp.log(X / Y) + sp.sqrt(X**2 + Y**2),
    "powers inside kernels": sp.log(X**4 / Y**3) * sp.sqrt(1 + X**2) ** 3,
    "kernels inside powers": (sp.log(X / Y) + sp.frac(X)) ** 7,
    "neither": X * Y + sp.sin(X),
    "a kernel after a power": sp.frac(X**2) - sp.frac(Y) ** 8 / X**9,
    "whole numbers in both": 2 * sp.frac(X) ** 2 + 3 * X**3 - 1 / (3 * Y**2),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_one_rewriting_gives_what_two_give(name):
    value = stabilise(lower(FORMULAS[name])[0])
    for program in (value, with_gradient(value)):
        assert of_primitives(program, F64) == reduced(expanded(program, F64))


def test_a_program_of_primitives_stays():
    program = lower(FORMULAS["neither"])[0]
    assert of_primitives(program, F64) is program


def test_operations_are_counted_as_written():
    program = stabilise(lower(FORMULAS["kernels inside powers"])[0])
    fused = FusedProgram(program, F64)
    count = fused.operation_count
    assert count == expanded(program, F64).operation_count
    assert program.operation_count < count < fused.simplified.operation_count
    assert fused.has_at_least(program.operation_count)
    assert fused.has_at_least(count)
    assert not fused.has_at_least(count + 1)


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize("has_library", [True, False])
def test_what_a_translation_leaves_is_freed_without_the_collector(backend, has_library, monkeypatch):
    """Objects in a cycle stay until a collection, which looks at all of them."""
    if not has_library:
        monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))
    pieces = sp.Piecewise((sp.log(X) * Y, X > Y), (X**3, True))
    points = torch.rand(50, dtype=F64), torch.rand(50, dtype=F64)
    found, function = [], None
    for _ in range(2):  # what the first translation of a process finds is kept
        del function  # the emitted one and its names are a cycle
        gc.collect()
        gc.disable()
        try:
            function = stb.compile(pieces + FORMULAS["powers inside kernels"], [X, Y], backend=backend)
            function(*points)
            function.value_and_grad(*points)
            found.append(gc.collect())
        finally:
            gc.enable()
    assert found[-1] == 0
