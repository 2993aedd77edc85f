"""Every transform of torch, on one record of each family, kernel, gradient source and number of arguments.

What is right was settled by the tests of the table; here each transform has to give the same numbers.
"""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
import sympy
import torch
from ops.test_ops import compiled, differentiable_arguments, points, tensors
from torch._subclasses.fake_tensor import FakeTensorMode
from torch_transforms import check_copies, check_first_derivatives, check_second_derivatives, close

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import FAMILIES, OPS, Op
from sympy_torch_bridge.program.record_facts import arity_of

pytestmark = pytest.mark.filterwarnings(
    "ignore::sympy_torch_bridge.errors.PerformanceWarning",
    # torch warns of its own modules while it exports.
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::UserWarning",
)


# Families of short kernels come first: a graph of a long one takes torch.compile half a minute.
_SHORT = ("elementary", "piecewise", "bessel", "error_functions", "number_theory", "combinatorial")


def sample(*, by_family: bool) -> list[Op]:
    """Choose the first record of each kind that occurs."""
    chosen: dict[tuple[object, ...], Op] = {}
    for family in (*_SHORT, *(name for name in FAMILIES if name not in _SHORT)):
        for op in FAMILIES[family]:
            chosen.setdefault((op.kernel, op.grad, family if by_family else ""), op)
    return list(chosen.values())


SAMPLE = sample(by_family=True)
SHORT_SAMPLE = sample(by_family=False)  # for what takes seconds a record
sampled = pytest.mark.parametrize("op", SAMPLE, ids=lambda op: f"{op.name}-{op.kernel}")
differentiable = pytest.mark.parametrize(
    "op",
    [op for op in SAMPLE if differentiable_arguments(op) and not op.complex_valued],
    ids=lambda op: f"{op.name}-{op.kernel}",
)
one_of_each_kernel = pytest.mark.parametrize(
    "op",
    [op for op in SHORT_SAMPLE if differentiable_arguments(op) and not op.complex_valued],
    ids=lambda op: f"{op.name}-{op.kernel}",
)


class Point:
    """A compiled record, arguments to call it with, and the argument that is differentiated."""

    def __init__(self, op: Op, dtype: torch.dtype = torch.float64) -> None:
        self.f = compiled(op)
        # What mpmath computes, and a quadrature of many arguments, takes its time.
        count = 2 if op.kernel == "mpmath" or arity_of(op) > 2 else 4
        self.at = tensors(points(op, count)[:, :count], dtype)
        self.wrt = (differentiable_arguments(op) or [0])[-1]
        self.x = self.at[self.wrt]

    def alone(self, x: torch.Tensor) -> torch.Tensor:
        """Evaluate as a function of one argument."""
        result: torch.Tensor = self.f(*self.at[: self.wrt], x, *self.at[self.wrt + 1 :])
        return result

    def total(self, x: torch.Tensor) -> torch.Tensor:
        """Sum the values."""
        return self.alone(x).sum()

    def slope(self) -> torch.Tensor:
        """Differentiate by plain backward."""
        x = self.x.clone().requires_grad_()
        self.total(x).backward()
        assert x.grad is not None
        return x.grad


def assert_same(got: torch.Tensor, expected: torch.Tensor) -> None:
    assert got.dtype is expected.dtype
    close(got, expected, rtol=1e-12, atol=1e-14)


def test_every_kernel_that_the_table_has_is_sampled() -> None:
    assert {(op.kernel, op.grad) for op in SHORT_SAMPLE} == {(op.kernel, op.grad) for op in OPS}
    assert set(SHORT_SAMPLE) <= set(SAMPLE)


@sampled
def test_vmap_over_one_argument(op: Op) -> None:
    p = Point(op)
    for place in range(arity_of(op)):
        fixed = [t if i == place else t[0] for i, t in enumerate(p.at)]
        axes = tuple(0 if i == place else None for i in range(arity_of(op)))
        assert_same(torch.func.vmap(p.f, in_dims=axes)(*fixed), p.f(*fixed))


@differentiable
def test_first_derivatives(op: Op) -> None:
    p = Point(op)
    check_first_derivatives(p.f, *p.at, wrt=(p.wrt,), rtol=1e-12, atol=1e-14)
    assert_same(torch.func.jvp(p.alone, (p.x,), (torch.ones_like(p.x),))[1], p.slope())


@differentiable
def test_second_derivatives(op: Op) -> None:
    p = Point(op)
    check_second_derivatives(p.f, *p.at, wrt=(p.wrt,))


@sampled
def test_compiled_value(op: Op) -> None:
    """One graph holds the kernel. What AOT makes of its operations, the exported programs below show."""
    p = Point(op)
    assert_same(torch.compile(p.f, fullgraph=True, backend="eager")(*p.at), p.f(*p.at))


@one_of_each_kernel
def test_compiled_gradient(op: Op) -> None:
    p = Point(op)
    x = p.x.clone().requires_grad_()
    torch.compile(p.total, fullgraph=True, backend="aot_eager")(x).backward()
    assert x.grad is not None
    assert_same(x.grad, p.slope())


