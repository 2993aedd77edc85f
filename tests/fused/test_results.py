"""Results are tensors of their own: they may be written to, whichever way computed them."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import PerformanceWarning
from sympy_torch_bridge.fused import blocks, fused_program
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.native import NativeLibrary
from sympy_torch_bridge.program import lower

x, y = sympy.symbols("x y")
F64 = torch.float64
SHAPES = [
    ((5,), (5,)),
    ((3, 2), (3, 2)),
    ((3, 2), (2,)),
    ((3, 2), ()),
    ((1,), (1,)),
    ((), ()),
    ((70_000, 2), (2,)),
]


@pytest.fixture(params=["native", "blocks"])
def way(request, monkeypatch):
    if request.param == "blocks":
        monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_recorded_results_may_be_written_to(shapes):
    found = []
    for backend in ("eager", "fused"):  # the plain way repeats what is the same at all points, without memory
        leaves = [torch.full(shape, 0.7, dtype=F64, requires_grad=True) for shape in shapes]
        function = stb.compile([sympy.sin(x) * y, y**2], [x, y], backend=backend)
        values = [v.mul_(2) if backend == "fused" else 2 * v for v in function(*leaves)]
        sum(value.sum() for value in values).backward()
        found.append([*(value.detach() for value in values), *(leaf.grad for leaf in leaves)])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-14, atol=0)


@pytest.fixture
def program(monkeypatch):
    """Give a program as on a device where no graph is captured; the tensors are those of the CPU."""
    monkeypatch.setattr(torch.cuda, "is_current_stream_capturing", lambda: False)
    return FusedProgram(lower(sympy.sin(x) * y, [x, y])[0], F64)


def evaluated(program):
    at = [torch.linspace(0, 1, 6, dtype=F64).reshape(3, 2), torch.tensor([2.0, 3.0], dtype=F64)]
    (found,) = program._on_device(at, torch.Size((3, 2)), [False])
    torch.testing.assert_close(found, at[0].sin() * at[1])


def test_a_kernel_that_cannot_be_made_is_said_once_and_computed_plainly(program, monkeypatch):
    def refused(*_):
        raise RuntimeError("the driver is too old")

    monkeypatch.setattr(fused_program, "KernelSequence", refused)
    with pytest.warns(PerformanceWarning, match="the driver is too old"):
        evaluated(program)
    evaluated(program)


def test_no_kernel_is_made_while_a_graph_is_captured(program, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_current_stream_capturing", lambda: True)
    monkeypatch.setattr(fused_program, "KernelSequence", lambda *_: pytest.fail("loaded while capturing"))
    evaluated(program)
