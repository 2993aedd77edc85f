"""The native interpreter: its operations at the ends of the numbers, its guards, and life without it."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.native import NativeWorker, building, encoded, native_library
from sympy_torch_bridge.fused.native import library as library_module
from sympy_torch_bridge.fused.native.encoding import OPERATIONS
from sympy_torch_bridge.program import Layout
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import INPUT, WHERE

F64, F32 = torch.float64, torch.float32
SPECIAL = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    1e300,
    -1e300,
    5e-324,
    1e-310,
    float("inf"),
    -float("inf"),
    float("nan"),
)
# torch's addcmul may round once; the interpreter rounds the product, as the operations apart do. Arithmetic
# in C reads as Python, and what is evaluated is the table of the package: the C text itself is under test.
NAMES = {"FN": lambda function: function, "exp": torch.exp, "erfc": torch.erfc}
WRITTEN = {
    record.operation: lambda *args, c=record.c: eval(c, NAMES | dict(zip("abcd", args, strict=False)))
    for record in OPERATIONS
    if record.arity > 2 and "?" not in record.c
}
ARITY = {record.operation: record.arity for record in OPERATIONS}
needs_compiler = pytest.mark.skipif(not native_library(), reason=native_library().reason or "-")


def program_of(operation):
    build = ProgramBuilder()
    inputs = [build.add(INPUT, value=k) for k in range(ARITY[operation])]
    return build.build(tuple(inputs), Layout("tuple", (Layout("node", node=build.add(operation, *inputs)),)))


def special_points(arity, dtype):
    grid = torch.cartesian_prod(*(torch.tensor(SPECIAL, dtype=dtype) for _ in range(arity)))
    return [column.contiguous() for column in grid.reshape(-1, arity).unbind(-1)]


def test_every_operation_is_in_the_source():
    text = building.source()
    assert all(f"({code}, {record.c})" in text for code, record in enumerate(OPERATIONS))


@needs_compiler
@pytest.mark.parametrize("dtype", [F64, F32], ids=["float64", "float32"])
@pytest.mark.parametrize("operation", [record.operation for record in OPERATIONS], ids=lambda op: op.name)
def test_special_numbers_are_those_of_torch(operation, dtype):
    """Infinities, nan, zeros with their signs and denormal numbers come out as torch gives them."""
    arguments = special_points(ARITY[operation], dtype)
    if operation is WHERE or "logical" in operation.name:
        arguments[0] = (arguments[0] > 0).to(dtype)
    truth = operation.is_truth or "logical" in operation.name or operation.name.startswith("torch.is")
    masks = [a != 0 for a in arguments] if "logical" in operation.name else arguments
    if operation is WHERE:
        masks = [arguments[0] != 0, *arguments[1:]]
    expected = WRITTEN.get(operation, operation.function)(*masks)
    is_torchs = torch.ones_like(expected, dtype=torch.bool)
    exactly = {"torch.remainder": np.remainder, "kernels.rem": np.fmod}.get(operation.name)
    if exactly is not None:  # torch gives nan where the quotient overflows
        with np.errstate(all="ignore"):
            exact = torch.from_numpy(exactly(*(a.numpy() for a in arguments)))
        is_torchs = ~torch.isnan(expected)
        expected = torch.where(is_torchs, expected, exact)
    fused = FusedProgram(program_of(operation), dtype)
    assert fused.plan(arguments).native
    (found,) = fused.evaluate(arguments)
    if operation.name == "torch.log1p":  # torch rounds denormal numbers to 0
        expected = torch.where(arguments[0].abs() < torch.finfo(dtype).tiny, arguments[0], expected)
    if truth:
        assert torch.equal(found, expected)
        return
    torch.testing.assert_close(found, expected, rtol=1e-14 if dtype is F64 else 1e-6, atol=0, equal_nan=True)
    zero = (found == 0) & (expected == 0) & is_torchs
    assert torch.equal(torch.signbit(found[zero]), torch.signbit(expected[zero]))


@needs_compiler
@pytest.mark.parametrize("record", OPERATIONS, ids=lambda record: record.operation.name)
def test_uniform_operands_are_those_that_vary(record):
    """One number for all points gives what the same number at each point gives, in every place."""
    fused = FusedProgram(program_of(record.operation), F64)
    generator = torch.Generator().manual_seed(0)
    for mask in range(1, 2**record.arity):
        points = [torch.rand(9, dtype=F64, generator=generator) + 1 / 8 for _ in range(record.arity)]
        if record.operation is WHERE:
            points[0] = (points[0] > 1 / 2).double()
        some = [p if mask >> k & 1 else p[0] for k, p in enumerate(points)]
        everywhere = [p.expand(9).contiguous() for p in some]
        assert fused.plan(some).native
        (found,), (expected,) = fused.evaluate(some), fused.evaluate(everywhere)
        torch.testing.assert_close(found, expected, rtol=4e-16, atol=0, equal_nan=True)


@needs_compiler
@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 33, 63, 255, 257, 1000, 2049, 70_001])
def test_every_length(size):
    x = sp.Symbol("x")
    f = stb.compile(sp.sin(x) + x**2, backend="fused")
    at = torch.linspace(-3, 3, size, dtype=F64)
    torch.testing.assert_close(f(at), torch.sin(at) + at**2, rtol=1e-14, atol=1e-15)


def worker():
    x, y = sp.symbols("x y")
    fused = stb.compile(x * y + 1, backend="fused")._evaluator.fused(F64)
    ones = torch.ones(8, dtype=F64)
    plan = fused.plan([torch.arange(8.0, dtype=F64)] * 2)
    literals = plan.numbers.literals
    native = NativeWorker(plan.schedule, encoded(plan.schedule), F64, literals)
    return partial(native.run, native.constants(literals)), ones


@needs_compiler
@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        pytest.param(lambda a: [a.float(), a], lambda a: [a.clone()], id="dtype"),
        pytest.param(lambda a: [a[::2], a[:4]], lambda a: [a[:4].clone()], id="strides"),
        pytest.param(lambda a: [a, a[:4].clone()], lambda a: [a.clone()], id="length-of-an-input"),
        pytest.param(lambda a: [a, a[0]], lambda a: [a.clone()], id="one-number-for-many"),
        pytest.param(lambda a: [a, a], lambda a: [a[:4].clone()], id="length-of-an-output"),
        pytest.param(lambda a: [a, a], lambda a: [], id="number-of-outputs"),
        pytest.param(lambda a: [a], lambda a: [a.clone()], id="number-of-inputs"),
        pytest.param(lambda a: [a.to("meta"), a], lambda a: [a.clone()], id="device"),
    ],
)
def test_refuses_what_it_cannot_read(inputs, outputs):
    run, ones = worker()
    with pytest.raises((TypeError, ValueError)):
        run(inputs(ones), outputs(ones))


@needs_compiler
def test_refuses_constants_of_another_program():
    run, ones = worker()
    with pytest.raises(ValueError, match="constants"):
        run.func(run.args[0][:0], [ones, ones], [ones.clone()])


@needs_compiler
def test_an_unknown_operation_is_no_number():
    run, ones = worker()
    run.func.__self__._code[0, 0] = len(OPERATIONS)
    with pytest.raises(MemoryError, match="does not exist"):
        run([ones, ones], [ones.clone()])


@needs_compiler
@pytest.mark.parametrize(("kind", "number"), [(1, 2), (3, 7)], ids=["result", "operand"])
@pytest.mark.parametrize("past", [0, -1])
def test_a_register_that_is_not_there_is_not_used(kind, number, past):
    run, ones = worker()
    native = run.func.__self__
    native._code[0, kind] = 2  # a register
    native._code[0, number] = native._registers if past == 0 else -1
    with pytest.raises(MemoryError, match="does not exist"):
        run([ones, ones], [ones.clone()])


@pytest.fixture
def fresh_library(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    library_module.native_library.cache_clear()
    yield tmp_path
    library_module.native_library.cache_clear()


def test_without_a_compiler_there_is_a_reason(fresh_library, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    found = native_library()
    assert not found
    assert "could not be built" in found.reason


def test_a_broken_compiler_leaves_nothing_behind(fresh_library, monkeypatch):
    monkeypatch.setenv("CC", "false")
    assert not native_library()
    assert not list(fresh_library.rglob("*.so"))


def test_a_variable_turns_it_off(fresh_library, monkeypatch):
    monkeypatch.setenv("SYMPY_TORCH_BRIDGE_NATIVE", "0")
    assert native_library().reason == "SYMPY_TORCH_BRIDGE_NATIVE=0 turns it off"


@needs_compiler
@pytest.mark.slow
def test_it_is_built_once(fresh_library):
    path = native_library().path
    built = path.stat().st_mtime_ns
    library_module.native_library.cache_clear()
    assert native_library().path == path
    assert path.stat().st_mtime_ns == built
