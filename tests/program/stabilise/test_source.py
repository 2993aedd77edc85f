"""What the stabilising pass writes, and what it leaves alone."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import sympy
from sympy import (
    acos,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expand_log,
    log,
    sin,
    sqrt,
    symbols,
    tanh,
)  # fmt: skip

from sympy_torch_bridge.program import argument_names, emit, lower, stabilise
from sympy_torch_bridge.program.stabilise import REWRITES

x, y, z = symbols("x y z")

SOURCES: list[tuple[Any, str]] = [
    (log(1 + x), "torch.log1p(x)"),
    (log(1 - x), "torch.log1p(-x)"),
    (log(1 + x + y), "torch.log1p(x + y)"),
    (exp(x) - 1, "stable_kernels.expm1(x)"),
    (1 - exp(x), "-stable_kernels.expm1(x)"),
    (3 - 3 * exp(x), "-3*stable_kernels.expm1(x)"),
    (exp(x) + y - 1, "y + stable_kernels.expm1(x)"),
    (log(1 + exp(x)), "stable_kernels.softplus(x)"),
    (1 / (1 + exp(-x)), "stable_kernels.sigmoid(x)"),
    (x / (1 + exp(-x)), "x*stable_kernels.sigmoid(x)"),
    (x * exp(x) / (1 + exp(x)), "x*stable_kernels.sigmoid(x)"),
    (exp(-x) / (1 + exp(-x)) ** 2, "0.25*stable_kernels.sech_squared(-0.5*x)"),
    (1 / (1 + exp(x)) ** 3, "stable_kernels.sigmoid(-x)**3"),
    ((1 - exp(-2 * x)) / (1 + exp(-2 * x)), "-stable_kernels.tanh(-x)"),
    ((exp(x) - exp(-x)) / 2, "torch.sinh(x)"),
    (x**3 / (exp(x) - 1), "x**3*stable_kernels.bose(x)"),
    (sympy.Rational(1, 2) - cos(x) / 2, "torch.sin(0.5*x)**2"),
    (cos(2 * x) - 1, "-2*torch.sin(x)**2"),
    (sympy.Rational(1, 2) + erf(x) / 2, "0.5*torch.erfc(-x)"),
    (log((1 + erf(x)) / 2), "stable_kernels.log_half_erfc(-x)"),
    (1 - x**2, "stable_kernels.difference_of_squares(assemble.scalar(1, x), x)"),
    (4 * x**2 - 9, "stable_kernels.difference_of_squares(2*x, assemble.scalar(3, x))"),
    (sqrt(x + 4) - 2, "stable_kernels.sqrt_difference(torch.sqrt(x + 4), assemble.scalar(2, x), x)"),
    (1 / sqrt(x**2 + y**2), "1/stable_kernels.hypot(x, y)"),
    (log(x + sqrt(x**2 + 1)), "torch.asinh(x)"),
    (log(sqrt(1 + x)), "0.5*torch.log1p(x)"),
    (log(1 / (1 + exp(-x))), "-stable_kernels.softplus(-x)"),
    (log(exp(x) + exp(y)), "exponential_sums.log_sum_exp(x, y)"),
    (acos(1 - x), "stable_kernels.acos1m(x)"),
]  # fmt: skip

# Forms that look alike and are stable, or that no rewrite may touch.
LEFT_ALONE: list[tuple[Any, str]] = [
    (log(x + 2), "torch.log(x + 2)"),
    (exp(x) - 2, "torch.exp(x) - 2"),
    (2 - cos(x), "2 - torch.cos(x)"),
    (cosh(x) + 1, "torch.cosh(x) + 1"),
    (erfc(x) + 1, "torch.erfc(x) + 1"),
    (x**2 - 2, "x**2 - 2"),  # the root of 2 is no number of the machine
    (x**2 + y**2, "x**2 + y**2"),
    (sqrt(x + y), "torch.sqrt(x + y)"),
    (sqrt(x**2 - y), "torch.sqrt(x**2 - y)"),
    (tanh(x) ** 2 + 1, "torch.tanh(x)**2 + 1"),
    (2 * x - sin(x), "2*x - torch.sin(x)"),
    (x - sin(y), "x - torch.sin(y)"),
    ((1 + x) ** 2, "(x + 1)**2"),
    (1 / (2 - exp(x)), "1/(2 - torch.exp(x))"),
    (exp(x) * erfc(x), "torch.erfc(x)*torch.exp(x)"),
    (log(x / 3), "torch.log(x/3)"),
]


def last_line(expr: Any) -> str:
    program, inputs = lower(expr)
    source = emit(stabilise(program), argument_names(inputs))
    return source.splitlines()[-1].strip().removeprefix("return ")


@pytest.mark.parametrize(("expr", "text"), [*SOURCES, *LEFT_ALONE], ids=str)
def test_source(expr: Any, text: str) -> None:
    assert last_line(expr) == text


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.form)
def test_the_form_of_each_entry_is_rewritten(rewrite: Any) -> None:
    program, inputs = lower(sympy.sympify(rewrite.form))
    names = argument_names(inputs)
    assert emit(stabilise(program), names) != emit(program, names)


def test_forms_and_texts_are_distinct() -> None:
    assert len({rewrite.form for rewrite in REWRITES}) == len(REWRITES)


def test_a_rewrite_is_found_in_an_expression_of_its_result() -> None:
    """The logarithm of a quotient becomes that of its denominator, which has a form of its own."""
    assert last_line(log(1 / (1 + exp(x)))) == "-stable_kernels.softplus(x)"
    assert last_line(expand_log(log(1 / sqrt(1 + x)), force=True)) == "-0.5*torch.log1p(x)"


def test_a_shared_subexpression_stays_for_its_other_users() -> None:
    program, inputs = lower([exp(x) - 1, exp(x)])
    source = emit(stabilise(program), argument_names(inputs))
    assert "stable_kernels.expm1(x)" in source and "torch.exp(x)" in source


def test_integers_stay_integers() -> None:
    import torch

    import sympy_torch_bridge as stb

    value = stb.compile(x**2 - y**2)(torch.tensor([5, 2**31]), torch.tensor([3, 2**31 - 1]))
    assert value.dtype is torch.int64
    assert value.tolist() == [16, 2**32 - 1]


@pytest.mark.slow
def test_a_deep_sum_of_rewritten_forms_needs_no_recursion() -> None:
    total: Any = sympy.Integer(0)
    for k in range(1, sys.getrecursionlimit() + 501):
        total = sympy.Add(total, log(1 + exp(x * k)), evaluate=False)
    assert last_line(total)
