"""Ranges whose upper bound is the smaller one: the distance from a bound is negative there."""

from __future__ import annotations

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
ACCEPTED = 1e-11  # the relative error at which an integral counts as done
T, X, Y = sp.symbols("t x y")
END = torch.tensor([1.0, 2.5], dtype=F64)
START = torch.tensor([-1.0, 1.25], dtype=F64)
LENGTH = END - START
# From END back to START; the second bound is the smaller one.
CASES = {
    "root": (sp.sqrt(X - T), -2 * LENGTH**1.5 / 3, -LENGTH.sqrt(), LENGTH.sqrt()),
    "root of a square": (
        sp.sqrt((T - X) ** 2) * sp.exp(T),
        START.exp() * (LENGTH + 1) - END.exp(),
        START.exp() - END.exp(),
        LENGTH * START.exp(),
    ),
    "size": (sp.Abs(T - X), -(LENGTH**2) / 2, -LENGTH, LENGTH),
    "singular": (1 / sp.sqrt(X - T), -2 * LENGTH.sqrt(), -1 / LENGTH.sqrt(), 1 / LENGTH.sqrt()),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_slopes(name):
    integrand, value, by_start, by_end = CASES[name]
    f = stb.compile(sp.Integral(integrand, (T, X, Y)), [X, Y])
    found, slopes = f.value_and_grad(END, START)
    torch.testing.assert_close(found, value, rtol=ACCEPTED, atol=0)
    torch.testing.assert_close(slopes, (by_start, by_end), rtol=ACCEPTED, atol=0)
