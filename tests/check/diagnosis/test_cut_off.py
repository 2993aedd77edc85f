"""Derivatives that were clipped, or made positive, are told from other mistakes in a part of the domain."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.diagnosis.cut_off import bounds_of

x = sympy.Symbol("x", real=True)
DOMAIN = {x: (-2, 2)}
WAVE = sympy.sin(x**2)


def slope(t):
    return 2 * t * torch.cos(t**2)


class Clipped(torch.autograd.Function):
    """x**2 whose backward pass clips what it returns."""

    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return t**2

    @staticmethod
    def backward(ctx, g):
        (t,) = ctx.saved_tensors
        return (2 * t * g).clamp(-1.5, 1.5)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (lambda t: slope(t).clamp(-1, 1), "below -1 or above 1: the bound there"),
        (lambda t: slope(t).clamp(max=0.75), "above 0.75: the constant 0.75 there"),
        (lambda t: torch.relu(slope(t)), "below 0: the constant 0 there"),
        (lambda t: slope(t).abs(), "negative: a wrong sign there"),
        (lambda t: -slope(t).abs(), "positive: a wrong sign there"),
    ],
    ids=["clipped", "from-above", "positive-part", "absolute", "minus-absolute"],
)
def test_a_derivative_cut_off_is_named(claim, text):
    report = check_gradient(WAVE, claim, x, domain=DOMAIN)
    assert report.diagnosis == f"consistent with a claim that is wrong only where the derivative is {text}"
    assert [mistake.kind for mistake in report.mistakes] == ["region"]


@pytest.mark.parametrize(
    "claim",
    [lambda t: torch.tanh(slope(t)), lambda t: slope(t).clamp(-1, 1) + 0.1 * t**2, torch.ones_like],
    ids=["saturating", "clipped-and-more", "constant"],
)
def test_what_is_not_cut_off_is_not_named_so(claim):
    report = check_gradient(WAVE, claim, x, domain=DOMAIN)
    assert report.verdict == "refuted"
    assert "the derivative is" not in str(report.diagnosis)


def test_a_backward_pass_that_clips_its_result_is_named():
    (mistake,) = check_gradient(x**2, Clipped, x, domain=DOMAIN).mistakes
    assert mistake.kind == "cotangent"
    assert mistake.text == "the product with the gradient of the output clipped at -1.5 and 1.5"


def test_numbers_that_are_not_finite_have_no_bounds():
    exact = np.linspace(-3, 3, 9)
    measured = np.where(exact > 1, np.nan, exact)
    assert bounds_of(measured, exact, exact > 1) is None
    assert bounds_of(np.minimum(exact, 1), exact, exact > 1) == (-np.inf, 1)
