"""Integrands that are infinite at a place that symbols move, and lengths of segments in single precision."""

from __future__ import annotations

import math

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
ACCEPTED = 1e-11  # the relative error at which an integral counts as done
T, X, Y, W = sp.symbols("t x y w")
PLACES = torch.tensor([0.3, 0.5, 1.7], dtype=F64)


CASES = {
    "distance": (1 / sp.sqrt(sp.Abs(3 * T - X)), (T, 0, 2), lambda x: 2 * (x.sqrt() + (6 - x).sqrt()) / 3),
    "square": (
        1 / sp.sqrt(sp.Abs(T**2 - X)),
        (T, 0, 2),
        lambda x: math.pi / 2 + torch.acosh(2 / x.sqrt()),
    ),
    "backwards": (
        1 / sp.sqrt(sp.Abs(X - T**2)),
        (T, 2, -2),
        lambda x: -math.pi - 2 * torch.acosh(2 / x.sqrt()),
    ),
    "one side": (
        sp.Piecewise((1 / sp.sqrt(T**2 - X), T**2 > X), (0, True)),
        (T, 0, 2),
        lambda x: torch.acosh(2 / x.sqrt()),
    ),
    "between": (
        sp.Piecewise((1 / sp.sqrt(X - T**2), T**2 < X), (0, True)),
        (T, -2, 2),
        lambda x: math.pi + 0 * x,
    ),
    "logarithm": (
        sp.log(sp.Abs(T - X)),
        (T, 0, 2),
        lambda x: x * x.log() + (2 - x) * (2 - x).log() - 2,
    ),
    "strong": (sp.Abs(T - X) ** sp.Rational(-9, 10), (T, 0, 2), lambda x: 10 * (x**0.1 + (2 - x) ** 0.1)),
    "beside a bound that a root hides": (
        1 / sp.sqrt(sp.Abs(T**2 - X**2)),
        (T, X, 2),
        lambda x: torch.acosh(2 / x),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_slopes(name):
    integrand, limits, reference = CASES[name]
    x = PLACES.clone().requires_grad_()
    expected = reference(x)
    (slope,) = torch.autograd.grad(expected.sum(), x)
    value, (found,) = stb.compile(sp.Integral(integrand, limits), [X]).value_and_grad(PLACES)
    torch.testing.assert_close(value, expected.detach(), rtol=10 * ACCEPTED, atol=0)
    torch.testing.assert_close(found, slope, rtol=100 * ACCEPTED, atol=100 * ACCEPTED)


def test_second_derivatives():
    f = stb.compile(sp.Integral(1 / sp.sqrt(sp.Abs(T - X)), (T, 0, 2)), [X])
    found = torch.func.vmap(torch.func.grad(torch.func.grad(f)))(PLACES)
    torch.testing.assert_close(found, -(PLACES**-1.5 + (2 - PLACES) ** -1.5) / 2, rtol=1e-9, atol=0)


def test_no_slope_without_a_value():
    value, (slope,) = stb.compile(sp.Integral(1 / sp.Abs(T - X), (T, 0, 2)), [X]).value_and_grad(PLACES)
    assert value.isnan().all()
    assert slope.isnan().all()


def test_zeros_that_meet_or_leave_the_range():
    f = stb.compile(sp.Integral(sp.Abs(T**2 - X), (T, -2, 2)), [X])
    value, (slope,) = f.value_and_grad(torch.tensor([0.0, 4.0, -1.0], dtype=F64))
    torch.testing.assert_close(
        value, torch.tensor([16 / 3, 32 / 3, 28 / 3], dtype=F64), rtol=ACCEPTED, atol=0
    )
    torch.testing.assert_close(slope, torch.tensor([-4.0, 4.0, -4.0], dtype=F64), rtol=ACCEPTED, atol=0)


@pytest.mark.parametrize("width", [1e-3, 1e-5])
def test_a_narrow_band_in_single_precision(width):
    """Its ends are single numbers, the distance between them is not rounded as they are."""
    place = torch.tensor([1.0, 1.1])
    for integrand, sides in (
        (sp.Piecewise((1, sp.Abs(T - X) < W), (0, True)), 2),
        (sp.Heaviside(T - X) - sp.Heaviside(T - X - W), 1),
    ):
        f = stb.compile(sp.Integral(integrand, (T, 0, 2)), [X, W])
        found = f(place, torch.full_like(place, width))
        torch.testing.assert_close(found, torch.full_like(place, sides * width), rtol=1e-6, atol=0)
    found = stb.compile(sp.Integral(1, (T, X - W, X + W)), [X, W])(place, torch.full_like(place, width))
    torch.testing.assert_close(found, torch.full_like(place, 2 * width), rtol=1e-6, atol=0)
