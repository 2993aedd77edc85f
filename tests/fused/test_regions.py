"""Operations left out where no point of a block needs them: not one bit of a result may change."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.guards import Guard, Region, guards
from sympy_torch_bridge.fused.native import NativeWorker, encoded
from sympy_torch_bridge.fused.regions import gathered
from sympy_torch_bridge.fused.schedule import scheduled, uniform_nodes
from sympy_torch_bridge.fused.wiring import Wiring
from sympy_torch_bridge.fused.worker import Worker
from sympy_torch_bridge.program import Layout, lower
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import ADD, AND, GT, INPUT, MUL, NOT, OR, WHERE, call

F64, F32 = torch.float64, torch.float32
SYMBOLS = a, b, c = sp.symbols("a b c", real=True)
FORMULAS = {
    "quotient": sp.log(a / b) * c,
    "product": sp.log(sp.Abs(a) * sp.exp(b)) + sp.log(a * b),
    "log of a sum": sp.log(sp.exp(a * b) + 3 * sp.exp(c) + sp.exp(a)),
    "softplus": sp.log(1 + sp.exp(a)) * sp.log(1 - sp.exp(b)) + sp.log(sp.cosh(c)),
    "pieces": sp.Piecewise(
        (sp.sin(a) * sp.exp(b), a > 1),
        (sp.log(b) + sp.Piecewise((sp.erf(c), c > 0), (sp.tan(c), True)), a > 0),
        (sp.atan(a * b), (b > 1) | (c > 1)),
        (sp.exp(c) ** 2, True),
    ),
    "conditions": sp.Piecewise(
        (sp.sin(a), (a > 0) & (b > 0)), (sp.cos(a * b), ~(c > 0) | (a < -1)), (a, True)
    ),
    "largest": sp.Max(sp.sin(a), sp.exp(b), c) * sp.Min(sp.log(a), c),
    "infinite slopes": sp.Piecewise((sp.sqrt(a), a > 0), (0, True)) + sp.Piecewise((1 / b, b > 0), (b, True)),
}  # fmt: skip
# What their conditions choose between costs less than a test.
CHEAP = {"log of a sum", "largest"}
LENGTH = 3000


@cache
def points(dtype):
    """Rows of points: blocks on one side, blocks on the other, mixed ones, and special numbers."""
    generator = torch.Generator().manual_seed(0)
    mixed = 4 * torch.rand(3, LENGTH, dtype=F64, generator=generator) - 2
    special = torch.tensor(
        [0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1e-310, 1e300, 1.0], dtype=F64
    )
    grid = torch.cartesian_prod(special, special, special).T
    near = 1 + mixed[:, :LENGTH] / 100
    rows = [
        mixed,
        mixed.sort().values,
        near,
        near + 4,
        -near,
        torch.zeros_like(near),
        grid,
        grid.expand(3, 512),
    ]
    return [row.to(dtype) for row in (torch.cat(rows, 1), grid, near[:, :1])]


def turned_off(monkeypatch):
    plain = lambda program, uniform, **_: (program, scheduled(program, uniform))  # noqa: E731
    monkeypatch.setattr(blocks, "scheduled_in_regions", plain)


def results(expr, dtype):
    """Return the bytes of value, gradient and a Hessian-vector product, and how much may be left out."""
    program = stb.compile(expr, SYMBOLS, backend="fused")._evaluator.fused(dtype)
    joint = program.with_gradient
    slopes = joint.pullback(tuple(range(1, joint.output_count)))
    found, regions = [], 0
    for rows in points(dtype):
        inputs = [row.contiguous() for row in rows]
        seeds = [inputs[-1]] * (joint.output_count - 1)
        for evaluated, arguments in (
            (joint, inputs),
            (slopes, [*inputs, *seeds]),
            (joint, [inputs[0][0], *inputs[1:]]),
        ):
            found += [out.numpy().tobytes() for out in evaluated.evaluate(arguments)]
            regions += len(evaluated.plan(arguments).schedule.skips)
    return found, regions


@pytest.mark.parametrize("dtype", [F64, F32], ids=["float64", "float32"])
@pytest.mark.parametrize("name", FORMULAS)
def test_every_bit_stays(name, dtype, way, monkeypatch):
    found, regions = results(FORMULAS[name], dtype)
    turned_off(monkeypatch)
    expected, none = results(FORMULAS[name], dtype)
    assert none == 0
    assert regions > 0 or name in CHEAP
    assert found == expected


def random_program(draw):
    """Nest conditions at random: as branches of others, made of others, and with branches that are shared."""
    build = ProgramBuilder()
    numbers = [build.add(INPUT, value=k) for k in range(3)]
    inputs = tuple(numbers)
    numbers += [build.number(0.5), build.number(1)]
    masks = [build.add(GT, inputs[0], numbers[-1])]
    for _ in range(draw.randint(10, 50)):
        pick, mask = lambda: draw.choice(numbers[-8:]), lambda: draw.choice(masks[-3:])
        kind = draw.random()
        if kind < 0.35:
            numbers.append(build.add(WHERE, mask(), pick(), pick()))
        elif kind < 0.55:
            numbers.append(build.add(call(draw.choice((torch.exp, torch.sin, torch.log))), pick()))
        elif kind < 0.75:
            numbers.append(build.add(draw.choice((ADD, MUL)), pick(), pick()))
        elif kind < 0.85:
            masks.append(build.add(GT, pick(), pick()))
        elif kind < 0.95:
            masks.append(build.add(draw.choice((AND, OR)), mask(), mask()))
        else:
            masks.append(build.add(WHERE, mask(), mask(), build.add(NOT, mask())))
    outputs = tuple(Layout("node", node=node) for node in numbers[-2:])
    return build.build(inputs, Layout("tuple", outputs))


def random_results(seeds):
    found, regions = [], 0
    for seed in seeds:
        program = FusedProgram(random_program(random.Random(seed)), F64)
        rows = [row.contiguous() for row in points(F64)[0]]
        for evaluated in (program, program.with_gradient):
            found += [out.numpy().tobytes() for out in evaluated.evaluate(rows)]
            regions += len(evaluated.plan(rows).schedule.skips)
    return found, regions


def test_nested_conditions(way, monkeypatch):
    found, regions = random_results(range(60))
    turned_off(monkeypatch)
    assert found == random_results(range(60))[0]
    assert regions > 100


def test_several_threads(way, monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: 3)
    monkeypatch.setattr(blocks, "NATIVE_PART", 1000)
    monkeypatch.setattr(blocks, "_LARGEST", 1024)
    monkeypatch.setattr(blocks, "_SMALLEST", 1024)
    found, _ = results(FORMULAS["pieces"], F64)
    assert found == results(FORMULAS["pieces"], F64)[0]
    turned_off(monkeypatch)
    assert found == results(FORMULAS["pieces"], F64)[0]


def test_no_point_is_no_error(way):
    f = stb.compile(FORMULAS["quotient"], SYMBOLS, backend="fused")
    value, slopes = f.value_and_grad(*torch.empty(3, 0, dtype=F64))
    assert value.shape == (0,)
    assert all(slope.shape == (0,) for slope in slopes)


def conditional(make):
    """Return the program of ``make(build, x, masks)`` with the nodes that it tells of."""
    build = ProgramBuilder()
    x, y = (build.add(INPUT, value=k) for k in range(2))
    zero = build.number(0.0)
    masks = [build.add(GT, x, zero), build.add(GT, y, zero)]
    node, *outputs = make(build, build.add(call(torch.exp), x), masks, x)
    program = build.build((x, y), Layout("tuple", tuple(Layout("node", node=o) for o in (*masks, *outputs))))
    found, names, _ = guards(program, uniform_nodes(program, ()))
    return {
        (masks.index(g.mask), g.truth)
        for k, g in enumerate(names)
        if found[node] >> k & 1 and g.mask in masks
    }


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, m[0], e, x)), {(0, True)}, id="first-branch"),
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, m[0], x, e)), {(0, False)}, id="second-branch"),
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, m[0], e, e)), set(), id="both-branches"),
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, m[0], e, x), e), set(), id="an-output"),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, m[0], e, x), b.add(WHERE, m[1], e, x)), set(), id="two-guards"
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, m[0], e, x), b.add(WHERE, m[0], x, e)),
            set(),
            id="either-side",
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, m[0], b.add(ADD, e, x), x)), {(0, True)}, id="by-what-uses-it"
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, m[0], b.add(WHERE, m[1], x, e), x)),
            {(0, True), (1, False)},
            id="nested",
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, b.add(GT, e, x), x, b.number(0.0))),
            set(),
            id="in-a-condition",
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, b.add(OR, *m), x, e)), {(0, False), (1, False)}, id="neither"
        ),
        pytest.param(
            lambda b, e, m, x: (e, b.add(WHERE, b.add(AND, *m), e, x)), {(0, True), (1, True)}, id="both"
        ),
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, b.add(OR, *m), e, x)), set(), id="one-of-two"),
        pytest.param(lambda b, e, m, x: (e, b.add(WHERE, b.add(NOT, m[0]), e, x)), {(0, False)}, id="not"),
    ],
)
def test_what_is_seen_in_one_branch_alone(make, expected):
    assert conditional(make) == expected


def only_exp_of_positive():
    build = ProgramBuilder()
    x = build.add(INPUT, value=0)
    mask = build.add(GT, x, build.number(0.0))
    chosen = build.add(WHERE, mask, build.add(call(torch.exp), x), build.number(5.0))
    return build.build((x,), Layout("tuple", (Layout("node", node=chosen),)))


def test_steps_are_left_out(way, monkeypatch):
    """Without its condition the choice shows that the exponential was computed in the mixed block alone."""
    fused = FusedProgram(only_exp_of_positive(), F64)
    sides = [torch.full((64,), -1.0, dtype=F64), torch.linspace(-1, 1, 64, dtype=F64)]
    plan = fused.plan(sides[:1])
    (skip,) = plan.schedule.skips
    assert plan.schedule.operations[skip.first : skip.last] == (call(torch.exp),)
    steps = [
        (call(torch.maximum), (step.operands[1],) * 2)
        if step.operation is WHERE
        else (step.operation, step.operands)
        for step in plan.schedule.steps
    ]
    operations, operands = map(tuple, zip(*steps, strict=True))
    shown = replace(plan.schedule, operations=operations, operands=operands)
    for x, expected in zip(sides, (torch.zeros(64, dtype=F64), torch.exp(sides[1])), strict=True):
        out = torch.empty(64, dtype=F64)
        uniform = plan.numbers([x])
        if way == "native":
            worker = NativeWorker(shown, encoded(shown), F64, plan.numbers.literals)
            worker.run(worker.constants(uniform), [x], [out])
        else:
            Worker(Wiring(shown), uniform, 64, x).run([x.numpy()], [out.numpy()])
        torch.testing.assert_close(out, expected, rtol=1e-15, atol=0)


def test_a_jump_stays_in_the_program():
    fused = FusedProgram(only_exp_of_positive(), F64)
    x = torch.ones(8, dtype=F64)
    plan = fused.plan([x])
    if plan.native is None:
        pytest.skip("there is no native interpreter")
    code = encoded(plan.schedule)
    skip = int((code[:, 0] < 0).argmax())
    for count in (-1, len(code) - skip):
        wrong = code.copy()
        wrong[skip, 2] = count
        worker = NativeWorker(plan.schedule, wrong, F64, {})
        with pytest.raises(MemoryError, match="does not exist"):
            worker.run(worker.constants(plan.numbers([x])), [x], [torch.empty_like(x)])


def test_what_is_the_same_at_all_points_is_in_no_region():
    program = FusedProgram(lower(FORMULAS["pieces"], SYMBOLS)[0], F64).with_gradient.simplified
    uniform = (0, 2)
    other, regions = gathered(program, uniform)
    same = uniform_nodes(other, uniform)
    assert regions
    assert not any(same[node] for first, last, _ in regions for node in range(first, last))
    assert not set(other.outputs()) & {node for first, last, _ in regions for node in range(first, last)}


def test_a_condition_lasts_until_it_is_tested():
    """Its last use may come before the region: no other truth value takes its place before the test."""
    build = ProgramBuilder()
    x, y = (build.add(INPUT, value=k) for k in range(2))
    mask = build.add(GT, x, build.number(0.0))
    both = build.add(AND, mask, build.add(GT, y, build.number(0.0)))
    third = build.add(GT, y, build.number(1.0))
    inner = build.add(call(torch.exp), x)
    outputs = build.add(WHERE, both, inner, x), build.add(WHERE, third, y, x)
    program = build.build((x, y), Layout("tuple", tuple(Layout("node", node=node) for node in outputs)))
    at = next(k for k, node in enumerate(program.nodes) if node.operation is call(torch.exp))
    tested = next(k for k, node in enumerate(program.nodes) if node.operation is GT)
    schedule = scheduled(program, (), [Region(at, at + 1, Guard(tested, True))])
    (skip,) = schedule.skips
    assert schedule.results[: skip.first].count(skip.mask) == 1
