"""Literal factors that terms of a sum share are multiplied once; all other sums stay as they are."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import Tensor

from sympy_torch_bridge.fused.factoring import factored
from sympy_torch_bridge.program import Layout, Program, emit, load
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import ADD, INPUT, MUL, SUB, call

F64 = torch.float64


class Draft:
    """A program of three inputs that is being written; literals are tuples."""

    def __init__(self) -> None:
        self.build = ProgramBuilder()
        self.inputs = tuple(self.build.add(INPUT, value=k) for k in range(3))

    def __call__(self, operation: Any, *args: Any) -> int:
        return self.build.add(operation, *(self.build.number(a[0]) if type(a) is tuple else a for a in args))

    def times(self, literal: float, node: int) -> int:
        return self(MUL, (literal,), node)

    def program(self, *outputs: int) -> Program:
        return self.build.build(
            self.inputs, Layout("tuple", tuple(Layout("node", node=node) for node in outputs))
        )


def text(program: Program) -> str:
    """Return the expression of the one output."""
    line = emit(program, ["a", "b", "c"]).splitlines()[-1].strip()
    return line.removeprefix("return (").removeprefix("assemble.expand(").split(", ")[0].removesuffix(",)")


def sum_of(d: Draft, *terms: tuple[Any, int]) -> int:
    total = terms[0][1]
    for operation, node in terms[1:]:
        total = d(operation, total, node)
    return total


A, B, C = range(3)
FORMS = {
    "two": (lambda d: d(ADD, d.times(3, A), d.times(3, B)), "3*(a + b)"),
    "a difference": (lambda d: d(SUB, d.times(3, A), d.times(3, B)), "3*(a - b)"),
    "opposite factors": (lambda d: d(ADD, d.times(3, A), d.times(-3, B)), "3*(a - b)"),
    "a literal behind": (lambda d: d(ADD, d(MUL, A, (2.5,)), d.times(2.5, B)), "2.5*(a + b)"),
    "both negative": (
        lambda d: d(SUB, C, sum_of(d, (ADD, d.times(3, A)), (ADD, d.times(3, B)))),
        "c + -3*(a + b)",
    ),
    "the first negative": (
        lambda d: sum_of(d, (ADD, C), (SUB, d.times(3, A)), (ADD, d.times(3, B))),
        "c + -3*(a - b)",
    ),
    "one between": (
        lambda d: sum_of(d, (ADD, d.times(3, A)), (ADD, C), (SUB, d.times(3, B))),
        "3*(a - b) + c",
    ),
    "two factors": (
        lambda d: sum_of(
            d, (ADD, d.times(3, A)), (ADD, d.times(5, A)), (ADD, d.times(3, B)), (SUB, d.times(5, C))
        ),
        "3*(a + b) + 5*(a - c)",
    ),
    "all negative": (
        lambda d: d(MUL, C, d(ADD, d.times(-3, A), d.times(-3, B))),
        "c*(-3*(a + b))",
    ),
}
STAYING = {
    "one product": lambda d: d(ADD, d.times(3, A), B),
    "different factors": lambda d: d(ADD, d.times(3, A), d.times(2, B)),
    "a factor below 1, which may keep its terms in range": lambda d: d(ADD, d.times(0.5, A), d.times(0.5, B)),
    "a factor that splits numbers": lambda d: d(ADD, d.times(2.0**27 + 1, A), d.times(2.0**27 + 1, B)),
    "factors of one": lambda d: d(ADD, d.times(1, A), d.times(1, B)),
    "products of two sums": lambda d: d(MUL, d(ADD, d.times(3, A), C), d(ADD, d.times(3, B), C)),
    "a truth value": lambda d: d(ADD, d.times(True, A), d.times(True, B)),
}


@pytest.mark.parametrize("form", FORMS)
def test_sums_with_a_common_factor(form: str) -> None:
    d = Draft()
    make, expected = FORMS[form]
    program = d.program(make(d))
    found = factored(program)
    assert found.operation_count < program.operation_count
    assert text(found) == expected


@pytest.mark.parametrize("form", STAYING)
def test_other_sums_stay(form: str) -> None:
    d = Draft()
    program = d.program(STAYING[form](d))
    assert factored(program) == program


def test_a_product_that_is_needed_elsewhere_stays() -> None:
    d = Draft()
    first = d.times(3, A)
    program = d.program(d(ADD, first, d.times(3, B)), d(call(torch.sin), first))
    assert factored(program) == program


def test_a_sum_that_is_needed_elsewhere_is_no_part_of_another() -> None:
    d = Draft()
    inner = d(ADD, d.times(3, A), C)
    program = d.program(d(ADD, inner, d.times(3, B)), inner)
    assert factored(program) == program


def values(program: Program, at: list[Tensor]) -> Tensor:
    found: Tensor = load(emit(program, ["a", "b", "c"]), program)(*at)[0]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_random_sums_keep_their_values(seed: int) -> None:
    draw, d = random.Random(seed), Draft()
    nodes, size = [*d.inputs], torch.zeros(50, dtype=F64)
    at = [torch.tensor([draw.uniform(-2, 2) for _ in range(50)], dtype=F64) for _ in d.inputs]
    terms: list[int] = []
    for _ in range(draw.randint(2, 12)):
        node = draw.choice(nodes)
        if draw.random() < 0.3:
            node = d(MUL, node, draw.choice(nodes))
        terms.append(
            d.times(draw.choice([2, -2, 3.5, -3.5, 0.5, 100]), node) if draw.random() < 0.8 else node
        )
        size = size + values(d.program(terms[-1]), at).abs()
    while len(terms) > 1:  # in any order and nesting
        first, second = (terms.pop(draw.randrange(len(terms))) for _ in range(2))
        terms.append(d(draw.choice([ADD, SUB]), first, second))
    program = d.program(terms[0])
    found = factored(program)
    assert found.operation_count <= program.operation_count
    # Each of a dozen sums and products rounds once, whichever way.
    bound = 25 * torch.finfo(F64).eps * size
    assert bool(((values(found, at) - values(program, at)).abs() <= bound).all())


def test_a_long_sum_is_one_product() -> None:
    d = Draft()
    terms = [d(call(torch.sin), d(MUL, A, (float(k),))) for k in range(2, 3000)]
    program = d.program(sum_of(d, *((ADD, d.times(7, term)) for term in terms)))
    assert factored(program).operation_count == program.operation_count - len(terms) + 1
