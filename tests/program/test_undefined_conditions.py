"""A Piecewise whose condition is undefined has no value, and not that of another branch."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from sympy import And, Eq, Not, Or, Piecewise, Symbol, Xor, log, sqrt

import sympy_torch_bridge as stb

x = Symbol("x")
AT = torch.tensor([-2.0, -0.5, 0.5, 2.0], dtype=torch.float64)
NAN = math.nan

CASES: list[tuple[Any, list[float]]] = [
    (Piecewise((x, log(x) > 0), (5, True)), [NAN, NAN, 5, 2]),
    (Piecewise((1, Eq(sqrt(x), 1)), (2, True)), [NAN, NAN, 2, 2]),
    # One false part makes a conjunction false, one true part a disjunction true.
    (Piecewise((x, And(x > 0, log(x) > 0)), (x**2, True)), [4, 0.25, 0.25, 2]),
    (Piecewise((x, Or(x < -1, log(x) > 0)), (5, True)), [-2, NAN, 5, 2]),
    (Piecewise((x, Not(And(x > 1, log(x) > 0))), (2, True)), [-2, -0.5, 0.5, 2]),
    (Piecewise((x, Xor(x > 0, sqrt(x) > 1)), (2, True)), [NAN, NAN, 0.5, 2]),
    # A later condition is not asked for where an earlier one holds.
    (Piecewise((x, x < 0), (sqrt(x), log(x) < 0), (3, True)), [-2, -0.5, math.sqrt(0.5), 3]),
]


@pytest.mark.parametrize(("expr", "expected"), CASES, ids=lambda part: str(part)[:60])
def test_value(expr: Any, expected: list[float]) -> None:
    got = stb.compile(expr, [x])(AT)
    torch.testing.assert_close(got, torch.tensor(expected, dtype=torch.float64), equal_nan=True)


def test_a_condition_that_is_always_defined_costs_nothing() -> None:
    source = stb.compile(Piecewise((x, x**2 > 1), (0, True))).source
    assert source.splitlines()[-1].strip() == "return torch.where(x**2 > 1, x, 0)"


def test_a_choice_of_constants_has_the_gradient_zero() -> None:
    at = AT.clone().requires_grad_()
    value = stb.compile(Piecewise((1, x > 0), (2, True)))(at)
    (slope,) = torch.autograd.grad(value.sum(), at)
    assert value.tolist() == [2, 2, 1, 1]
    assert slope.tolist() == [0, 0, 0, 0]


def test_a_negative_literal_is_a_literal_after_rewriting() -> None:
    """The rewritten form of this sum passes the number -1 to a function of tensors."""
    value = stb.compile(2 * sqrt(1 + sqrt(1 + x**2)))(AT)
    torch.testing.assert_close(value, 2 * torch.sqrt(1 + torch.sqrt(1 + AT**2)))


def test_a_complex_number_is_not_compared() -> None:
    assert stb.compile(Piecewise((1, log(x) > 0), (2, True)), complex=True)(-2.0).isnan()
