"""Literal factors that squares in a sum share are multiplied once; all other sums stay as they are."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import Tensor

from sympy_torch_bridge.fused.factoring import factored
from sympy_torch_bridge.program import Layout, Program, emit, load
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import ADD, INPUT, MUL, SQRT, SUB, call

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


def sum_of(d: Draft, *terms: int) -> int:
    total = terms[0]
    for term in terms[1:]:
        total = d(ADD, total, term)
    return total


def square(d: Draft, node: int) -> int:
    return d(MUL, node, node)


A, B, C = range(3)
FORMS = {
    "two": (lambda d: d(ADD, d.times(3, square(d, A)), d.times(3, square(d, B))), "3*(a*a + b*b)"),
    "a literal behind": (
        lambda d: d(ADD, d(MUL, square(d, A), (2.5,)), d.times(2.5, square(d, B))),
        "2.5*(a*a + b*b)",
    ),
    "one between": (
        lambda d: sum_of(d, d.times(3, square(d, A)), square(d, C), d.times(3, square(d, B))),
        "3*(a*a + b*b) + c*c",
    ),
    "two factors": (
        lambda d: sum_of(d, *(d.times(k, square(d, x)) for k, x in ((3, A), (5, A), (3, B), (5, C)))),
        "3*(v3 + b*b) + 5*(v3 + c*c)",
    ),
    "a sum in the second place": (
        lambda d: d(ADD, square(d, C), d(ADD, d.times(3, square(d, A)), d.times(3, square(d, B)))),
        "c*c + 3*(a*a + b*b)",
    ),
    "other numbers that are never negative": (
        lambda d: sum_of(d, d.times(2, d(call(torch.exp), A)), d.times(2, d(call(torch.abs), B)), d(SQRT, C)),
        "2*(torch.exp(a) + torch.abs(b)) + torch.sqrt(c)",
    ),
}
STAYING = {
    "one product": lambda d: d(ADD, d.times(3, square(d, A)), square(d, B)),
    "different factors": lambda d: d(ADD, d.times(3, square(d, A)), d.times(2, square(d, B))),
    "a factor below 1, which may keep its terms in range": lambda d: d(
        ADD, d.times(0.5, square(d, A)), d.times(0.5, square(d, B))
    ),
    "a factor that splits numbers": lambda d: d(
        ADD, d.times(2.0**27 + 1, square(d, A)), d.times(2.0**27 + 1, square(d, B))
    ),
    "terms of either sign, which may cancel in one order alone": lambda d: sum_of(
        d, d.times(3, A), C, d.times(3, B)
    ),
    "a difference": lambda d: d(SUB, d.times(3, square(d, A)), d.times(3, square(d, B))),
    "negative factors, whose sum would be -0 in place of 0": lambda d: d(ADD, d.times(-3, A), d.times(-3, B)),
    "one term that may be negative": lambda d: sum_of(
        d, d.times(3, square(d, A)), C, d.times(3, square(d, B))
    ),
    "products of two sums": lambda d: d(
        MUL, d(ADD, d.times(3, square(d, A)), square(d, C)), d(ADD, d.times(3, square(d, B)), square(d, C))
    ),
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
    first = d.times(3, square(d, A))
    program = d.program(d(ADD, first, d.times(3, square(d, B))), d(call(torch.sin), first))
    assert factored(program) == program


def test_a_sum_that_is_needed_elsewhere_is_no_part_of_another() -> None:
    d = Draft()
    inner = d(ADD, d.times(3, square(d, A)), square(d, C))
    program = d.program(d(ADD, inner, d.times(3, square(d, B))), inner)
    assert factored(program) == program


def values(program: Program, at: list[Tensor]) -> Tensor:
    found: Tensor = load(emit(program, ["a", "b", "c"]), program)(*at)[0]
    return found


SPECIAL = [0.0, -0.0, 1.0, -2.5, 1e154, -1e200, 5e-324, float("inf"), -float("inf"), float("nan")]


@pytest.mark.parametrize("seed", range(40))
def test_random_sums_keep_their_values(seed: int) -> None:
    draw, d = random.Random(seed), Draft()
    columns = torch.cartesian_prod(
        *[torch.tensor([*SPECIAL, *(draw.uniform(-2, 2) for _ in range(3))], dtype=F64)] * 3
    )
    at = [column.contiguous() for column in columns.unbind(-1)]
    terms: list[int] = []
    for _ in range(draw.randint(2, 12)):
        node = draw.choice(d.inputs)
        if draw.random() < 0.3:
            node = d(MUL, node, draw.choice(d.inputs))
        node = draw.choice([square(d, node), d(call(torch.abs), node)])
        terms.append(d.times(draw.choice([2, 3.5, 0.5, 100]), node) if draw.random() < 0.8 else node)
    while len(terms) > 1:  # in any order and nesting
        first, second = (terms.pop(draw.randrange(len(terms))) for _ in range(2))
        terms.append(d(ADD, first, second))
    program = d.program(terms[0])
    found = factored(program)
    assert found.operation_count <= program.operation_count
    one, other = values(found, at), values(program, at)
    assert torch.equal(one == 0, other == 0)
    assert torch.equal(one.isnan(), other.isnan())
    is_number = ~other.isnan()
    assert torch.equal(one[is_number].signbit(), other[is_number].signbit())
    # On either side up to eleven sums and three products of a term round by half of a last place, in whatever
    # order, as no term is negative; products below the normal numbers by half of the smallest one.
    rounded, smallest = 14 * torch.finfo(F64).eps, 5e-324
    torch.testing.assert_close(one, other, rtol=rounded, atol=12 * smallest, equal_nan=True)


def test_a_long_sum_is_one_product() -> None:
    d = Draft()
    terms = [square(d, d(MUL, A, (float(k),))) for k in range(2, 3000)]
    program = d.program(sum_of(d, *(d.times(7, term) for term in terms)))
    assert factored(program).operation_count == program.operation_count - len(terms) + 1
