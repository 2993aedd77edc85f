"""Compiled functions on a CUDA device: every op, matrices, transforms, checks; skipped without one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import sympy
import torch
from random_formulas import differences
from torch import Tensor
from torch._dynamo.testing import CompileCounterWithBackend

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import OPS
from sympy_torch_bridge.program.record_facts import arity_of

pytestmark = [
    pytest.mark.skipif(not torch.cuda.is_available(), reason="torch sees no CUDA device on this machine"),
    pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning"),
    # torch's own, where a thread of autograd begins with a product of matrices.
    pytest.mark.filterwarnings("ignore:Attempting to run cuBLAS"),
]
by_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
smooth_ops = pytest.mark.parametrize("op", [op for op in OPS if op.smooth], ids=lambda op: op.name)
x, y = sympy.symbols("x y")


def arguments(op: stb.Op, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    rng = np.random.default_rng(0)
    drawn = np.array([op.argument_domain(i).sample(rng, 8) for i in range(arity_of(op))])
    drawn[list(op.integer)] = np.rint(drawn[list(op.integer)])
    return [torch.tensor(column, dtype=dtype) for column in drawn]


def compiled(op: stb.Op) -> stb.CompiledFunction:
    symbols = list(sympy.symbols(f"a:{arity_of(op)}", real=not op.complex))
    return stb.compile(sympy.Basic.__new__(op.head, *symbols), symbols)


# Kernels of the device are other ones than those of the CPU, each within the error that the record states,
# and composed ones add up several; derivatives are composed of more, as in the tests on the CPU.
IN_VALUES, IN_GRADIENTS = 16, 256


def close(found: Tensor, expected: Tensor, tolerance: float) -> None:
    assert found.is_cuda
    assert torch.isfinite(expected).any(), "two tensors of nan would agree, and say nothing"
    assert found.dtype is expected.dtype
    torch.testing.assert_close(found.cpu(), expected, rtol=tolerance, atol=tolerance, equal_nan=True)


@by_op
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_values_agree_with_the_cpu(op: stb.Op, dtype: torch.dtype) -> None:
    f, at = compiled(op), arguments(op, dtype)
    close(f(*[t.cuda() for t in at]), f(*at), IN_VALUES * op.ulp * torch.finfo(dtype).eps)


@smooth_ops
def test_gradients_agree_with_the_cpu(op: stb.Op) -> None:
    f, at = compiled(op), arguments(op)
    expected = f.value_and_grad(*at)[1]
    found = f.value_and_grad(*[t.cuda() for t in at])[1]
    for one, other in zip(found, expected, strict=True):
        close(one, other, IN_GRADIENTS * op.ulp * torch.finfo(torch.float64).eps)


MATRICES = {
    "solve": lambda A, b: A.I * b,
    "log-determinant": lambda A, b: sympy.log(sympy.Determinant(A * A.T)),
    "quadratic form": lambda A, b: (b.T * A * b)[0, 0],
    "power": lambda A, b: A**3 * b,
    "elementwise": lambda A, b: (A * b).applyfunc(sympy.sin),
}


@pytest.mark.parametrize("name", MATRICES)
def test_matrices_agree_with_the_cpu(name: str) -> None:
    A, b = sympy.MatrixSymbol("A", 4, 4), sympy.MatrixSymbol("b", 4, 1)
    f = stb.compile(MATRICES[name](A, b), [A, b])
    generator = torch.Generator().manual_seed(0)
    at = [
        torch.randn(5, 4, 4, generator=generator).double(),
        torch.randn(5, 4, 1, generator=generator).double(),
    ]
    at[0] += 4 * torch.eye(4)
    close(f(*[t.cuda() for t in at]), f(*at), 1e-11)
    expected, found = f.value_and_grad(*at)[1], f.value_and_grad(*[t.cuda() for t in at])[1]
    for one, other in zip(found, expected, strict=True):
        close(one, other, 1e-10)


def test_transforms_stay_on_the_device() -> None:
    f = stb.compile(sympy.sin(x * y) * sympy.exp(-(x**2)) + sympy.besselj(0, y), [x, y])
    at = [torch.linspace(0.1, 2, 7, dtype=torch.float64), torch.linspace(1, 3, 7, dtype=torch.float64)]
    there = [t.cuda() for t in at]
    for transform in (
        torch.func.vmap(torch.func.grad(f)),
        torch.func.vmap(torch.func.hessian(f)),
        torch.func.jacfwd(f),
        torch.func.jacrev(f),
    ):
        close(transform(*there), transform(*at), 1e-12)


FORMULA = sympy.sin(x * y) * sympy.exp(-(x**2)) / (1 + sympy.exp(-y)) + sympy.erf(x - y) ** 3
backends = pytest.mark.parametrize("backend", ["eager", "fused", "auto"])


def points(n: int) -> list[Tensor]:
    return [torch.linspace(0.1, 2, n, dtype=torch.float64), torch.linspace(1, 3, n, dtype=torch.float64)]


@backends
@pytest.mark.parametrize("n", [1, 1001])
def test_value_and_gradient_of_each_backend(backend: Any, n: int) -> None:
    f, at = stb.compile(FORMULA, [x, y], backend=backend), points(n)
    value, gradients = f.value_and_grad(*[t.cuda() for t in at])
    expected, slopes = f.value_and_grad(*at)
    close(value, expected, 1e-14)
    for one, other in zip(gradients, slopes, strict=True):
        close(one, other, 1e-14)
    explained = f.explain(*[t.cuda() for t in at])
    assert (explained.chosen, explained.gradient) == (("eager",) * 2 if backend == "eager" else ("cuda",) * 2)


@backends
def test_derivatives_of_each_backend(backend: Any) -> None:
    f, at = stb.compile(FORMULA, [x, y], backend=backend), points(33)
    there = [t.cuda() for t in at]
    assert torch.autograd.gradcheck(f, [t.clone().requires_grad_() for t in there], check_forward_ad=True)
    assert torch.autograd.gradgradcheck(f, [t.clone().requires_grad_() for t in there])
    for transform in (torch.func.vmap(torch.func.grad(f)), torch.func.vmap(torch.func.hessian(f))):
        close_all(transform(*there), transform(*at), 1e-12)


def close_all(found: Any, expected: Any, tolerance: float) -> None:
    if isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            close_all(one, other, tolerance)
    else:
        close(found, expected, tolerance)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_one_kernel_takes_what_broadcasts(dtype: torch.dtype) -> None:
    f = stb.compile(FORMULA, [x, y], backend="fused")
    of_x, of_y = torch.linspace(0.1, 2, 12, dtype=dtype), torch.linspace(1, 3, 20, dtype=dtype)
    for at in (
        [of_x[:, None], of_y],
        [of_x.reshape(3, 4).T, of_y[0]],
        [of_x[::2], of_y[:6].flip(0)],
        [of_x[0], of_y[0]],
        [of_x[0].expand(5), of_y[:5]],
    ):
        there = [t.cuda() for t in at]
        assert f.explain(*there).chosen == "cuda"
        close(f(*there), f(*at), 16 * torch.finfo(dtype).eps)
        value, gradients = f.value_and_grad(*there)
        expected, slopes = f.value_and_grad(*at)
        for one, other in zip((value, *gradients), (expected, *slopes), strict=True):
            close(one, other, 64 * torch.finfo(dtype).eps)


def test_a_large_program_is_one_operator_in_a_graph() -> None:
    expr = sympy.Add(*[sympy.sin(x + k) * sympy.cos(k * y) * sympy.exp(-k * x) for k in range(1, 90)])
    f, at = stb.compile(expr, [x, y], backend="fused"), points(1001)
    there = [t.cuda() for t in at]
    compiled = torch.compile(f.value_and_grad, fullgraph=True)
    value, gradients = compiled(*there)
    expected, slopes = f.value_and_grad(*at)
    for one, other in zip((value, *gradients), (expected, *slopes), strict=True):
        close(one, other, 1e-11)


def test_a_program_too_large_for_one_kernel_is_several() -> None:
    expr = sympy.Add(*[sympy.sin(x + k) / (1 + sympy.cos(k * y) ** 2) for k in range(400)])
    f, at = stb.compile(expr, [x, y], backend="fused"), points(1001)
    there = [t.cuda() for t in at]
    assert f.explain(*there).gradient == "cuda"
    value, gradients = f.value_and_grad(*there)
    expected, slopes = f.value_and_grad(*at)
    for one, other in zip((value, *gradients), (expected, *slopes), strict=True):
        close(one, other, 1e-11)


def test_a_cuda_graph_replays_value_and_gradient() -> None:
    f, at = stb.compile(FORMULA, [x, y], backend="fused"), points(64)
    static = [t.cuda() for t in at]
    f.value_and_grad(*static)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        value, gradients = f.value_and_grad(*static)
    del f  # the kernel stays
    at = [1 / t for t in at]
    for one, other in zip(static, at, strict=True):
        one.copy_(other)
    graph.replay()
    expected, slopes = stb.compile(FORMULA, [x, y]).value_and_grad(*at)
    for one, other in zip((value, *gradients), (expected, *slopes), strict=True):
        close(one, other, 1e-13)


def test_results_may_be_written_to() -> None:
    leaves = [t.cuda().requires_grad_() for t in points(9)]
    stb.compile(FORMULA, [x, y], backend="fused")(*leaves).mul_(2).sum().backward()
    others = [t.requires_grad_() for t in points(9)]
    (2 * stb.compile(FORMULA, [x, y])(*others)).sum().backward()
    for leaf, other in zip(leaves, others, strict=True):
        assert leaf.grad is not None and other.grad is not None
        close(leaf.grad, other.grad, 1e-13)


def test_kernels_are_launched_from_threads_and_on_streams() -> None:
    f, at = stb.compile(FORMULA, [x, y], backend="fused"), points(100_000)
    there, expected = [t.cuda() for t in at], f(*at)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: f(*there), range(16)):
            close(found, expected, 1e-14)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        found = f(*[t * 1 for t in there])
    torch.cuda.current_stream().wait_stream(stream)
    close(found, expected, 1e-14)


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_random_programs(start: int) -> None:
    found = [each for seed in range(start, start + 10) for each in differences(seed, 12, device="cuda")]
    assert max(each.units for each in found) < 2
    assert sum(each.decided for each in found) > 0.98 * sum(each.total for each in found)


def test_inputs_on_the_cpu_and_on_the_device_go_the_plain_way() -> None:
    f, at = stb.compile(FORMULA, [x, y], backend="fused"), points(9)
    there = [at[0].cuda(), at[1][0]]
    assert "cpu" in f.explain(*there).reason
    close(f(*there), f(at[0], at[1][0]), 1e-14)


@backends
def test_one_graph_serves_every_batch_size(backend: Any) -> None:
    f = stb.compile(FORMULA, [x, y], backend=backend)
    counter = CompileCounterWithBackend("inductor")
    compiled = torch.compile(f, fullgraph=True, backend=counter, dynamic=True)
    joint = torch.compile(f.value_and_grad, fullgraph=True, backend=counter, dynamic=True)
    for n in (5, 7, 64, 100_000):
        at = points(n)
        there = [t.cuda() for t in at]
        close(compiled(*there), f(*at), 1e-13)
        value, gradients = joint(*there)
        expected, slopes = f.value_and_grad(*at)
        for one, other in zip((value, *gradients), (expected, *slopes), strict=True):
            close(one, other, 1e-13)
    assert counter.frame_count == 2


@backends
def test_cuda_graph_replays_a_compiled_function(backend: Any) -> None:
    f = stb.compile(sympy.sin(x) * sympy.log(1 + x**2), [x], backend=backend)
    static = torch.linspace(0, 1, 64, dtype=torch.float64, device="cuda")
    f(static)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        value = f(static)
    static.copy_(torch.linspace(2, 3, 64, dtype=torch.float64))
    graph.replay()
    close(value, f(static.cpu()), 1e-14)


def test_module_moves_with_its_parameters() -> None:
    module = stb.SymPyModule(1.5 * sympy.sin(2.5 * x) + y).double()
    there = stb.SymPyModule(1.5 * sympy.sin(2.5 * x) + y).double().cuda()
    at = torch.linspace(0, 1, 5, dtype=torch.float64)
    close(there(at.cuda(), at.cuda()), module(at, at).detach(), 1e-14)
    there(at.cuda(), at.cuda()).sum().backward()
    assert all(p.grad is not None and p.grad.is_cuda for p in there.parameters())


def test_inputs_on_two_devices_are_refused() -> None:
    f = stb.compile(x * y, [x, y])
    at: Any = torch.ones(3, dtype=torch.float64)
    with pytest.raises((stb.BridgeError, RuntimeError), match="device"):
        f(at, at.cuda())


def test_code_that_works_on_the_device_is_checked() -> None:
    right = stb.check_gradient(sympy.sin(x) ** 2, lambda v: torch.sin(2 * v.cuda()).cpu()[..., None], [x])
    wrong = stb.check_gradient(sympy.sin(x) ** 2, lambda v: torch.cos(2 * v.cuda()).cpu()[..., None], [x])
    assert right.verdict == "consistent"
    assert wrong.verdict == "refuted"
