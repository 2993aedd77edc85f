"""A Module that is wrong as a gradient may be a function with a slip; a backward may misuse its cotangent."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.cotangents import WRONG_USES

x = sympy.Symbol("x")
SQUARE = sympy.sin(x) ** 2


class Computes(torch.nn.Module):
    def __init__(self, formula):
        super().__init__()
        self.formula = formula

    def forward(self, x):
        return self.formula(x)


def test_function_with_a_constant_added_has_the_right_backward():
    report = stb.check_gradient(SQUARE, Computes(lambda x: torch.sin(x) ** 2 + 1))
    assert report.verdict == "refuted"
    assert report.diagnosis == (
        "the forward pass computes another function than the expression; "
        "its backward pass agrees with the exact derivative"
    )


def test_function_with_a_small_factor_is_read_as_the_function():
    report = stb.check_gradient(SQUARE, Computes(lambda x: 1.01 * torch.sin(x) ** 2))
    assert report.worst.witness == "backward"
    assert "constant factor 1.01" in report.diagnosis
    assert "forward pass is wrong" in report.diagnosis


@pytest.mark.parametrize("claimed", [lambda x: torch.cos(2 * x), lambda x: 1.1 * torch.sin(2 * x)])
def test_code_nearer_to_the_gradient_or_to_nothing_is_read_as_the_gradient_and_says_so(claimed):
    report = stb.check_gradient(SQUARE, Computes(claimed))
    assert report.verdict == "refuted"
    assert report.worst.witness == "claim"
    assert any("taken for the gradient" in note for note in report.notes)


def test_right_gradient_that_is_also_the_function_plus_a_constant_is_consistent():
    report = stb.check_gradient(sympy.exp(x) + 3, Computes(torch.exp))
    assert report.verdict == "consistent"
    assert not report.notes


def backward_with(use):
    class Sine(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return torch.sin(x)

        @staticmethod
        def backward(ctx, c):
            (x,) = ctx.saved_tensors
            return use(c) * torch.cos(x)

    return Sine


@pytest.mark.parametrize(
    ("use", "text"),
    list(
        zip([torch.ones_like, torch.square, torch.abs, torch.sign, torch.reciprocal], WRONG_USES, strict=True)
    ),
    ids=["ignored", "squared", "absolute", "sign", "divided"],
)
def test_wrong_uses_of_the_cotangent_are_named(use, text):
    report = stb.check_gradient(sympy.sin(x), backward_with(use))
    assert report.diagnosis == f"consistent with {text}"
    assert [mistake.kind for mistake in report.mistakes] == ["cotangent"]


def test_cotangent_used_once_is_right_and_another_slip_is_no_use_of_the_cotangent():
    assert stb.check_gradient(sympy.sin(x), backward_with(lambda c: c))
    report = stb.check_gradient(sympy.sin(x), backward_with(lambda c: -2 * c))
    assert "cotangent" not in [mistake.kind for mistake in report.mistakes]
