"""Quick plans: the first points of a large program are evaluated before a thorough plan is made."""

from __future__ import annotations

import random

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import plans
from sympy_torch_bridge.fused.plans import Plans
from sympy_torch_bridge.program import lower

F64, F32 = torch.float64, torch.float32
x, y, k = SYMBOLS = sp.symbols("x y k", real=True)
FUNCTIONS = (
    sp.sin, sp.exp, sp.log, sp.tanh, sp.erf, sp.Abs, lambda u: 1 / u, lambda u: -u, lambda u: u**3,
    lambda u: sp.log(1 + sp.exp(u)), lambda u: sp.Piecewise((sp.log(u), u > 1), (u**2, u > 0), (u, True)),
    lambda u: sp.Max(u, y) / 3, lambda u: sp.atan2(u, k), lambda u: sp.sinc(u),
)  # fmt: skip
EDGES = torch.tensor([0.0, -0.0, 1.0, -1.0, 1e-300, 1e300, torch.inf, -torch.inf, torch.nan], dtype=F64)


def formula(seed, terms=12):
    draw = random.Random(seed)
    parts = []
    for _ in range(terms):
        part = draw.choice(SYMBOLS) * draw.randint(1, 9) + draw.choice(SYMBOLS)
        for _ in range(draw.randint(1, 3)):
            part = draw.choice(FUNCTIONS)(part)
        parts.append(part * draw.choice(SYMBOLS))
    return sp.Add(*parts)


def arguments(dtype, draw):
    """Return points near 0, at edges of the range of numbers and a number for all of them."""
    rows = [torch.cat([torch.randn(91, generator=draw, dtype=F64), EDGES.roll(n)]) for n in range(2)]
    return [row.to(dtype) for row in (*rows, torch.randn((), generator=draw, dtype=F64))]


def bits(numbers):
    """Return the bytes; the sign of nan, which says nothing, is the same."""
    return torch.where(numbers.isnan(), torch.nan, numbers).numpy().tobytes()


@pytest.mark.parametrize("dtype", [F64, F32], ids=["float64", "float32"])
def test_both_plans_give_the_same_bits(dtype, way, monkeypatch):
    monkeypatch.setattr(plans, "_FEW_NODES", 0)
    draw, shorter = torch.Generator().manual_seed(1), 0
    for seed in range(25):
        fused = stb.compile(formula(seed), SYMBOLS, backend="fused")._evaluator.fused(dtype)
        given = arguments(dtype, draw)
        full = [*given[:2], given[2].expand(100).contiguous()]
        for evaluated in (fused, fused.with_gradient, fused.pullback((0,))):
            for some in (given, full):
                some = [*some, *some[:1]][: len(evaluated.program.inputs)]
                sums = [False] * (evaluated.output_count - 1) + [True]
                quick = [*evaluated.evaluate(some), *evaluated.evaluate(some, sums=sums)]
                plan = evaluated.plan(some)
                thorough = [*evaluated.evaluate(some), *evaluated.evaluate(some, sums=sums)]
                for before, after in zip(quick, thorough, strict=True):
                    assert bits(before) == bits(after), seed
                shorter += bool(plan.schedule.skips)
    assert shorter > 20  # the two differ in more than a name


@pytest.fixture
def program():
    return lower(sp.Add(*(sp.sin(x + n) * sp.cos(x - n) for n in range(200))), [x])[0]


def test_many_points_get_the_thorough_plan(program):
    found = Plans(program, F64)
    quick = found.for_points((), 1000)
    assert found.for_points((), 1000) is quick
    assert found.for_points((), 10**6) is not quick
    assert found.for_points((), 10) is found.thorough(())  # once it is there


def test_points_of_all_calls_count(program):
    found = Plans(program, F64)
    quick = found.for_points((), 1)
    made = [found.for_points((), 1000) for _ in range(40)]
    assert made[0] is quick
    assert made[-1] is found.thorough(()) is not quick
    assert all(plan is quick or plan is made[-1] for plan in made)


def test_each_choice_of_uniform_inputs_has_plans_of_its_own():
    program, _ = lower(sp.Add(*(sp.sin(x + n) * sp.cos(k - n) for n in range(200))), [x, k])
    found = Plans(program, F64)
    quick = found.for_points((), 10), found.for_points((1,), 10)
    assert quick[0] is not quick[1]
    assert found.for_points((1,), 10**6) is not quick[1]
    assert found.for_points((), 10) is quick[0]


def test_small_programs_have_no_quick_plan():
    found = Plans(lower(sp.sin(x) * sp.cos(x), [x])[0], F64)
    assert found.for_points((), 1) is found.thorough(())
