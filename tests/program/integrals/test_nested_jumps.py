"""Jumps and kinks under an inner integral, whose value has kinks where they pass its bounds or meet."""

from __future__ import annotations

import math

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
ACCEPTED = 1e-11  # the relative error at which an integral counts as done
S, T, X, A, B = sp.symbols("s t x a b")
PLACES = torch.tensor([0.3, 0.9], dtype=F64)
CASES = {
    "condition": (sp.Piecewise((1, S < T * X), (0, True)), PLACES / 2, torch.full_like(PLACES, 0.5)),
    "step": (sp.Heaviside(X - S - T), PLACES**2 / 2, PLACES),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_slopes(name):
    integrand, value, slope = CASES[name]
    f = stb.compile(sp.Integral(integrand, (S, 0, 1), (T, 0, 1)), [X])
    found, (by_x,) = f.value_and_grad(PLACES)
    torch.testing.assert_close(found, value, rtol=ACCEPTED, atol=0)
    torch.testing.assert_close(by_x, slope, rtol=ACCEPTED, atol=0)


def test_jumps_that_appear_by_pairs_are_refused():
    disc = sp.Piecewise((1, S**2 + T**2 < X), (0, True))
    f = stb.compile(sp.Integral(disc, (S, 0, 1), (T, 0, 1)), [X])
    torch.testing.assert_close(f(PLACES), math.pi / 4 * PLACES, rtol=ACCEPTED, atol=0)
    with pytest.raises(stb.LostGradientError, match="where the jump lies is not known"):
        f.value_and_grad(PLACES)


def test_a_kink_beside_the_smallest_numbers():
    """The distance from it becomes 0 there, and still has a side."""
    f = stb.compile(sp.Integral(sp.Max(S * X, T), (S, 0, 1)), [X, T])
    small = torch.tensor([1e-300, 1e-30, 1e-12], dtype=F64)
    _, slopes = f.value_and_grad(torch.full_like(small, 0.5), small)
    # The slopes by the two ends of a segment cancel, up to the rounding of larger numbers.
    rounding = torch.finfo(F64).eps
    expected = torch.full_like(small, 0.5), 2 * small
    torch.testing.assert_close(slopes, expected, rtol=ACCEPTED, atol=rounding)


def test_a_slope_that_is_a_symbol():
    """Without a slope there is no place of the jump."""
    f = stb.compile(sp.Integral(sp.Heaviside(A * T - B) * sp.exp(T), (T, 0, 1)), [A, B])
    slopes = torch.tensor([2.0, -2.0, 0.0, 0.0], dtype=F64)
    levels = torch.tensor([0.6, -0.6, 1.0, -1.0], dtype=F64)
    value, (by_slope, by_level) = f.value_and_grad(slopes, levels)
    end = math.exp(0.3)
    expected = torch.tensor([math.e - end, end - 1, 0, math.e - 1], dtype=F64)
    torch.testing.assert_close(value, expected, rtol=ACCEPTED, atol=0)
    expected = torch.tensor([0.15 * end, 0.15 * end, 0, 0], dtype=F64)
    torch.testing.assert_close(by_slope, expected, rtol=ACCEPTED, atol=0)
    expected = torch.tensor([-end / 2, -end / 2, 0, 0], dtype=F64)
    torch.testing.assert_close(by_level, expected, rtol=ACCEPTED, atol=0)


def test_a_bound_of_the_same_name():
    """Inside the integral the symbol is another one."""
    f = stb.compile(sp.Integral(T * X, (T, 0, T)), [T, X])
    value, slopes = f.value_and_grad(PLACES, 2 * PLACES)
    torch.testing.assert_close(value, PLACES**3, rtol=ACCEPTED, atol=0)
    torch.testing.assert_close(slopes, (2 * PLACES**2, PLACES**2 / 2), rtol=ACCEPTED, atol=0)
