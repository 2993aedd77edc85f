"""Passes that begin at the first change give what they give from the first node on; rounds of joining too."""

from __future__ import annotations

import random

import pytest

from sympy_torch_bridge.fused import constants, folding
from sympy_torch_bridge.fused.constants import gathered
from sympy_torch_bridge.fused.folding import folded
from sympy_torch_bridge.fused.joining import PRODUCTS, joined
from sympy_torch_bridge.fused.native import JOINTS
from sympy_torch_bridge.fused.ordering import ordered
from sympy_torch_bridge.program import Layout
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.differentiation import DETACH
from sympy_torch_bridge.program.operation import ADD, DIV, INPUT, LT, MUL, NEG, SUB, WHERE

NUMBERS = (0.5, 3, 1, 1.0, -2.0, 1e30, 0.0, True)


def random_program(seed, size=30):
    """Return a program in which literals, products and opposites are frequent."""
    chance, build = random.Random(seed), ProgramBuilder()
    inputs = tuple(build.add(INPUT, value=k) for k in range(3))
    nodes = [*inputs, *(build.number(chance.choice(NUMBERS)) for _ in range(chance.randint(0, 3)))]
    for _ in range(size):
        operation = chance.choice((MUL, MUL, MUL, DIV, NEG, ADD, SUB, WHERE, DETACH))
        # Near the end of the list: long chains, of which most parts are used once.
        taken = [nodes[-min(int(chance.expovariate(0.4)) + 1, len(nodes))] for _ in range(3)]
        if operation is WHERE:
            nodes.append(build.add(WHERE, build.add(LT, taken[0], chance.choice(nodes)), *taken[1:]))
        else:
            nodes.append(build.add(operation, *taken[: 1 if operation in (NEG, DETACH) else 2]))
    outputs = (nodes[-1], chance.choice(nodes))
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in outputs))
    return build.build(inputs, layout)


@pytest.mark.parametrize("seed", range(300))
def test_nothing_before_the_first_change_would_change(seed, monkeypatch):
    program = random_program(seed)
    found = gathered(program), folded(program)
    monkeypatch.setattr(constants._Gathering, "_first_change", lambda self: 0)
    monkeypatch.setattr(folding, "_first_change", lambda program: 0)
    assert found == (gathered(program), folded(program))


def test_the_programs_change_early_and_late_and_never():
    firsts = {
        (first * 4 // len(program), first == len(program))
        for program in map(random_program, range(300))
        for first in (constants._Gathering(program).first, folding._first_change(program))
    }
    assert firsts >= {(0, False), (1, False), (2, False), (3, False), (4, True)}


def test_what_does_not_change_is_not_written_anew():
    programs = [random_program(seed, 5) for seed in range(100)]
    for change in (gathered, folded):
        same = [p for p in programs if change(p) == p]
        assert sum(change(p) is p for p in same) > len(same) / 2 > 0


@pytest.mark.parametrize("seed", range(100))
def test_rounds_of_joining_are_one_after_the_other(seed):
    program = folded(gathered(random_program(seed)))
    joint = joined(joined(program, PRODUCTS), JOINTS)
    assert joined(program, PRODUCTS, JOINTS) == joint
    assert ordered(program, (PRODUCTS, JOINTS)) == ordered(joint)


def test_no_joint_operation_is_part_of_another_pair_of_its_table():
    for table in (PRODUCTS, JOINTS):
        parts = {operation for outer, _, inner in table for operation in (outer, inner)}
        assert parts.isdisjoint(table.values())
