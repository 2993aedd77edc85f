"""A backward pass is judged for each input alone as well, and None is told from a wrong number."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)
EXPR = x**2 * sympy.sin(y)


def function(backward):
    class Wave(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x**2 * torch.sin(y)

        @staticmethod
        def backward(ctx, g):
            a, b = ctx.saved_tensors
            return backward(ctx.needs_input_grad, g, 2 * a * torch.sin(b), a**2 * torch.cos(b))

    return Wave


def test_skipping_what_is_not_needed_is_right():
    lazy = function(lambda needs, g, a, b: (g * a if needs[0] else None, g * b if needs[1] else None))
    report = stb.check_gradient(EXPR, lazy, [x, y])
    assert report.verdict == "consistent"
    assert {row.witness for row in report.points} == {"backward", "value"}


@pytest.mark.parametrize("order", [1, 2])
def test_a_way_taken_for_one_input_alone_is_seen(order):
    def backward(needs, g, a, b):
        return g * a, (g * b if needs[0] else 2 * g * b)

    claim = function(backward)
    report = stb.check_gradient(EXPR, claim, [x, y], order=order)
    assert report.verdict == "refuted"
    second = "df/dy" if order == 1 else "d2f/dy**2"
    assert {(row.witness, row.component) for row in report.failures} == {("one input", second)}
    assert "where one input alone needs a gradient" in report.diagnosis
    assert "an extra factor 2" in report.diagnosis
    assert report.mistakes[0].kind == "needs-input-grad"


def test_the_inputs_that_are_not_asked_for_count_as_frozen():
    backward = lambda needs, g, a, b: (g * a if needs[1] else -g * a, g * b)  # noqa: E731
    assert stb.check_gradient(EXPR, function(backward), [x]).verdict == "refuted"
    assert stb.check_gradient(EXPR, function(backward), [y]).verdict == "consistent"


def test_other_rounding_for_one_input_is_no_mistake():
    backward = lambda needs, g, a, b: (g * a if needs[1] else g * a * 3 / 3, g * b)  # noqa: E731
    report = stb.check_gradient(EXPR, function(backward), [x, y])
    assert report.verdict == "consistent"
    assert "one input" in {row.witness for row in report.points}


def test_an_exception_for_one_input_alone_says_so():
    def backward(needs, g, a, b):
        return g * a, g * b / (1 if needs[0] else 0) if needs[0] else {}["b"]

    with pytest.raises(stb.errors.ClaimError, match="one input alone needs a gradient") as caught:
        stb.check_gradient(EXPR, function(backward), [x, y])
    assert isinstance(caught.value.__cause__, KeyError)


def test_none_reads_as_no_gradient():
    report = stb.check_gradient(EXPR, function(lambda needs, g, a, b: (g * a, None)), [x, y])
    assert (report.verdict, report.diagnosis) == ("refuted", "no gradient for y (None)")
    assert report.mistakes[0].kind == "no-gradient"


def test_none_beside_another_mistake():
    report = stb.check_gradient(EXPR, function(lambda needs, g, a, b: (None, -g * b)), [x, y])
    assert report.diagnosis == "no gradient for x (None); consistent with a wrong sign in df/dy"


def test_none_for_what_has_no_influence_is_right():
    claim = function(lambda needs, g, a, b: (g * a, None))
    assert stb.check_gradient(EXPR, claim, [x]).verdict == "consistent"


def test_a_zero_is_no_none():
    report = stb.check_gradient(EXPR, function(lambda needs, g, a, b: (g * a, 0 * b)), [x, y])
    assert report.verdict == "refuted"
    assert "None" not in (report.diagnosis or "")


def test_detached_modules_have_no_gradient():
    class Detached(torch.nn.Module):
        def forward(self, x, y):
            return x.detach() ** 2 * torch.sin(y)

    report = stb.check_gradient(EXPR, Detached(), [x, y])
    assert report.diagnosis == "no gradient for x (None)"
