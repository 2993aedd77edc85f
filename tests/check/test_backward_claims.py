"""A backward pass is judged with cotangents of both signs, and a claim must be real."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x = sympy.Symbol("x", real=True)


def function(backward):
    class Sine(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a):
            ctx.save_for_backward(a)
            return torch.sin(a)

        @staticmethod
        def backward(ctx, g):
            (a,) = ctx.saved_tensors
            return backward(g, torch.cos(a))

    return Sine


def test_a_right_backward_is_consistent():
    assert stb.check_gradient(sympy.sin(x), function(lambda g, slope: g * slope), x).verdict == "consistent"


@pytest.mark.parametrize(
    "backward",
    [
        lambda g, slope: slope,
        lambda g, slope: g * g * slope,
        lambda g, slope: g.abs() * slope,
    ],
    ids=["forgotten", "squared", "absolute"],
)
def test_a_mishandled_cotangent_is_refuted(backward):
    assert stb.check_gradient(sympy.sin(x), function(backward), x).verdict == "refuted"


def test_a_backward_that_mixes_points_is_not_consistent():
    """The gradient at one point then hangs on the other points, which no noise measurement can resolve."""
    summed = function(lambda g, slope: g.sum() * slope)
    assert stb.check_gradient(sympy.sin(x), summed, x).verdict != "consistent"


@pytest.mark.parametrize("wrong", [lambda a: torch.cos(a) + 1e-9j, lambda a: torch.cos(a) * (1 + 1e-9j)])
def test_an_imaginary_part_is_refuted(wrong):
    assert stb.check_gradient(sympy.sin(x), wrong, x).verdict == "refuted"


def test_a_complex_dtype_with_real_values_is_no_mistake():
    claim = lambda a: torch.complex(torch.cos(a), torch.zeros_like(a))  # noqa: E731
    assert stb.check_gradient(sympy.sin(x), claim, x).verdict == "consistent"