@one_of_each_kernel
def test_transforms_inside_a_compiled_function(op: Op) -> None:
    p = Point(op)

    def everything(x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        tangent = torch.func.jvp(p.alone, (x,), (torch.ones_like(x),))[1]
        return tangent, torch.func.grad(p.total)(x), torch.func.vmap(p.f)(*p.at)

    tangent, gradient, mapped = torch.compile(everything, fullgraph=True, backend="aot_eager")(p.x)
    assert_same(tangent, p.slope())
    assert_same(gradient, p.slope())
    assert_same(mapped, p.f(*p.at))


class Holder(torch.nn.Module):
    """What torch.export takes."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, *arguments: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.function(*arguments)
        return result


def exported(p: Point) -> io.BytesIO:
    file = io.BytesIO()
    torch.export.save(torch.export.export(Holder(p.f), tuple(p.at)), file)
    file.seek(0)
    return file


@sampled
def test_exported_program_is_saved_and_loaded(op: Op) -> None:
    p = Point(op)
    loaded = torch.export.load(exported(p)).module()
    assert_same(loaded(*p.at), p.f(*p.at))
    if differentiable_arguments(op) and not op.complex_valued:
        arguments = [t.clone().requires_grad_(i == p.wrt) for i, t in enumerate(p.at)]
        loaded(*arguments).sum().backward()
        gradient = arguments[p.wrt].grad
        assert gradient is not None
        assert_same(gradient, p.slope())


LOAD = """
import sys, torch
from sympy_torch_bridge import compile  # brings the operators
program, arguments, expected = sys.argv[1:]
got = torch.export.load(program).module()(*torch.load(arguments))
torch.testing.assert_close(got, torch.load(expected), rtol=0, atol=0)
"""


@pytest.mark.slow
@pytest.mark.skipif(all(op.grad == "native" for op in OPS), reason="no record states its gradient")
def test_another_process_runs_an_exported_program(tmp_path: Any) -> None:
    p = Point(next(op for op in OPS if op.grad == "symbolic"))
    (tmp_path / "program.pt2").write_bytes(exported(p).read())
    torch.save(p.at, tmp_path / "arguments.pt")
    torch.save(p.f(*p.at), tmp_path / "expected.pt")
    paths = [str(tmp_path / name) for name in ("program.pt2", "arguments.pt", "expected.pt")]
    done = subprocess.run([sys.executable, "-c", LOAD, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_function_of_the_users_is_exported_for_this_process() -> None:
    x = sympy.Symbol("x")
    f = stb.compile(sympy.sin(x), ops=[Op(head=sympy.sin, lower=torch.sin, grad="symbolic")])
    at = (torch.ones(2),)
    program = torch.export.export(Holder(f), at)
    assert_same(program.module()(*at), torch.sin(*at))
    keys = [node.args[0] for node in program.graph.nodes if "stated" in str(node.target)]
    assert len(keys) == 1
    again = torch.export.export(Holder(copy_of(f)), at)
    assert keys[0] not in {node.args[0] for node in again.graph.nodes if "stated" in str(node.target)}


def copy_of(f: stb.CompiledFunction) -> stb.CompiledFunction:
    """Compile again: another object, which another process would not know."""
    return stb.compile(f.expr, f.inputs, **{k: v for k, v in f.options.items() if k != "backend"})


def test_a_graph_whose_function_is_gone_says_so() -> None:
    with pytest.raises(
        stb.LostFunctionError, match="the graph calls 'sin', which this process does not have"
    ):
        torch.ops.sympy_torch_bridge.stated("sin.from-another-process", [torch.ones(2)])
    with pytest.raises(stb.LostFunctionError, match=r"the graph calls 'mpmath\.gone'"):
        torch.ops.sympy_torch_bridge.host("mpmath.gone", [torch.ones(2)])


@sampled
def test_copies_compute_the_same(op: Op) -> None:
    p = Point(op)
    check_copies(p.f, *p.at)
    file = io.BytesIO()
    torch.save(p.f, file)
    file.seek(0)
    close(torch.load(file, weights_only=False)(*p.at), p.f(*p.at), rtol=0, atol=0)


@sampled
@pytest.mark.parametrize("kind", ["meta", "fake"])
def test_shapes_without_numbers(op: Op, kind: str) -> None:
    p = Point(op)
    if kind == "meta":
        got = p.f(*(t.to("meta") for t in p.at))
    else:
        with FakeTensorMode():
            got = p.f(*(torch.empty(t.shape, dtype=t.dtype) for t in p.at))
    assert (got.shape, got.dtype) == (p.x.shape, torch.complex128 if op.complex_valued else torch.float64)


@differentiable
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_the_gradient_has_the_dtype_of_the_input(op: Op, dtype: torch.dtype) -> None:
    p = Point(op, dtype)
    assert p.slope().dtype is dtype
    assert torch.func.jvp(p.alone, (p.x,), (torch.ones_like(p.x),))[1].dtype is dtype


def test_a_kernel_outside_torch_states_its_gradient() -> None:
    outside = [op for op in OPS if op.kernel in ("scipy", "mpmath") and differentiable_arguments(op)]
    assert [op.name for op in outside if op.grad != "symbolic"] == []
