"""Integrands with jumps and kinks at places that are not known: right wherever these lie."""

from __future__ import annotations

import math

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
T, X = sp.symbols("t x")
# The relative error at which an integral counts as done.
ACCEPTED = 1e-11
# A jump beside the end of a panel, which no node sees, is met by one place in twenty.
PLACES = torch.rand(150, dtype=F64, generator=torch.Generator().manual_seed(4)) * 3.9 + 0.05
ROOTS = PLACES.sqrt()


def steps(x):
    return sum(2 - k / x for k in range(1, math.floor(2 * x) + 1))


CASES = {
    "steps": (sp.floor(T * X), [steps(x) for x in PLACES.tolist()]),
    "saw": (sp.frac(T * X), [2 * x - steps(x) for x in PLACES.tolist()]),
    "branches": (
        sp.Piecewise((sp.cos(T), T**2 < X), (sp.exp(T), True)),
        torch.sin(ROOTS) + math.exp(2) - torch.exp(ROOTS),
    ),
    "sign": (sp.sign(T**2 - X) * T, 2 - PLACES),
    "window": (
        sp.Piecewise((1, (T**2 > X) & (X + sp.Rational(1, 25) > T**2)), (0, True)),
        (PLACES + 0.04).sqrt().clamp(max=2) - ROOTS,
    ),
    "kink": (sp.Abs(T**2 - X), 4 * ROOTS**3 / 3 + 8 / 3 - 2 * PLACES),
}


@pytest.mark.parametrize("name", CASES)
def test_values(name):
    integrand, expected = CASES[name]
    f = stb.compile(sp.Integral(integrand, (T, 0, 2)), [X])
    torch.testing.assert_close(f(PLACES), torch.as_tensor(expected, dtype=F64), rtol=ACCEPTED, atol=1e-12)


def test_the_slope_of_a_kink():
    f = stb.compile(sp.Integral(sp.Abs(T**2 - X), (T, 0, 2)), [X])
    _, (slope,) = f.value_and_grad(PLACES)
    torch.testing.assert_close(slope, 2 * ROOTS - 2, rtol=ACCEPTED, atol=1e-12)


@pytest.mark.parametrize("place", [0.15, 0.9991, 1.0004, 1.9993, sp.pi / 3])
def test_a_jump_that_no_symbol_moves(place):
    value = sp.Float(sp.N(place, 30), 30)
    jump = sp.Integral(sp.Piecewise((X, value**3 > T**3), (2 * X, True)), (T, 0, 2))
    found = stb.compile(jump, [X])(torch.tensor(1.0, dtype=F64))
    assert abs(found.item() - (4 - float(value))) < 4 * ACCEPTED


def test_a_jump_beside_a_supplied_function():
    g = sp.Function("g")
    jump = sp.Integral(g(T * X) * sp.floor(T * sp.Rational(13, 10)), (T, 0, 2))
    f = stb.compile(jump, [X], functions={"g": torch.cos})
    x = torch.tensor([0.4, 1.7], dtype=F64, requires_grad=True)
    expected = sum((torch.sin(2 * x) - torch.sin(k / 1.3 * x)) / x for k in (1, 2))
    torch.testing.assert_close(f(x), expected, rtol=ACCEPTED, atol=1e-12)
    slopes = [torch.autograd.grad(v.sum(), x)[0] for v in (f(x), expected)]
    torch.testing.assert_close(*slopes, rtol=ACCEPTED, atol=1e-12)
