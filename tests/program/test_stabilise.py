"""The stabilising pass gains digits where there are some to gain, and loses none."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
import torch
from sympy import exp, log, symbols

from sympy_torch_bridge.program import argument_names, emit, load, lower, stabilise

x, y = symbols("x y")
FORMS = [log(1 + x), log(1 - x), exp(x) - 1, 1 - exp(x), log(1 + exp(-x)), log(1 + x**2) - y * exp(y)]


def values(expr: Any, at: list[float], *, stable: bool) -> list[float]:
    program, inputs = lower(expr, [x])
    program = stabilise(program) if stable else program
    function = load(emit(program, argument_names(inputs)), program)
    return function(torch.tensor(at, dtype=torch.float64)).tolist()  # type: ignore[no-any-return]


def error(expr: Any, at: float, value: float) -> float:
    with mpmath.workdps(40):
        exact = sympy.lambdify(x, expr, modules="mpmath")(mpmath.mpf(at))
        return float(abs(value - exact) / abs(exact))


@pytest.mark.parametrize("expr", FORMS[:4], ids=str)
@pytest.mark.parametrize("at", [1e-12, -1e-9, 3e-5, 1e-2, 0.4, -0.7], ids=str)
def test_no_digit_is_lost_and_small_arguments_gain(expr: Any, at: float) -> None:
    naive = error(expr, at, values(expr, [at], stable=False)[0])
    stable = error(expr, at, values(expr, [at], stable=True)[0])
    assert stable <= 2.0**-51
    assert stable <= max(naive, 2.0**-52)
    if abs(at) < 1e-8:
        assert naive > 1e-9  # the pass is needed here


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (log(1 + x), "torch.log1p(x)"),
        (log(1 - x), "torch.log1p(-x)"),
        (log(1 + x + y), "torch.log1p(x + y)"),
        (log(x + 2), "torch.log(x + 2)"),
        (exp(x) - 1, "torch.expm1(x)"),
        (exp(x) - 2, "torch.exp(x) - 2"),
        (1 - exp(x), "-torch.expm1(x)"),
    ],
    ids=str,
)
def test_source(expr: Any, text: str) -> None:
    program, inputs = lower(expr)
    assert emit(stabilise(program), argument_names(inputs)).splitlines()[-1].strip() == f"return {text}"
