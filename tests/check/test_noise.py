"""Measured rounding noise is as large as the rounding it stands for, and no larger than need be."""

from __future__ import annotations

import math

import pytest
import torch

from sympy_torch_bridge.check.noise import RUNS, RoundingNoise, deviation

EPS = torch.finfo(torch.float64).eps


def points(*values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize(
    ("function", "units"),
    [
        (lambda x: x * x, 1),
        (torch.sin, 2),
        (torch.tanh, 4),
        (torch.erfc, 8),
    ],
)
def test_one_operation_moves_by_its_own_rounding(function, units):
    x = points(0.7, 1.3, 2.1)
    relative = deviation(function, [x], seed=0) / function(x)
    assert (relative <= (units + 0.6) * EPS).all()  # the runs themselves round as well
    assert (relative >= 0.3 * units * EPS).all()


@pytest.mark.parametrize(
    "function",
    [torch.abs, torch.neg, torch.sign, lambda x: torch.maximum(x, -x), lambda x: torch.where(x > 1, x, -x)],
)
def test_exact_operations_are_left_alone(function):
    assert (deviation(function, [points(0.7, -1.3)], seed=0) == 0).all()


def test_conversion_rounds_only_to_fewer_digits():
    x = points(0.7)
    assert deviation(lambda x: x.float().double(), [x], seed=0) > 0.1 * torch.finfo(torch.float32).eps
    assert deviation(lambda x: x.to(torch.float64), [x.float()], seed=0) == 0


def test_constants_that_are_rounded_move_and_exact_ones_do_not():
    x = points(0.0, 0.0)
    assert (deviation(lambda x: torch.cos(x) * 0.0 + x + 0.1, [x], seed=0) > 0.01 * EPS).all()
    cancelled = deviation(lambda x: (x + 0.5) - 0.5, [points(0.0)], seed=0)
    assert cancelled <= 0.6 * EPS  # the two roundings, not that of the constant


@pytest.mark.parametrize("value", [math.pi, 0.1])
@pytest.mark.parametrize(
    "constant",
    [
        lambda x, value: x.new_full((), value),
        lambda x, value: torch.full_like(x, value),
        lambda x, value: torch.full((), value, dtype=x.dtype),
        lambda x, value: torch.scalar_tensor(value, dtype=x.dtype),
        lambda x, value: torch.tensor(value, dtype=x.dtype),
        lambda x, value: torch.empty_like(x).fill_(value),
    ],
)
def test_tensors_of_constants_move_like_the_constants(constant, value):
    def spread(value):
        return deviation(lambda x: constant(x, value).expand(x.shape), [points(0.0, 0.0)], seed=0)

    assert (spread(value) >= 0.4 * EPS * value).all()
    assert (spread(value) <= 2 * EPS * value).all()
    assert (spread(0.375) == 0).all()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: torch.nn.functional.linear(x[:, None], x.new_full((1, 1), 1 / 3), x.new_full((1,), -0.5))[
            :, 0
        ],
        lambda x: torch.addmv(x.new_full((1,), -0.5), x.new_full((1, 1), 1 / 3), x[:1]).expand(x.shape),
        lambda x: torch.baddbmm(
            x.new_full((len(x), 1, 1), -0.5), x[:, None, None], x.new_full((len(x), 1, 1), 1 / 3)
        )[:, 0, 0],
        lambda x: torch.addcmul(x.new_full((), -0.5), x, x.new_full((), 1 / 3)),
        lambda x: torch.addcmul(x.new_full((), -0.5), x, x.new_full((), -1 / 3), value=-1),
        lambda x: torch.addcdiv(x.new_full((), -0.5), x, x.new_full((), 3.0)),
        lambda x: torch.add(x.new_full((), -0.5), x, alpha=1 / 3),
        lambda x: torch.sub(x / 3, x.new_full((), 5.0), alpha=0.1),
    ],
    ids=["addmm", "addmv", "baddbmm", "addcmul", "addcmul by -1", "addcdiv", "add", "sub"],
)
def test_combined_operations_round_their_terms(function):
    assert (deviation(function, [points(1.5, 1.5)], seed=0) > 0.1 * EPS).all()


def test_cancellation_shows():
    x = points(1e-5)
    exact = 0.5  # to ten digits
    noise = deviation(lambda x: (1 - torch.cos(x)) / x**2, [x], seed=0)
    assert noise > 1e-8
    assert abs(float((1 - torch.cos(x)) / x**2) - exact) <= 8 * noise


def test_sums_round_with_their_terms():
    def total(x):
        return torch.stack([x, torch.full_like(x, 1e8), torch.full_like(x, -1e8)], -1).sum(-1)

    assert deviation(total, [points(1.0)], seed=0) > 1e8 * EPS / 4


def test_matrix_inverse_is_as_uncertain_as_its_condition():
    def inverse_entry(x):
        matrix = torch.stack([torch.ones_like(x), torch.ones_like(x), torch.ones_like(x), x], -1)
        return torch.linalg.inv(matrix.unflatten(-1, (2, 2)))[..., 0, 0]

    well, ill = deviation(inverse_entry, [points(3.0, 1 + 1e-8)], seed=0) / points(1.0, 1e8)
    assert well < 1e-13 < 1e-9 < ill


