"""Reverse and forward gradients of torch callables, and the gradients that got lost."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge import compile
from sympy_torch_bridge.calculus.autograd import (
    check_pointwise,
    forward_gradient,
    repeated_gradient,
    reverse_gradient,
)
from sympy_torch_bridge.errors import (
    InputShapeError,
    InputTypeError,
    LostGradientError,
    NotDifferentiableError,
)

MODES = pytest.mark.parametrize("mode", [reverse_gradient, forward_gradient], ids=["reverse", "forward"])
POINTS = torch.linspace(0.1, 2.0, 7, dtype=torch.float64)
x, y = sympy.symbols("x y")


class Doubled(torch.autograd.Function):
    """A function without a forward-mode derivative."""

    @staticmethod
    def forward(ctx, value):
        return 2 * value

    @staticmethod
    def backward(ctx, gradient):
        return 2 * gradient


@MODES
def test_two_inputs_of_a_plain_callable(mode):
    other = POINTS.flip(0)
    first, second = mode(lambda a, b: torch.sin(a) * b**2, POINTS, other)
    torch.testing.assert_close(first, torch.cos(POINTS) * other**2)
    torch.testing.assert_close(second, 2 * torch.sin(POINTS) * other)


@MODES
def test_compiled_function(mode):
    (slope,) = mode(compile(x**3 - x), POINTS)
    torch.testing.assert_close(slope, 3 * POINTS**2 - 1)


@MODES
def test_broadcast_input_gets_the_sum_in_its_own_shape(mode):
    rows = torch.ones(3, 1, dtype=torch.float64)
    columns = torch.arange(4, dtype=torch.float64)
    first, second = mode(lambda a, b: a * b, rows, columns)
    assert first.tolist() == [[6.0]] * 3
    assert second.tolist() == [3.0] * 4


@MODES
def test_dtype_and_number_inputs(mode):
    first, second = mode(lambda a, b: a.double() * b, torch.ones(2, dtype=torch.float32), 3.0)
    assert first.dtype == torch.float32
    assert second.dtype == torch.float64
    assert second.shape == ()
    assert second.item() == 2.0


@MODES
def test_caller_state_does_not_matter(mode):
    leaf = POINTS.clone().requires_grad_()
    with torch.no_grad():
        (slope,) = mode(torch.exp, leaf)
    torch.testing.assert_close(slope, torch.exp(POINTS))
    assert leaf.grad is None
    assert not slope.requires_grad


@MODES
@pytest.mark.parametrize(
    "lost", [torch.special.bessel_j0, lambda t: t.detach() ** 2], ids=["no derivative in torch", "detached"]
)
def test_lost_gradient_is_named(mode, lost):
    with pytest.raises(LostGradientError, match="gives no gradient for input 1") as caught:
        mode(lost, POINTS)
    assert isinstance(caught.value, NotDifferentiableError)
    assert caught.value.point == "input 1"
    assert "does not: the connection was cut" in caught.value.why


@MODES
def test_lost_gradient_of_the_second_input_alone(mode):
    with pytest.raises(LostGradientError, match="input 2"):
        mode(lambda a, b: a * b.detach(), POINTS, POINTS)


@MODES
def test_constant_has_gradient_zero(mode):
    (slope,) = mode(compile(sympy.pi, [x]), POINTS)
    assert slope.tolist() == [0.0] * len(POINTS)
    assert [g.tolist() for g in mode(compile(x**2, [x, y]), POINTS, POINTS)][1] == [0.0] * len(POINTS)
    (step,) = mode(lambda t: (t > 0.5).double(), POINTS)
    assert step.tolist() == [0.0] * len(POINTS)


def test_operation_without_a_derivative_in_reverse_mode():
    with pytest.raises(LostGradientError, match=r"torch says: .*zeta"):
        reverse_gradient(lambda t: torch.special.zeta(t + 2, t), POINTS)


def test_operation_without_a_derivative_in_forward_mode():
    assert reverse_gradient(Doubled.apply, POINTS)[0].tolist() == [2.0] * len(POINTS)
    with pytest.raises(LostGradientError, match="forward mode"):
        forward_gradient(Doubled.apply, POINTS)


@MODES
@pytest.mark.parametrize("wrong", [torch.arange(3), torch.ones(2, dtype=torch.complex128), "text"], ids=str)
def test_input_must_be_real_and_floating(mode, wrong):
    with pytest.raises(InputTypeError, match="'input 1'"):
        mode(torch.sin, wrong)


@MODES
def test_output_must_be_one_real_tensor(mode):
    with pytest.raises(InputTypeError, match="value of the function"):
        mode(lambda t: (t, t), POINTS)


@pytest.mark.parametrize(
    ("order", "expected"), [(1, torch.cos), (2, lambda t: -torch.sin(t))], ids=["first", "second"]
)
def test_repeated_gradient(order, expected):
    torch.testing.assert_close(repeated_gradient(torch.sin, POINTS, order), expected(POINTS))


def test_repeated_gradient_of_a_line_is_zero_from_the_second_on():
    assert repeated_gradient(lambda t: 3 * t, POINTS, 2).tolist() == [0.0] * len(POINTS)
    assert repeated_gradient(lambda t: 3 * t, POINTS, 3).tolist() == [0.0] * len(POINTS)


def test_repeated_gradient_reports_a_loss():
    with pytest.raises(LostGradientError):
        repeated_gradient(torch.special.bessel_j0, POINTS, 2)


def test_pointwise_output():
    assert check_pointwise(torch.tensor(2.0), torch.Size([3])).tolist() == [2.0] * 3
    with pytest.raises(InputShapeError, match="not pointwise"):
        check_pointwise(torch.ones(2), torch.Size([3]))


@pytest.mark.parametrize("outer", [torch.no_grad, torch.inference_mode])
def test_every_mode_of_the_caller(outer):
    with outer():
        made_there = POINTS.clone()
        for at in (POINTS, made_there):
            for mode in (reverse_gradient, forward_gradient):
                torch.testing.assert_close(mode(torch.sin, at), (torch.cos(POINTS),))
            torch.testing.assert_close(repeated_gradient(torch.sin, at, 2), -torch.sin(POINTS))
