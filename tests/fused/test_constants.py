"""Literal factors of a product become one, and nothing else changes."""

from __future__ import annotations

import random
import time

import pytest
import torch

from sympy_torch_bridge.fused.constants import gathered
from sympy_torch_bridge.program import Layout, emit, load
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import ADD, DIV, INPUT, MUL, NEG


class Draft:
    """A program of three inputs that is being written."""

    def __init__(self):
        self.build = ProgramBuilder()
        self.inputs = tuple(self.build.add(INPUT, value=k) for k in range(3))
        self.a, self.b, self.c = self.inputs

    def __call__(self, operation, *args):
        return self.build.add(operation, *(a if type(a) is int else self.build.number(a[0]) for a in args))

    def program(self, *outputs):
        layout = Layout("tuple", tuple(Layout("node", node=node) for node in outputs))
        return self.build.build(self.inputs, layout)


def text(program):
    """Return the line of source for the one output."""
    return emit(program, ["a", "b", "c"]).splitlines()[-1].strip().removeprefix("return (assemble.expand(")


# Literals are written in brackets, nodes are numbers.
HALF, THIRD = (0.5,), (0.3,)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda d: d(MUL, d(MUL, d(MUL, HALF, d.a), d.b), (3.0,)), "1.5*a*b"),
        (lambda d: d(MUL, d(MUL, HALF, d.a), d(MUL, d.b, (4.0,))), "2.0*a*b"),
        (lambda d: d(MUL, d(MUL, HALF, d.a), d(MUL, d.b, (2.0,))), "a*b"),
        (lambda d: d(MUL, d(DIV, HALF, d.a), (4.0,)), "2.0/a"),
        (lambda d: d(MUL, d(DIV, HALF, d.a), (2.0,)), "1/a"),
        (lambda d: d(NEG, d(DIV, d(MUL, d.b, HALF), d.a)), "b*-0.5/a"),
        # A divisor keeps its factor: its reciprocal would round.
        (lambda d: d(MUL, d(DIV, d.a, (3.0,)), HALF), "a/3.0*0.5"),
        # So does what might leave the range of numbers on another way.
        (lambda d: d(MUL, d(MUL, (1e200,), d.a), (1e-150,)), "1e+200*a*1e-150"),
        (lambda d: d(MUL, d(MUL, (0.0,), d.a), (2.0,)), "0.0*a*2.0"),
    ],
)
def test_literals_of_one_product(make, expected):
    draft = Draft()
    assert text(gathered(draft.program(make(draft)))).startswith(f"{expected}, a, b, c)")


def test_a_product_that_is_needed_elsewhere_stays():
    draft = Draft()
    half = draft(MUL, HALF, draft.a)
    program = draft.program(half, draft(MUL, half, (3.0,)))
    assert gathered(program) == program


def test_one_quotient_for_two_that_differ_by_a_literal():
    draft = Draft()
    plain, scaled = draft(DIV, draft.a, draft.b), draft(DIV, draft(MUL, THIRD, draft.a), draft.b)
    found = gathered(draft.program(plain, scaled))
    assert sum(node.operation is DIV for node in found.nodes) == 1


def random_program(draw):
    draft = Draft()
    parts = [*draft.inputs]
    for _ in range(25):
        literal = (draw.choice([0.5, 2.0, -0.3, 3, 1, -1, 7.5, 1e30]),)
        first, second = draw.choice(parts), draw.choice([*parts, literal])
        operation = draw.choice([MUL, MUL, MUL, DIV, ADD, NEG])
        pair = (second, first) if draw.random() < 0.3 and operation is not NEG else (first, second)
        parts.append(draft(operation, *pair[:1] if operation is NEG else pair))
    return draft.program(*parts[-6:])


@pytest.mark.parametrize("seed", range(40))
def test_random_programs(seed):
    draw = random.Random(seed)
    program = random_program(draw)
    changed = gathered(program)
    assert changed.operation_count <= program.operation_count
    inputs = [torch.tensor([draw.uniform(0.5, 2) for _ in range(5)], dtype=torch.float64) for _ in range(3)]
    names = ["a", "b", "c"]
    expected, found = (load(emit(p, names), p)(*inputs) for p in (program, changed))
    size = [1 + e.abs() for e in expected]
    for e, f, s in zip(expected, found, size, strict=True):
        assert bool((((e - f).abs() <= 1e-11 * s) | (e == f) | (e.isnan() & f.isnan())).all()), text(program)


def test_long_chains_take_no_longer():
    draft = Draft()
    node = draft.a
    for k in range(6000):
        node = draft(MUL, draft(MUL, node, draft.b if k % 2 else draft.c), (1.0 + 1 / (k + 2),))
    start = time.perf_counter()
    gathered(draft.program(node))
    assert time.perf_counter() - start < 5
