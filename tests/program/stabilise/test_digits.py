"""Digits gained where the written form loses them, and none lost anywhere: values and first derivatives."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import pytest
import sympy
import torch

from sympy_torch_bridge.exact import ExactFunction
from sympy_torch_bridge.program.stabilise import REWRITES, Rewrite

sys.path.insert(0, str(Path(__file__).parent))
from measure import draw, error, losses, torch_function, value_and_gradient

by_form = pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.form)

# For each form: a point (symbols in alphabetical order), and the digits that the value or the first
# derivative gains there at least. 15 is a result that was infinite, undefined or without a digit.
GAINS: dict[str, tuple[tuple[float, ...], int]] = {
    "exp(x) - 1": ((1e-12,), 11),
    "(1 + x)**n": ((1e12, 1e-12), 11),
    "1 - cos(x)": ((1e-6,), 10),
    "1 + cos(x)": ((3.14159,), 8),
    "cosh(x) - 1": ((1e-6,), 10),
    "1 - cos(x)**2": ((1e-6,), 10),
    "1 - sin(x)**2": ((1.5707,), 6),
    "cosh(x)**2 - 1": ((1e-6,), 10),
    "1 - tanh(x)**2": ((15.0,), 10),
    "1 - tanh(x)": ((15.0,), 10),
    "1 - erf(x)": ((5.0,), 10),
    "1 + erf(x)": ((-5.0,), 10),
    "1 - erfc(x)": ((1e-9,), 6),
    "1 - 1/(1 + exp(-x))": ((30.0,), 10),
    "(1 + x)**n - 1": ((3.0, 1e-12), 10),
    "x**2 - y**2": ((1.0000001, 1.0), 5),
    "sqrt(x + 1) - sqrt(x)": ((1e12,), 10),
    "sqrt(1 + x) - 1": ((1e-12,), 10),
    "sqrt(b**2 - c) - b": ((1e6, 1e-2), 10),
    "log(x + 1) - log(x)": ((1e12,), 10),
    "exp(x + y) - exp(x)": ((1.0, 1e-10), 5),
    "exp(x) - exp(-x)": ((1e-9,), 8),
    "x - sin(x)": ((1e-4,), 8),
    "sqrt(x**2 + y**2)": ((3e200, 4e200), 15),
    "sqrt(x**2)": ((-3e200,), 15),
    "acos(1 - x)": ((1e-12,), 10),
    "acosh(1 + x)": ((1e-12,), 10),
    "1/(1 + exp(-x))": ((-720.0,), 15),
    "exp(x)/(1 + exp(x))": ((800.0,), 15),
    "exp(x)/(1 + exp(x))**2": ((400.0,), 15),
    "(1 + exp(x))**(-3)": ((200.0,), 15),
    "exp(x)/(exp(x) + exp(y) + exp(z))": ((800.0, 799.0, 1.0), 15),
    "1/(exp(x) - 1)": ((1e-10,), 6),
    "(exp(x) - exp(-x))/(exp(x) + exp(-x))": ((800.0,), 15),
    "(exp(2*x) - 1)/(exp(2*x) + 1)": ((400.0,), 15),
    "exp(x**2)*erfc(x)": ((30.0,), 15),
    "exp(y*log(x))": ((1.0625, 10001.0), 1),
    "log(exp(x))": ((800.0,), 15),
    "log(1 + x)": ((1e-12,), 10),
    "log(sqrt(x))": ((1.0000001,), 6),
    "log(1 + exp(x))": ((800.0,), 15),
    "log(1 - exp(x))": ((-1e-12,), 4),
    "log(exp(x) - 1)": ((800.0,), 15),
    "log(exp(x) + exp(y) + exp(z))": ((-800.0, -801.0, -900.0), 15),
    "log(x*exp(y) + 2*exp(z))": ((3.0, 800.0, 799.0), 15),
    "log(1 + exp(x) + exp(y))": ((-40.0, -41.0), 15),
    "log(1/(1 + exp(-x)))": ((-800.0,), 15),
    "log(cosh(x))": ((1e-6,), 10),
    "log(2*cosh(x))": ((800.0,), 15),
    "log(sinh(x))": ((800.0,), 15),
    "log(cos(x))": ((1e-6,), 10),
    "log(sin(x))": ((1.5707,), 6),
    "log(erfc(x))": ((30.0,), 15),
    "log(erfc(x)/2)": ((-5.0,), 4),
    "log(x**2 + y**2)": ((3e200, 4e200), 15),
    "log(x + sqrt(1 + x**2))": ((-1e6,), 10),
    "log((1 + x)/(1 - x))": ((1e-12,), 10),
    "log(x**2)": ((1e-200,), 15),
    "log(x**y)": ((1e10, 100.0), 15),
    "log(x*y)": ((1e200, 1e200), 15),
    "log(x/y)": ((1.0000001, 1.00000005), 6),
    "log(x*exp(y))": ((3.0, 800.0), 15),
    "log(3*exp(x))": ((800.0,), 15),
    "log(exp(x)/y)": ((800.0, 3.0), 15),
    "log(1/(1 + x))": ((1e-12,), 10),
}


def digits(measured: float, exact: Any) -> float:
    """Return the leading digits that are right, between 0 and 16."""
    gap = error(measured, exact)
    if gap == 0:
        return 16.0
    return min(16.0, max(0.0, -math.log10(gap / abs(float(exact))))) if math.isfinite(gap) else 0.0


def test_every_form_states_its_gain() -> None:
    assert set(GAINS) == {rewrite.form for rewrite in REWRITES}


@by_form
def test_digits_are_gained(rewrite: Rewrite) -> None:
    expr = sympy.sympify(rewrite.form)
    point, least = GAINS[rewrite.form]
    symbols = sorted(expr.free_symbols, key=str)
    exact = ExactFunction([expr, *(sympy.diff(expr, s) for s in symbols)], symbols)
    numbers = [n.center for n in exact(dict(zip(symbols, point, strict=True)))]
    written = value_and_gradient(torch_function(expr, symbols, stable=False), [point])
    stable = value_and_gradient(torch_function(expr, symbols, stable=True), [point])
    gained = []
    for (before,), (after,), number in zip(written, stable, numbers, strict=True):
        kept = digits(after, number)
        assert kept >= 14 or kept >= digits(before, number)
        gained.append(kept - digits(before, number))
    assert max(gained) >= min(least, 14)


@by_form
def test_no_digit_is_lost(rewrite: Rewrite) -> None:
    expr = sympy.sympify(rewrite.form)
    assert losses(expr, draw(40, len(expr.free_symbols), seed=7)) == []


@pytest.mark.slow
@by_form
@pytest.mark.parametrize("seed", range(3))
def test_no_digit_is_lost_at_many_points(rewrite: Rewrite, seed: int) -> None:
    expr = sympy.sympify(rewrite.form)
    assert losses(expr, draw(300, len(expr.free_symbols), seed=100 + seed)) == []


FALSE_REWRITES = {
    # The factors cost the digits of the gradient with respect to the smaller number.
    "x**2 - y**2": lambda x, y: (x - y) * (x + y),
    # Torch takes the gradient from the value, which is -1 far out.
    "exp(x) - 1": torch.expm1,
    # The gradient y*(1 - y) has no digits where y is nearly 1.
    "1/(1 + exp(-x))": torch.sigmoid,
    # Two negative numbers have a positive quotient.
    "log(x) - log(y)": lambda x, y: torch.log(x / y),
    # A relative error of a few hundred units in the last place.
    "log(1 + exp(x))": lambda x: torch.log1p(torch.exp(x)) * (1 + 1e-13),
}


@pytest.mark.parametrize("form", FALSE_REWRITES)
def test_the_measure_rejects_a_rewrite_that_costs_digits(form: str) -> None:
    expr = sympy.sympify(form)
    points = draw(60, len(expr.free_symbols), seed=7)
    assert losses(expr, points, FALSE_REWRITES[form]) != []
