"""Programs that one kernel cannot hold are cut: parts compute the same numbers, in the bounds of kernels."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import pytest
import sympy
import torch
from kernels_as_cpp import COMPILER, CppKernel
from torch import Tensor

from sympy_torch_bridge.fused.cuda import KernelSequence, sequence
from sympy_torch_bridge.fused.cuda.parts import Part, parts_of
from sympy_torch_bridge.fused.evaluator import Evaluator
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.program import Layout, Program, emit, load, lower
from sympy_torch_bridge.program.node import Node
from sympy_torch_bridge.program.operation import INPUT, LOGICAL, WHERE, call

F64 = torch.float64
POINTS = torch.Size([5])
x, y = sympy.symbols("x y", real=True)
WIDE = sympy.symbols("w:40", real=True)
FORMULAS = {
    "chain": (sympy.sin(sympy.cos(sympy.sin(sympy.cos(sympy.exp(x) + y) * x) + y) * x), (x, y)),
    "sum": (sympy.Add(*[sympy.sin(k * x) * sympy.cos(y - k) for k in range(12)]), (x, y)),
    "branches": (sympy.Piecewise((sympy.log(x) * y, x > y), (x**2 / (1 + y**2), True)), (x, y)),
    "no slope of its own": (3 * x + y, (x, y)),
    "one slope for many": (2 * sympy.Add(*WIDE), WIDE),
    "constants": (sympy.Add(*[(k + 2) * w for k, w in enumerate(WIDE)]), WIDE),
    "an input that is not read": (sympy.sin(x), (x, *WIDE)),
    "exponential": (sympy.exp(x) * y, (x, y)),
    "many inputs": (sympy.Add(*[sympy.sin(w) ** 2 for w in WIDE]), WIDE),
}


def joint_program(name: str) -> Program:
    formula, arguments = FORMULAS[name]
    return FusedProgram(lower(formula, arguments)[0], F64).with_gradient.simplified


def plain(program: Program) -> Callable[..., tuple[Tensor, ...]]:
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in program.outputs()))
    flat = replace(program, layout=layout)
    return load(emit(flat, [f"x{k}" for k in range(len(flat.inputs))]), flat)


class PlainKernel:
    """What stands for a kernel: the plain operations of a part, whose results are tensors of their own."""

    def __init__(self, program: Program, *_: object) -> None:
        conditions = {
            a
            for node in program.nodes
            for a in (
                node.args[:1] if node.operation is WHERE else node.args if node.operation in LOGICAL else ()
            )
        }
        self.evaluate = plain(program)
        self.truths = {k for k, node in enumerate(program.inputs) if node in conditions}

    def __call__(self, inputs: list[Tensor], shape: torch.Size) -> list[Tensor]:
        given = [x.bool() if k in self.truths else x for k, x in enumerate(inputs)]
        return [value.to(F64).expand(shape).clone() for value in self.evaluate(*given)]


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Callable[[Program, int, int], list[Tensor]]:
    """Give ``evaluated(program, most operations, most arguments)``: what the parts make of some points."""
    monkeypatch.setattr(sequence, "source_of", lambda program, dtype: program)
    monkeypatch.setattr(sequence, "CudaKernel", PlainKernel)

    def evaluate(program: Program, operations: int, arguments: int) -> list[Tensor]:
        limited = partial(parts_of, most_operations=operations, most_arguments=arguments)
        monkeypatch.setattr(sequence, "parts_of", limited)
        return KernelSequence(program, F64, torch.device("cpu"))(points(program), POINTS)

    return evaluate


def points(program: Program) -> list[Tensor]:
    return [torch.linspace(0.2, 1 + k / 40, 5, dtype=F64) for k in range(len(program.inputs))]


limits = pytest.mark.parametrize(("operations", "arguments"), [(1, 16), (3, 20), (20, 16), (7, 60)])


@limits
@pytest.mark.parametrize("name", FORMULAS)
def test_parts_compute_the_numbers_of_the_whole(
    name: str, operations: int, arguments: int, evaluated: Callable[[Program, int, int], list[Tensor]]
) -> None:
    program = joint_program(name)
    found = evaluated(program, operations, arguments)
    expected = [value.to(F64).expand(POINTS) for value in plain(program)(*points(program))]
    assert all(map(torch.equal, found, expected)) and len(found) == len(expected)
    # They may be written to, so that none may lie where another one does.
    assert len({value.data_ptr() for value in found}) == len(found)


@limits
@pytest.mark.parametrize("name", FORMULAS)
def test_parts_keep_to_the_bounds(name: str, operations: int, arguments: int) -> None:
    program = joint_program(name)
    parts = parts_of(program, operations, arguments)
    for part in parts:
        assert part.given and part.found
        assert part.program.operation_count <= operations
        assert 2 * len(part.given) + len(part.found) + 1 <= arguments
    assert sum(part.program.operation_count for part in parts) == program.operation_count
    assert sorted(k for part in parts for k in part.results) == list(range(len(program.outputs())))
    assert parts[-1].left == set(program.inputs[:1])


def passed_on(parts: list[Part]) -> list[int]:
    """Count what lies in memory between the parts, beside the first input."""
    return [len(part.left - {0}) for part in parts[:-1]]


def test_a_cut_is_made_where_few_numbers_pass() -> None:
    bundle = x
    for _ in range(5):  # wide in the middle of each link, one number at its end
        bundle = sympy.Add(*[sympy.sin(x * bundle + j) for j in range(2, 6)], evaluate=False)
    parts = parts_of(lower(bundle, [x])[0], most_operations=25)
    assert len(parts) > 2
    assert passed_on(parts) == [1] * (len(parts) - 1)


@pytest.mark.skipif(COMPILER is None, reason="no C++ compiler 'c++' on this machine")
def test_gradient_in_several_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels: list[CppKernel] = []

    def made(*given: Any) -> CppKernel:
        kernels.append(CppKernel(*given))
        return kernels[-1]

    monkeypatch.setattr(sequence, "CudaKernel", made)
    monkeypatch.setattr(torch.cuda, "is_current_stream_capturing", lambda: False)
    expr = sympy.Add(*[sympy.sin(x + k) / (1 + sympy.cos(k * y) ** 2) for k in range(10)])
    at = [torch.linspace(0, 1, 5, dtype=F64), torch.tensor(0.7, dtype=F64)]

    def evaluated() -> list[Tensor]:
        kernels.clear()
        fused = FusedProgram(lower(expr, [x, y])[0], F64).with_gradient
        return fused._on_device(at, POINTS, [False, False, True])

    whole = evaluated()
    assert len(kernels) == 1
    monkeypatch.setattr(sequence, "parts_of", partial(parts_of, most_operations=60))
    in_parts = evaluated()
    assert len(kernels) > 1
    # The same operations on the same numbers, in whichever kernel they are.
    assert all(map(torch.equal, in_parts, whole))


def test_parts_are_computed_in_an_order_in_which_few_numbers_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = []
    monkeypatch.setattr(sequence, "source_of", lambda program, dtype: "")
    monkeypatch.setattr(sequence, "CudaKernel", lambda source, given, found, *_: passed.append(found))
    monkeypatch.setattr(sequence, "parts_of", partial(parts_of, most_operations=60))
    formula = sympy.Add(*[sympy.sin(k * x) * sympy.cos(y - k) for k in range(40)])
    program = FusedProgram(lower(formula, [x, y])[0], F64).with_gradient.simplified
    KernelSequence(program, F64, torch.device("cpu"))
    in_order_of_formula = [len(part.found) for part in parts_of(program, most_operations=60)]
    assert len(passed) > 1
    assert sum(passed) < 0.6 * sum(in_order_of_formula)


def chain(operations: int) -> Program:
    """Return the sine of the sine of the sine ..."""
    sines = [Node(call(torch.sin), (k,)) for k in range(operations)]
    return Program((Node(INPUT, (), 0), *sines), (0,), Layout("node", node=operations))


def test_a_kernel_has_four_thousand_operations_at_most() -> None:
    counts = [part.program.operation_count for part in parts_of(chain(6000))]
    assert counts == [4000, 2000]


def test_numbers_are_released_after_the_last_kernel_that_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref[Tensor]] = []
    most = 0

    class Counted(PlainKernel):
        def __call__(self, inputs: list[Tensor], shape: torch.Size) -> list[Tensor]:
            nonlocal most
            most = max(most, sum(each() is not None for each in alive))
            found = super().__call__(inputs, shape)
            alive.extend(map(weakref.ref, found))
            return found

    monkeypatch.setattr(sequence, "source_of", lambda program, dtype: program)
    monkeypatch.setattr(sequence, "CudaKernel", Counted)
    monkeypatch.setattr(sequence, "parts_of", partial(parts_of, most_operations=2))
    evaluate = KernelSequence(chain(40), F64, torch.device("cpu"))
    evaluate([torch.ones(5, dtype=F64)], POINTS)
    assert len(alive) == 20 and most == 1


@pytest.mark.parametrize(("backend", "is_bounded"), [("auto", True), ("fused", False)])
def test_auto_does_not_wait_for_kernels(backend: Literal["auto", "fused"], is_bounded: bool) -> None:
    program = chain(3500)
    fused = Evaluator(program, plain(program), backend).fused(F64)
    assert not fused.reason_against_kernel
    for derived in (fused.with_gradient, fused.pullback((0,)), fused.pushforward((0,))):
        assert derived.operation_count > 4000
        assert bool(derived.reason_against_kernel) is is_bounded
    long = chain(4100)
    reason = Evaluator(long, plain(long), backend).fused(F64).reason_against_kernel
    assert ('made by backend="fused"' in reason) is is_bounded
