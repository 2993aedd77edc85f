"""Checks of torch code without any formula: ways to give it, verdicts, and how finely it is judged."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge import compile
from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import (
    InputShapeError,
    InputTypeError,
    MissingInputError,
    OptionError,
    UnknownSymbolError,
)


def f(x, y):
    return x**2 * torch.sin(y)


def gradient(x, y):
    return torch.stack([2 * x * torch.sin(y), x**2 * torch.cos(y)], dim=-1)


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * grad


class WrongCube(Cube):
    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * grad * (1 + 1e-8)


class Scaled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor(1.7, dtype=torch.float64))

    def forward(self, x):
        return torch.tanh(self.weight * x)


def outside(x):
    return torch.from_numpy(np.sin(x.detach().numpy()))


def refuted(report):
    assert report.verdict == "refuted", str(report)
    return report


def consistent(report):
    assert report.verdict == "consistent", str(report)
    return report


t = sympy.Symbol("t")
WAYS = {
    "plain": (f, gradient),
    "Function subclass": (Cube, lambda x: 3 * x**2),
    "backward as a claim": (lambda x: x**3, Cube),
    "module": (Scaled(), lambda x: 1.7 / torch.cosh(1.7 * x) ** 2),
    "compiled": (compile(sympy.sin(t) * t), compile(sympy.sin(t) * t).gradient()),
    "default stays": (lambda x, a=2.0: a * x**2, lambda x: 4 * x),
    "one point at a time": (lambda x: 2 * x if x > 0 else 3 * x, lambda x: torch.where(x > 0, 2.0, 3.0)),
    "sum of one number": (lambda x: x.sum() ** 2, lambda x: 2 * x),
    "outside torch": (outside, torch.cos),
    "tuple": (lambda x, y: (x * y, x + y, x), lambda x, y: [[y, x], [1.0, 1.0], [1.0, 0.0]]),
    "row": (lambda x: torch.stack([x, x**2], -1), lambda x: torch.stack([0 * x + 1, 2 * x], -1)[..., None]),
    "single point code": (lambda x: math.exp(x) * x, lambda x: math.exp(x) * (x + 1)),
}


@pytest.mark.parametrize("way", WAYS)
def test_right_gradients(way):
    function, claimed = WAYS[way]
    report = consistent(check_gradient(function, claimed))
    assert "limit" in report.witnesses


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("backward as a claim", "tuple")])
def test_gradients_off_by_a_hundred_thousandth(way):
    function, claimed = WAYS[way]
    refuted(check_gradient(function, lambda *points: claimed(*points) * (1 + 1e-5)))


@pytest.mark.parametrize("size", [1e-7, 1e-8])
def test_tiny_mistakes_are_found_by_torchs_own_derivative(size):
    report = refuted(check_gradient(f, lambda x, y: gradient(x, y) * (1 + size)))
    assert "sharpened by torch's own derivative" in report.method
    assert report.worst.resolution < 1e-11


def test_a_function_that_torch_cannot_differentiate_is_judged_by_quotients_alone():
    report = refuted(check_gradient(lambda x: torch.sin(x.detach()), lambda x: torch.cos(x) * (1 + 1e-7)))
    assert "sharpened" not in report.method
    consistent(check_gradient(lambda x: torch.sin(x.detach()), torch.cos))


def test_somebodys_backward_is_no_finer_judge():
    """The wrong backward of the function must not refute a right claim, nor excuse the wrong one."""
    report = consistent(check_gradient(WrongCube, lambda x: 3 * x**2))
    assert "sharpened" not in report.method
    refuted(check_gradient(WrongCube, lambda x: 3 * x**2 * (1 + 1e-8)))


def test_consistency_judges_each_mode():
    assert consistent(check_consistency(f)).witnesses == ("limit", "reverse", "forward")
    report = consistent(check_consistency(Cube))
    assert report.witnesses == ("limit", "reverse")
    assert "forward mode is not available" in report.notes[0]
    assert refuted(check_consistency(WrongCube)).worst.witness == "reverse"
    assert refuted(check_consistency(lambda x: x.detach() * torch.sin(x))).worst.ratio != 1


def test_values_of_a_backward_claim_are_compared():
    report = refuted(check_gradient(lambda x: x**3 * (1 + 1e-9), Cube, domain={"x": (1, 2)}))
    assert report.worst.witness in ("value", "backward")
    assert any(row.witness == "value" and row.verdict == "FAIL" for row in report.points)


def test_names_and_symbols_in_options():
    x, y = sympy.symbols("x y", positive=True)
    report = consistent(
        check_gradient(f, lambda x, y: 2 * x * torch.sin(y), "x", domain={x: (1, 2), "y": (3, 4)})
    )
    assert all(1 <= dict(row.point)["x"] <= 2 and 3 <= dict(row.point)["y"] <= 4 for row in report.points)
    report = consistent(check_gradient(f, gradient, [y, "x"][::-1], points=[{"x": 0.5, y: 1.0}]))
    assert report.wrt == ("x", "y")
    consistent(
        check_gradient(lambda *a: a[0] * a[1], lambda *a: [a[1], a[0]], domain={"u": (1, 2), "v": (1, 2)})
    )
    consistent(check_consistency(torch.sin, domain={"x": (0, 1)}))


def test_plain_python_outside_its_domain():
    """``math`` raises where torch gives nan; both are outside the domain."""
    report = consistent(check_gradient(lambda x: math.log(x) + 0 * x, lambda x: 1 / x))
    assert all(dict(row.point)["x"] > 0 for row in report.points)
    report = check_gradient(lambda x: math.log(x) + 0 * x, lambda x: 1 / x, points=[{"x": -1.0}, {"x": 1.0}])
    assert [row.verdict for row in report.points] == ["OUTSIDE_DOMAIN", "PASS"]


def test_no_step_leaves_the_domain():
    def guarded(x):
        assert bool(((x >= 1) & (x <= 2)).all())
        return torch.log(x - 0.5)

    consistent(check_gradient(guarded, lambda x: 1 / (x - 0.5), domain={"x": (1, 2)}))


@pytest.mark.parametrize(
    ("function", "claimed", "point", "verdict"),
    [
        (torch.abs, torch.sign, 0.0, "KINK"),
        (torch.floor, torch.zeros_like, 1.0, "KINK"),
        (lambda x: torch.sqrt(torch.abs(x)), torch.zeros_like, 0.0, "KINK"),
        (torch.log, torch.reciprocal, -1.0, "OUTSIDE_DOMAIN"),
        (torch.sqrt, torch.zeros_like, 0.0, "OUTSIDE_DOMAIN"),
    ],
)
def test_points_without_a_derivative(function, claimed, point, verdict):
    report = check_gradient(function, claimed, points=[{"x": point}])
    assert (report.verdict, report.points[0].verdict) == ("inconclusive", verdict)


def test_slopes_of_a_kink_are_reported():
    row = check_gradient(torch.abs, torch.sign, points=[{"x": 0.0}]).points[0]
    assert (row.left, row.right) == (-1.0, 1.0)


def test_a_point_without_digits_is_no_pass():
    def lost(x):
        return (1 - torch.cos(x)) * 1.0

    report = check_gradient(lost, lambda x: 2 * torch.sin(x / 2) * torch.cos(x / 2), points=[{"x": 1e-12}])
    assert report.points[0].resolution > 1e-9
    assert report.verdict == "inconclusive"


def test_not_finite_claims_fail():
    report = refuted(check_gradient(torch.sin, lambda x: x * math.nan, domain={"x": (0, 1)}))
    assert "nan" in report.worst.note


def test_transposed_jacobians_are_refuted():
    def rows(x, y):
        one = torch.ones_like(x)
        return torch.stack([torch.stack([y, one, one], -1), torch.stack([x, one, 0 * x], -1)], -2)

    report = refuted(check_gradient(lambda x, y: (x * y, x + y, x), rows))
    assert "transposed" in report.diagnosis


def test_float32_functions_are_judged_by_quotients_in_double_precision():
    consistent(check_gradient(f, gradient, dtype=torch.float32))
    consistent(check_consistency(f, dtype=torch.float32))
    refuted(check_gradient(f, lambda x, y: gradient(x, y) * (1 + 1e-4), dtype=torch.float32))


def test_modules_in_float32_are_never_refuted_for_their_rounding():
    for seed in range(6):
        torch.manual_seed(seed)
        net = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))

        def value(x, net=net):
            return net(x.unsqueeze(-1)).squeeze(-1)

        report = check_consistency(value, dtype=torch.float32)
        assert report.verdict != "refuted", str(report)
        assert any("float32 alone" in note for note in report.notes)
        net.double()
        consistent(check_consistency(value))


def test_equal_seeds_give_equal_reports():
    assert check_gradient(f, gradient, seed=3) == check_gradient(f, gradient, seed=3)
    assert check_gradient(f, gradient, seed=3).points != check_gradient(f, gradient, seed=4).points


def test_errors_teach():
    with pytest.raises(MissingInputError, match="does not name its parameters"):
        check_consistency(torch.sin)
    with pytest.raises(UnknownSymbolError, match="'z' in wrt"):
        check_consistency(f, "z")
    with pytest.raises(UnknownSymbolError, match="in domain"):
        check_consistency(f, domain={"z": (0, 1)})
    with pytest.raises(InputTypeError, match="a torch callable that returns the gradient"):
        check_gradient(f, [1, 2])
    with pytest.raises(InputTypeError, match=r"dtype=torch\.float32"):
        check_consistency(lambda x: torch.nn.functional.linear(x[..., None], torch.ones(1, 1)).squeeze(-1))
    with pytest.raises(OptionError, match="gradient as a function of its own"):
        check_gradient(f, gradient, order=2)
    with pytest.raises(InputShapeError, match="gradcheck"):
        check_consistency(lambda x: torch.ones(2, 3, dtype=torch.float64) * x.sum())
    with pytest.raises(InputTypeError, match="the name of a parameter"):
        check_consistency(f, wrt=[3])


def test_a_function_that_gives_one_number_for_all_points_raises_no_warning(recwarn):
    report = check_gradient(lambda x: (x @ x).sum(), lambda x: 2 * x)
    assert report.verdict != "consistent"
    assert not [str(warning.message) for warning in recwarn]
