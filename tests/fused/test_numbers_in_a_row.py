"""One call of the interpreter at points that lie in a row, and the long way for all others."""

from __future__ import annotations

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import at_once as at_once_module
from sympy_torch_bridge.fused import blocks, fused_program
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.program import lower

F64 = torch.float64
x, y = sp.symbols("x y")
FORMULA = sp.sin(x) * y + sp.exp(-x) / (1 + y**2)
a = torch.linspace(-1, 2, 12, dtype=F64)
b = torch.linspace(0.3, 1.1, 12, dtype=F64)
IN_A_ROW = {
    "a batch": (a, b),
    "two axes": (a.reshape(3, 4), b.reshape(3, 4)),
    "one point": (a[:1], b[:1]),
    "numbers": (a[3], b[5]),
    "from the middle": (a[2:7], b[1:6]),
    "expanded": (a, b[0].expand(12)),
    "a number beside a batch": (a, b[4]),
    "numbers of other shapes": (a[3], b[5].reshape(1, 1)),
}
OTHERS = {
    "every second": (a[::2], b[:6]),
    "turned": (a.reshape(3, 4).T, b.reshape(4, 3)),
    "shapes that broadcast": (a.reshape(3, 4), b[:4]),
    "the opposite in memory": (a, torch.complex(a, b).conj().imag),
}


@pytest.fixture
def at_once(monkeypatch):
    """What the short way has returned, None where it was not for it to do."""
    returned = []

    def watched(*arguments):
        returned.append(at_once_module.run_at_once(*arguments))
        return returned[-1]

    monkeypatch.setattr(fused_program, "run_at_once", watched)
    return returned


@pytest.mark.parametrize("tensors", (IN_A_ROW | OTHERS).values(), ids=IN_A_ROW | OTHERS)
def test_numbers_in_any_order(tensors, way, at_once):
    f = stb.compile(FORMULA, [x, y], backend="fused")
    plain = stb.compile(FORMULA, [x, y])
    torch.testing.assert_close(f(*tensors), plain(*tensors), rtol=1e-14, atol=1e-15)
    torch.testing.assert_close(
        f.value_and_grad(*tensors), plain.value_and_grad(*tensors), rtol=1e-14, atol=1e-14
    )
    is_short = way == "native" and any(tensors is case for case in IN_A_ROW.values())
    assert [found is not None for found in at_once if found is not None] == [True, True] * is_short


def test_outputs_that_are_no_numbers_of_their_own(way):
    f = stb.compile((x, sp.Integer(2), 3 * x), [x], backend="fused")
    value, (slope,) = f.value_and_grad(a)
    torch.testing.assert_close(value, (a, torch.full_like(a, 2), 3 * a), rtol=0, atol=0)
    torch.testing.assert_close(slope, torch.full_like(a, 4), rtol=0, atol=0)
    slope.add_(1)  # memory of its own


def test_truth_values(way):
    program, _ = lower(x > 0)
    (found,) = FusedProgram(program, F64).evaluate([a])
    assert found.dtype is torch.bool
    assert torch.equal(found, a > 0)


def test_a_large_batch_takes_several_calls(way, at_once, monkeypatch):
    monkeypatch.setattr(blocks, "NATIVE_PART", 5)
    f = stb.compile(FORMULA, [x, y], backend="fused")
    torch.testing.assert_close(f(a, b), stb.compile(FORMULA, [x, y])(a, b), rtol=1e-14, atol=1e-15)
    assert at_once == [None]
