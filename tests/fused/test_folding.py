"""Programs made shorter or reordered for evaluation: not one bit of a result may change."""

from __future__ import annotations

import random

import pytest
import sympy
import torch

from sympy_torch_bridge.fused import ordering
from sympy_torch_bridge.fused.folding import folded
from sympy_torch_bridge.fused.ordering import ordered
from sympy_torch_bridge.fused.schedule import scheduled
from sympy_torch_bridge.program import Layout, emit, load, lower
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.differentiation import DETACH, with_gradient
from sympy_torch_bridge.program.operation import ADD, DIV, INPUT, MUL, NEG, SUB, call

SPECIAL = torch.tensor(
    [0.0, -0.0, 1.0, -2.5, 1e300, -1e300, 5e-324, float("inf"), -float("inf"), float("nan")],
    dtype=torch.float64,
)
FORMS = {
    "opposite of a product": lambda b, x, y: b.add(NEG, b.add(MUL, x, b.number(3.0))),
    "opposite of a quotient": lambda b, x, y: b.add(NEG, b.add(DIV, b.number(3.0), x)),
    "opposite of an opposite": lambda b, x, y: b.add(NEG, b.add(NEG, x)),
    "sum with an opposite": lambda b, x, y: b.add(ADD, x, b.add(NEG, y)),
    "sum that begins with an opposite": lambda b, x, y: b.add(ADD, b.add(NEG, x), y),
    "difference of an opposite": lambda b, x, y: b.add(SUB, x, b.add(NEG, y)),
    "factor of one": lambda b, x, y: b.add(MUL, b.number(1), b.add(ADD, x, y)),
    "divided by one": lambda b, x, y: b.add(DIV, b.add(ADD, x, y), b.number(1.0)),
    "detached": lambda b, x, y: b.add(ADD, b.add(DETACH, x), y),
}


def built(make):
    build = ProgramBuilder()
    x, y = build.add(INPUT, value=0), build.add(INPUT, value=1)
    return build.build((x, y), Layout("node", node=make(build, x, y)))


def values(program, x, y):
    return load(emit(program, ["x", "y"]), program)(x, y)


@pytest.mark.parametrize("form", FORMS)
def test_folding_keeps_every_bit(form):
    program = built(FORMS[form])
    shorter = folded(program)
    assert shorter.operation_count < program.operation_count
    x, y = (column.contiguous() for column in torch.cartesian_prod(SPECIAL, SPECIAL).unbind(-1))
    found, expected = values(shorter, x, y), values(program, x, y)
    same = (found == expected) & (torch.signbit(found) == torch.signbit(expected))
    assert bool((same | (torch.isnan(found) & torch.isnan(expected))).all())


def test_a_product_that_is_needed_elsewhere_stays():
    def make(build, x, y):
        product = build.add(MUL, x, build.number(3.0))
        return build.add(MUL, product, build.add(NEG, product))

    program = built(make)
    assert folded(program).operation_count == program.operation_count


def random_program(seed):
    draw = random.Random(seed)
    build = ProgramBuilder()
    nodes = [build.add(INPUT, value=0), build.add(INPUT, value=1)]
    for _ in range(60):
        operation = draw.choice([ADD, SUB, MUL, call(torch.sin), NEG])
        args = draw.choices(nodes, k=2 if operation in (ADD, SUB, MUL) else 1)
        nodes.append(build.add(operation, *args))
    ends = draw.sample(nodes, 3)
    return build.build(tuple(nodes[:2]), Layout("tuple", tuple(Layout("node", node=end) for end in ends)))


def test_another_order_computes_the_same_and_needs_fewer_registers():
    x, y = torch.rand(2, 5, dtype=torch.float64)
    before = after = 0
    for seed in range(20):
        program = random_program(seed)
        other = ordered(program)
        assert sorted(n.operation.name for n in other.nodes) == sorted(
            n.operation.name for n in program.nodes
        )
        for found, expected in zip(values(other, x, y), values(program, x, y), strict=True):
            assert torch.equal(found, expected)
        before += scheduled(program, ()).registers
        after += scheduled(other, ()).registers
    assert after < before


def test_of_equals_the_longest_way_to_an_output_needs_fewer_registers(monkeypatch):
    """Value and gradient of the mass matrix of an arm, where much of the value waits for the gradient."""
    q, lengths = sympy.symbols("q:4"), sympy.symbols("l:4")
    angles = [sum(q[: k + 1]) for k in range(4)]
    ends = [
        sum(s * f(a) for s, a in zip(lengths[: k + 1], angles, strict=False))
        for k in range(4)
        for f in (sympy.cos, sympy.sin)
    ]
    energy = sum(end.diff(a) * end.diff(b) for end in ends for a in q for b in q)
    program = folded(with_gradient(lower(energy, [*q, *lengths])[0]))
    count = scheduled(ordered(program), ()).registers
    monkeypatch.setattr(ordering, "_longest_ways", lambda args_of: [0] * len(args_of))
    assert count < 0.95 * scheduled(ordered(program), ()).registers


def test_a_program_without_anything_to_fold_is_returned_as_it_is():
    build = ProgramBuilder()
    x, y = build.add(INPUT, value=0), build.add(INPUT, value=1)
    total = build.add(ADD, build.add(MUL, x, y), build.number(2))
    program = build.build((x, y), Layout("node", node=total))
    assert folded(program) is program
    changed = build.build((x, y), Layout("node", node=build.add(ADD, total, build.add(NEG, y))))
    assert folded(changed) is not changed
