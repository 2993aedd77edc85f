"""Every class of matrix expression against SymPy's explicit entries: values, derivatives, batches."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import CASES, INPUTS, m, name, sample, written_out
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.expressions.free_symbols import free_symbols

by_case = pytest.mark.parametrize("expr", CASES, ids=name)
BATCH = 2
RANKS = [len(getattr(symbol, "shape", ())) for symbol in INPUTS]


def compiled(expr: Any) -> stb.CompiledFunction:
    return stb.compile(expr, INPUTS)


def needed(expr: Any) -> list[Any]:
    """List the inputs of an expression, and M where the size m is one of its scalars."""
    found = free_symbols(expr)
    return [symbol for symbol in INPUTS if symbol in found or (symbol.name == "M" and m in found)]


@by_case
def test_value_is_that_of_the_explicit_entries(expr: Any) -> None:
    points = sample(BATCH)
    got = compiled(expr)(*points)
    want = torch.stack([written_out(expr, [p[b] for p in points]) for b in range(BATCH)])
    assert got.dtype is torch.float64
    assert got.shape == want.shape
    assert torch.allclose(got.to(want.dtype), want, rtol=1e-11, atol=1e-12)


@by_case
def test_derivatives_of_first_and_second_order(expr: Any) -> None:
    f = stb.compile(expr, needed(expr))
    points = [point.requires_grad_() for point in sample(symbols=f.inputs)]
    if not points:
        return
    assert torch.autograd.gradcheck(f, points, fast_mode=True, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(f, points, fast_mode=True)


@by_case
def test_transforms_agree(expr: Any) -> None:
    f = stb.compile(expr, needed(expr))
    points = sample(BATCH, symbols=f.inputs)
    if not points:
        return
    assert torch.allclose(torch.func.vmap(f)(*points), f(*points), rtol=1e-12)
    single = tuple(p[0] for p in points)
    wrt = tuple(range(len(single)))
    forward, reverse = torch.func.jacfwd(f, wrt)(*single), torch.func.jacrev(f, wrt)(*single)
    for a, b in zip(forward, reverse, strict=True):
        assert torch.allclose(a, b, rtol=1e-9, atol=1e-10)
    slope = torch.func.grad(lambda *values: f(*values).sum(), wrt)
    _, second = torch.func.jvp(slope, single, tuple(map(torch.ones_like, single)))
    assert all(part.isfinite().all() for part in second)


@by_case
def test_batches_broadcast(expr: Any) -> None:
    """Each input with batch axes of its own, no batch axes, or an empty batch."""
    f = compiled(expr)
    points = sample(3, 2)
    mixed = [p[:, :1] if k % 3 == 0 else p[0] if k % 3 == 1 else p[0, 0] for k, p in enumerate(points)]
    shapes = [p.shape[p.dim() - rank :] for p, rank in zip(mixed, RANKS, strict=True)]
    spread = [p.expand(3, 2, *shape) for p, shape in zip(mixed, shapes, strict=True)]
    assert torch.allclose(f(*mixed), f(*spread), rtol=1e-12)
    assert f(*spread).shape[:2] == (3, 2)
    assert f(*(p[:0] for p in points)).shape[:2] == (0, 2)


@by_case
def test_single_precision_and_copies(expr: Any) -> None:
    f = compiled(expr)
    points = sample(BATCH)
    value = f(*points)
    single = f(*(p.float() for p in points))
    assert single.dtype is torch.float32
    assert torch.allclose(single.double(), value, rtol=2e-3, atol=1e-3)
    for again in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        assert again.expr == f.expr
        assert torch.equal(again(*points), value)


@by_case
def test_nothing_leaves_the_device(expr: Any) -> None:
    """On the device that holds no numbers a tensor of another device would raise."""
    f = compiled(expr)
    got = f(*(point.to("meta") for point in sample(BATCH)))
    assert (got.device.type, got.shape) == ("meta", f(*sample(BATCH)).shape)


def test_half_precision_is_kept() -> None:
    points = [p.to(torch.bfloat16) for p in sample(BATCH)]
    for value in stb.compile(list(CASES), INPUTS)(*points):
        assert value.dtype is torch.bfloat16


@pytest.mark.slow
def test_one_graph_compiles() -> None:
    step = 9  # the time that Dynamo takes grows faster than the list
    f = stb.compile(list(CASES[::step]), INPUTS)
    points = [point.requires_grad_() for point in sample(BATCH)]
    graph = torch.compile(f, fullgraph=True, backend="aot_eager")
    expected, got = f(*points), graph(*points)
    for case, a, b in zip(CASES[::step], expected, got, strict=True):
        assert torch.allclose(a, b, rtol=1e-12), name(case)
    gradients = [torch.autograd.grad(total(values), points) for values in (expected, got)]
    for a, b in zip(*gradients, strict=True):
        assert torch.allclose(a, b, rtol=1e-9)


def total(values: list[Tensor]) -> Tensor:
    return sum((value.sum() for value in values), start=torch.zeros((), dtype=torch.float64))


def test_every_matrix_class_is_a_case_or_refused() -> None:
    """A class that SymPy adds shows up here."""
    from matrix_classes import COVERED_ELSEWHERE, classes

    from sympy_torch_bridge.program.forms.matrix_refusals import REASONS

    used = {type(node) for case in CASES for node in sympy.preorder_traversal(case)}
    missing = {head for head in classes() if head not in used | set(REASONS) | set(COVERED_ELSEWHERE)}
    assert missing == set()
