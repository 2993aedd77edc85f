"""The calls of blocks as source: the same calls, in the same order, with the same left out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import block_source, blocks, wiring
from sympy_torch_bridge.fused.block_source import written_steps
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.native import NativeLibrary
from sympy_torch_bridge.fused.schedule import Skip
from sympy_torch_bridge.fused.wiring import Call, Wiring
from sympy_torch_bridge.program import lower

F64 = torch.float64
X, Y = sp.symbols("x y")


@pytest.fixture(autouse=True)
def no_library(monkeypatch):
    monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))


class Recorded:
    """Functions that say when they were called, and with what."""

    def __init__(self):
        self.calls = []

    def function(self, name):
        def called(*arguments, **named):
            self.calls.append((name, *arguments, *named.values()))

        return called


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_all_calls_are_made_in_order(most, monkeypatch):
    monkeypatch.setattr(block_source, "_MOST", most)
    seen = Recorded()
    functions = [seen.function(k) for k in range(3)]
    calls = [Call(functions[k % 3], (8 * k, 8 * k + 8), None if k % 2 else 8 * k + 2) for k in range(10)]
    parts = written_steps(calls, {})
    assert len(parts) == -(-10 // most)
    arrays, tensors = ({place: f"{kind} {place}" for place in range(99)} for kind in ("row", "tensor"))
    for part in parts:
        part(arrays, tensors)
    assert seen.calls == [
        (k % 3, f"row {8 * k}", f"row {8 * k + 8}")
        if k % 2
        else (k % 3, f"tensor {8 * k}", f"tensor {8 * k + 8}", f"tensor {8 * k + 2}")
        for k in range(10)
    ]


@pytest.mark.parametrize("most", [1, 2, 1000])
@pytest.mark.parametrize("inner", [[True, False], [False, False], [True, True]])
@pytest.mark.parametrize("outer", [[True, False], [False, False], [True, True]])
def test_what_is_left_out(outer, inner, most, monkeypatch):
    """An inner region that ends with the outer one, and one that begins with it."""
    monkeypatch.setattr(block_source, "_MOST", most)
    seen = Recorded()
    calls = [Call(seen.function(k), (0,), None) for k in range(8)]
    skips = {
        1: [Skip(1, 5, 4, True), Skip(1, 3, 12, False)],
        4: [Skip(4, 5, 12, True)],
        6: [Skip(6, 7, 4, False)],
    }
    for part in written_steps(calls, skips):
        part({0: "row", 4: np.array(outer), 12: np.array(inner)}, {})
    expected = [0, 5, 7]
    if any(outer):
        expected.append(3)
        expected += [1, 2] if not all(inner) else []
        expected += [4] if any(inner) else []
    expected += [6] if not all(outer) else []
    assert [name for name, _ in seen.calls] == sorted(expected)


def test_they_are_written_when_there_are_many_blocks(monkeypatch):
    written = []
    monkeypatch.setattr(wiring, "written_steps", lambda calls, skips: written.append(len(calls)) or ("it",))
    f = stb.compile(sp.sin(X * Y) + X, [X, Y])
    plan = FusedProgram(f.program, F64).plan([torch.ones(3, dtype=F64)] * 2)
    calls = Wiring(plan.schedule)
    assert calls.steps(49) == ()
    assert not written
    assert calls.steps(1) == calls.steps(1) == ("it",)
    assert written == [3]


def formula():
    """Return a formula of conditions in conditions, functions that only torch has, and truth values."""
    deep = sp.Piecewise((sp.erf(X) * sp.log(X), X > 2), (sp.exp(X * Y) + sp.gamma(X), True))
    return sp.Piecewise((deep * sp.sin(Y) + deep**2, X > 0), (sp.cos(X) / (2 + sp.sin(X + Y)), True))


@pytest.mark.parametrize("low", [-3.0, 0.5, 2.5])
@pytest.mark.parametrize("points", [1, 7, blocks._LARGEST + 5, 60_001])
def test_one_by_one_and_written_give_the_same_bits(points, low, monkeypatch):
    program, _ = lower([formula(), X > Y, X * Y], [X, Y])
    generator = torch.Generator().manual_seed(points)
    tensors = [torch.rand(points, dtype=F64, generator=generator) * 3 + low for _ in range(2)]
    found = []
    for many in (10**9, 0):
        monkeypatch.setattr(wiring, "_MANY_BLOCKS", many)
        fused = FusedProgram(program, F64)
        found.append([*fused.evaluate(tensors), *fused.evaluate(tensors, sums=[True, False, True])])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0, equal_nan=True)


def test_a_long_program_is_several_functions(monkeypatch):
    monkeypatch.setattr(block_source, "_MOST", 100)
    f = stb.compile(sp.Add(*(sp.sin(k * X) * sp.cos(X - k) for k in range(1, 120))), [X], backend="fused")
    points = torch.linspace(-1, 1, 9_000, dtype=F64)
    fused = f._evaluator.fused(F64)
    (one_by_one,) = fused.evaluate([points])
    monkeypatch.setattr(wiring, "_MANY_BLOCKS", 0)
    (written,) = fused.evaluate([points])
    assert len(fused.plan([points]).wiring._written) > 3
    assert torch.equal(written, one_by_one)


def test_sums_are_made_where_the_points_are():
    f = stb.compile(X * Y, [X, Y], backend="fused")
    x = torch.linspace(0, 1, 100_000, dtype=F64)
    with torch.device("meta"):
        _, (_, by_number) = f.value_and_grad(x, torch.full((), 2.0, dtype=F64, device="cpu"))
    assert by_number.device == x.device
    assert by_number.item() == pytest.approx(math.fsum(x.tolist()), rel=1e-14)
