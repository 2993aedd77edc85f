"""Claims in torch code: how they are called, what they may return, and how finely they are judged."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge import compile
from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import InputShapeError, InputTypeError

x, y = sympy.symbols("x y")
F = x**2 * sympy.sin(y)
VECTOR = [x**2 * y, 5 * x + sympy.sin(y), x * y]


def gradient(x, y):
    return torch.stack([2 * x * torch.sin(y), x**2 * torch.cos(y)], dim=-1)


def rows(x, y):
    one = torch.ones_like(x)
    return [[2 * x * y, x**2], [5 * one, torch.cos(y)], [y, x]]


@pytest.mark.parametrize(
    "claimed",
    [
        gradient,
        lambda y, x: gradient(x, y),
        lambda a, b: gradient(a, b),
        lambda *points: gradient(*points),
        lambda x, y: (2 * x * torch.sin(y), x**2 * torch.cos(y)),
        lambda x, y: torch.stack([2 * x * torch.sin(y), x**2 * torch.cos(y)]),
        compile(F).gradient(),
        compile(F, [y, x]).gradient([x, y]),
    ],
    ids=[
        "plain",
        "by name",
        "by position",
        "variadic",
        "tuple",
        "one point",
        "compiled",
        "compiled reordered",
    ],
)
def test_ways_to_call_and_to_return(claimed):
    assert check_gradient(F, claimed).verdict == "consistent"


def test_number_of_points_equal_to_the_number_of_symbols():
    assert check_gradient(F, gradient, n_points=2).verdict == "consistent"
    assert check_gradient(F, gradient, n_points=1).verdict == "consistent"


@pytest.mark.parametrize(
    "claimed",
    [
        lambda x: 2 * x,
        lambda x: (2 * x).unsqueeze(-1),
        lambda x, y: 2 * x,
        lambda x: 2 * x if x > 0 else x + x,
    ],
    ids=["batch shape", "last axis", "unused argument", "one point"],
)
def test_single_symbol(claimed):
    assert check_gradient(x**2 + y, claimed, x).verdict == "consistent"


@pytest.mark.parametrize("claimed", [lambda x: 3.0, lambda x: torch.tensor(3.0), lambda x: [3]])
def test_constant_gradients(claimed):
    assert check_gradient(3 * x, claimed).verdict == "consistent"


def test_jacobians():
    assert check_gradient(VECTOR, rows).verdict == "consistent"
    stacked = check_gradient(VECTOR, lambda x, y: torch.stack([torch.stack(r, -1) for r in rows(x, y)], -2))
    assert stacked.verdict == "consistent"
    transposed = check_gradient(VECTOR, lambda x, y: list(zip(*rows(x, y), strict=True)))
    assert transposed.verdict == "refuted"
    assert transposed.diagnosis.startswith("consistent with the transposed Jacobian")


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return 2 * x * grad


class ForgottenChain(Square):
    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return x * grad


class WrongForward(Square):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * (1 + 1e-9)


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y, x):
        ctx.save_for_backward(y, x)
        return x * torch.sin(y)

    @staticmethod
    def backward(ctx, grad):
        y, x = ctx.saved_tensors
        return grad * x * torch.cos(y), grad * torch.sin(y)


def test_autograd_function():
    report = check_gradient(x**2, Square)
    assert report.verdict == "consistent"
    assert report.witnesses[0] == "backward"
    assert check_gradient(x * sympy.sin(y), Product).verdict == "consistent"


def test_wrong_backward():
    report = check_gradient(x**2, ForgottenChain)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a missing factor 2")


def test_wrong_forward():
    report = check_gradient(x**2, WrongForward)
    assert report.verdict == "refuted"
    assert {row.witness for row in report.failures} == {"value"}


class Softplus(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.softplus(x)


class Gradient(torch.nn.Module):
    def forward(self, x, y):
        return gradient(x, y)


def test_modules():
    softplus = sympy.log(1 + sympy.exp(x))
    assert check_gradient(softplus, Softplus()).witnesses[0] == "backward"
    assert check_gradient(softplus, Softplus()).verdict == "consistent"
    assert check_gradient(softplus, torch.nn.Sigmoid()).witnesses[0] == "claim"
    assert check_gradient(softplus, torch.nn.Sigmoid()).verdict == "consistent"
    assert check_gradient(F, Gradient()).verdict == "consistent"
    assert check_gradient(softplus, torch.nn.Tanh()).verdict == "refuted"


@pytest.mark.parametrize("error", [1e-3, 1e-5, 1e-7, 1e-9, 1e-11])
@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_relative_errors_of_code_are_found_at_every_scale(error, scale):
    expr = sympy.Rational(scale) * sympy.exp(x) * sympy.sin(y)

    def right(x, y):
        return torch.stack([torch.exp(x) * torch.sin(y), torch.exp(x) * torch.cos(y)], -1) * scale

    assert check_gradient(expr, right).verdict == "consistent"
    assert check_gradient(expr, lambda x, y: right(x, y) * (1 + error)).verdict == "refuted"


def test_cancellation_in_the_claim_is_no_verification():
    expr = (1 - sympy.cos(x)) / x**2
    near_zero = [{x: 1e-5 * k} for k in range(1, 9)]

    def cancelling(x):
        return torch.sin(x) / x**2 - 2 * (1 - torch.cos(x)) / x**3

    report = check_gradient(expr, cancelling, points=near_zero)
    assert report.verdict == "inconclusive"
    assert {row.verdict for row in report.points} == {"ILL_CONDITIONED"}
    assert "rounding could hide a mistake" in report.reason
    assert check_gradient(expr, cancelling, domain={x: (1, 3)}).verdict == "consistent"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_fails(value):
    report = check_gradient(x**2, lambda x: torch.where(x > 1, value, 2 * x))
    assert report.verdict == "refuted"
    assert report.diagnosis.startswith("the claim has no finite value at ")


def test_gross_mistakes_show_where_numbers_underflow():
    def claimed(x):
        return torch.where(x.abs() > 26.7, 5.0, -2 * x * torch.exp(-(x**2)))

    points = [{x: v} for v in (0.5, 1, 2, 27, 28)]
    report = check_gradient(sympy.exp(-(x**2)), claimed, points=points)
    assert report.verdict == "refuted"
    assert {row.index for row in report.failures} == {3, 4}
    report = check_gradient(sympy.exp(-(x**2)), lambda x: -2 * x * torch.exp(-(x**2)), points=points)
    assert report.verdict == "consistent"
    assert [row.verdict for row in report.points] == ["PASS"] * 3 + ["ILL_CONDITIONED"] * 2


@pytest.mark.parametrize("wrong", [5.0, 0.1])
def test_half_precision_judges_ordinary_derivatives(wrong):
    def claimed(x):
        return torch.where(x < 0.55, wrong, x / 10)

    points = [{x: v} for v in (0.5, 3.0, 4.0)]
    half = torch.float16
    assert check_gradient(x**2 / 20, claimed, points=points, dtype=half).verdict == "refuted"
    assert check_gradient(x**2 / 20, lambda x: x / 10, points=points, dtype=half).verdict == "consistent"


def test_sums_of_products_are_not_refuted_where_they_cancel():
    def claimed(q):
        return torch.nn.functional.linear(q[:, None], q.new_full((1, 1), 1 / 3), q.new_full((1,), -0.5))[:, 0]

    near_zero = [{x: 1.5 + 1.1e-9 * k} for k in range(-6, 7)]
    report = check_gradient(x**2 / 6 - x / 2, claimed, points=near_zero)
    assert "FAIL" not in {row.verdict for row in report.points}
    assert check_gradient(x**2 / 6 - x / 2, claimed).verdict == "consistent"


def by_numpy(x):
    x = x.numpy()
    return torch.from_numpy(np.sin(x) / x**2 - 2 * (1 - np.cos(x)) / x**3)


class NumpyBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (torch.sin(x / 2) / x) ** 2 * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * by_numpy(ctx.saved_tensors[0].detach())


@pytest.mark.parametrize(
    "claimed",
    [
        by_numpy,
        lambda x: 1.0 * by_numpy(x),
        lambda x: torch.tensor(by_numpy(x).tolist(), dtype=x.dtype),
        NumpyBackward,
    ],
    ids=["result", "operand", "list", "backward"],
)
def test_noise_outside_torch_is_not_taken_for_a_mistake(claimed):
    expr = (1 - sympy.cos(x)) / x**2
    points = [{x: v} for v in (0.03, 0.05, 0.1, 1.0, 2.0)]
    report = check_gradient(expr, claimed, points=points)
    assert not report.failures
    assert "computed outside torch" in {row.verdict: row.note for row in report.points}["UNDECIDED"]


@pytest.mark.parametrize(("error", "verdict"), [(1e-10, "inconclusive"), (1e-6, "refuted")])
def test_only_gross_mistakes_refute_code_outside_torch(error, verdict):
    def claimed(x):
        return torch.from_numpy(np.cos(x.numpy()) * (1 + error))

    assert check_gradient(sympy.sin(x), claimed).verdict == verdict
    assert check_gradient(sympy.sin(x), lambda x: torch.cos(x) * (1 + error)).verdict == "refuted"


def test_parameters_come_from_elsewhere_but_are_no_computation():
    scale = torch.nn.Parameter(torch.tensor([1 + 1e-10], dtype=torch.float64))
    assert check_gradient(sympy.sin(x), lambda x: (torch.cos(x) * scale).detach()).verdict == "refuted"


def test_single_precision_claims_are_not_enough_for_doubles():
    report = check_gradient(sympy.sin(x), lambda x: torch.cos(x.float()))
    assert report.verdict == "inconclusive"
    # Near zero the cosine is a number of both types.
    rounded = [row for row in report.points if abs(row.point[0][1]) > 1e-3]
    assert min(row.resolution for row in rounded) > 1e-8
    report = check_gradient(sympy.sin(x), lambda x: torch.cos(x.float()), dtype=torch.float32)
    assert report.verdict == "consistent"


def test_lost_gradients_are_found():
    class Detached(torch.nn.Module):
        def forward(self, x):
            return torch.sin(x.detach()) + 0 * x

    report = check_gradient(sympy.sin(x), Detached())
    assert report.verdict == "refuted"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_types(dtype):
    seen = []

    def claimed(x):
        seen.append(x.dtype)
        return torch.cos(x)

    report = check_gradient(sympy.sin(x), claimed, dtype=dtype)
    assert report.verdict == "consistent"
    assert set(seen) == {dtype}
    assert check_consistency(sympy.sin(x) * sympy.exp(x), dtype=dtype).verdict == "consistent"


def test_wrong_shapes_are_refused():
    with pytest.raises(InputShapeError) as caught:
        check_gradient(F, lambda x, y: torch.stack([x, y, x], -1))
    assert str(caught.value) == (
        "input shapes do not fit: the claim returns a result of another shape.\n"
        "  shapes: result (24, 3), expected (24, 2)\n"
        "  the last axis runs over wrt: torch.stack([...], dim=-1); "
        "for several outputs the last two axes are (outputs, wrt). A Module, an autograd.Function or a "
        "compiled expression that computes the function is judged by its backward pass"
    )


@pytest.mark.parametrize("claimed", [lambda: 1.0, lambda a, b, c: a, torch.nn.Linear, "cos"])
def test_what_cannot_be_called_is_refused(claimed):
    with pytest.raises(InputTypeError):
        check_gradient(F, claimed)


def test_results_that_are_no_tensors_are_refused():
    with pytest.raises(InputTypeError, match="the result of the claim"):
        check_gradient(x**2, lambda x: "2x")


def test_errors_of_the_code_itself_come_through():
    def broken(x):
        raise RuntimeError("no such kernel")

    with pytest.raises(RuntimeError, match="no such kernel"):
        check_gradient(x**2, broken)