@pytest.mark.parametrize("solved", ["inverse", "matrix", "vector"])
def test_matrices_of_a_batch_are_uncertain_each_on_its_own(solved):
    def entry(scale):
        ones = torch.ones_like(scale)
        matrix = torch.stack([2 * scale, scale, scale, 3 * scale], -1).unflatten(-1, (2, 2))
        if solved == "inverse":
            return torch.linalg.inv(matrix)[..., 0, 0]
        right = torch.stack([ones, scale], -1)
        right = right[..., None] if solved == "matrix" else right
        return torch.linalg.solve(matrix, right).flatten(1)[:, 0]

    scales = points(1.0, 1e8, 1e-8)
    relative = deviation(entry, [scales], seed=0) / entry(scales).abs()
    assert (relative < 100 * EPS).all()
    assert (relative > EPS / 4).all()


def test_backward_is_covered():
    def gradient(x):
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            return torch.autograd.grad(torch.sin(x).sum(), x)[0]

    assert deviation(gradient, [points(1.0)], seed=0) > 0


def test_equal_seeds_give_equal_noise():
    first, second, other = (deviation(torch.exp, [points(1.0, 2.0)], seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_a_run_without_a_finite_number_is_infinite_noise():
    edge = points(1.0)
    assert torch.isinf(deviation(lambda x: torch.asin(x * 1.1 / 1.1), [edge], seed=0)).all()


def test_what_is_never_finite_does_not_depend_on_rounding():
    pole = torch.tensor([0.0, 1.0], dtype=torch.float64)
    assert (deviation(lambda x: torch.log(x - x) * 0.5, [pole], seed=0) == 0).all()


def test_forward_mode_has_its_own_noise():
    def slope(y):
        def larger(y):
            return torch.maximum(y**2, 1.77 / y)

        return torch.func.jvp(larger, (y,), (torch.ones_like(y),))[1]

    # Forward mode subtracts the slope of the smaller branch and adds it again.
    assert deviation(slope, [points(-0.1)], seed=0) > 10 * EPS


def test_shapes_alone_take_no_rounding_errors():
    def sums(device):
        with RoundingNoise(0):
            shape = torch.ones(3, device=device) * 0.1 + torch.ones(3, device=device)
            return shape, torch.exp(points(0.3, 0.7))

    shape, moved = sums("meta")
    with RoundingNoise(0):
        first = torch.exp(points(0.3, 0.7))
    assert shape.is_meta
    assert torch.equal(moved, first)
    assert not torch.equal(sums("cpu")[1], first)


def test_zero_times_infinity_is_no_rounding_error():
    with RoundingNoise(0):
        assert (points(0.0) * 3 == 0).all()
        assert torch.isnan(points(math.nan) + 1).all()
        assert (points(-math.inf) + 1 == -math.inf).all()


def test_infinite_intermediate_values_stay_infinite():
    with RoundingNoise(0):
        assert torch.isinf(torch.exp(points(1000.0))).all()


def test_in_place_operations_move_their_target():
    def in_place(x):
        result = x.clone()
        result.mul_(3.0)
        return result

    assert deviation(in_place, [points(0.7)], seed=0) > 0


def test_outputs_given_by_the_caller_move():
    target = torch.empty(1, dtype=torch.float64)
    with RoundingNoise(0):
        returned = torch.mul(points(0.7), 3.0, out=target)
    assert returned is target
    assert target != points(0.7) * 3.0


def test_zeros_without_storage_stay_zeros():
    zeros = torch._efficientzerotensor((3,), dtype=torch.float64)
    with RoundingNoise(0):
        product = zeros * points(1.0, 2.0, 3.0)
        total = zeros + points(1.0, 2.0, 3.0)
    assert product._is_zerotensor()
    assert ((total - points(1.0, 2.0, 3.0)).abs() <= 4 * EPS).all()


def test_a_quotient_below_an_absolute_value_has_a_second_derivative():
    def second(x):
        x = x.detach().requires_grad_()
        (slope,) = torch.autograd.grad(torch.abs(x / (x * x + 2)).sum(), x, create_graph=True)
        return torch.autograd.grad(slope.sum(), x)[0]  # in it torch divides a zero without storage

    noise = deviation(second, [points(1.0, 1.7)], seed=0)
    assert (noise > 0).all() and (noise < 16 * EPS).all()


def test_all_runs_share_one_batch():
    sizes = []

    def spy(x):
        sizes.append(x.shape[0])
        return x * x

    deviation(spy, [points(1.0, 2.0, 3.0)], seed=0)
    assert sizes == [3, 3 * RUNS]


def test_forward_mode_through_parts_of_a_batch():
    batch = torch.tensor([[[1.0], [2.0]], [[3.0], [4.0]]], dtype=torch.float64)
    with RoundingNoise(0):
        for vector in batch:
            hessian = torch.func.hessian(lambda v: (v.mT @ v).squeeze())(vector).squeeze()
            assert torch.allclose(hessian, 2 * torch.eye(2, dtype=torch.float64), atol=1e-12)
