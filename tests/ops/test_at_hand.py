"""Kernels that look at their numbers give what they give without looking."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.autograd import forward_ad

from sympy_torch_bridge.ops import exponential_sums
from sympy_torch_bridge.ops.at_hand import are_at_hand, range_of
from sympy_torch_bridge.ops.stable_kernels import log_quotient, quotients

F64 = torch.float64
NAN, INF = float("nan"), float("inf")


def numbers(*values: float, dtype: torch.dtype = F64) -> Tensor:
    return torch.tensor(values, dtype=dtype)


@pytest.fixture
def blind(monkeypatch):
    """Return a function without the look at its numbers."""

    def of(function):
        def blinded(*arguments):
            with monkeypatch.context() as patched:
                for module in (exponential_sums, quotients):
                    patched.setattr(module, "are_at_hand", lambda tensors: False)
                return function(*arguments)

        return blinded

    return of


def with_slopes(function, tensors):
    leaves = [t.clone().requires_grad_() for t in tensors]
    value = function(*leaves)
    slopes = torch.autograd.grad(value.sum(), leaves, create_graph=True)
    second = torch.autograd.grad(sum(slope.sum() for slope in slopes), leaves, materialize_grads=True)
    return value, slopes, second


SIZES = (
    0.0,
    5e-324,
    1e-310,
    1e-200,
    0.3,
    0.499999,
    0.5,
    0.7,
    1.0,
    1.4999999,
    1.5,
    2.0,
    1e200,
    1.7e308,
    INF,
    NAN,
)
SIGNED = (*SIZES, *(-size for size in SIZES))


def same(found, expected, *, rtol: float = 1e-15) -> None:
    torch.testing.assert_close(found, expected, rtol=rtol, atol=0, equal_nan=True)


def expected(function, a, b):
    """Return the value of the logarithm of a quotient, and its exact slopes."""
    return function(a, b), (1 / a, -1 / b), (-(1 / a) / a, 1 / b / b)


class TestLogarithmOfAQuotient:
    def test_point_by_point(self, blind):
        # One point after the other takes each of the forms that a whole batch can take.
        for a, b in itertools.product(SIGNED, SIGNED):
            pair = numbers(a), numbers(b)
            same(log_quotient(*pair), blind(log_quotient)(*pair))

    def test_slopes(self, blind):
        sizes = [size for size in SIGNED if 1e-201 < abs(size) < 1e201]
        for a, b in itertools.product(sizes, sizes):
            pair = numbers(a), numbers(b)
            # The squares of some leave the range of numbers.
            same(with_slopes(log_quotient, pair)[:2], expected(blind(log_quotient), *pair)[:2], rtol=4e-15)

    @pytest.mark.parametrize(
        "ratios",
        [(0.1, 0.3), (2.0, 1e9), (0.6, 1.0, 1.2), (0.2, 1.0, 3.0), (0.2, -1.0), (1.0, 1e308)],
        ids=str,
    )
    def test_batches(self, ratios, blind):
        b = numbers(*(0.7 + 0.1 * k for k in range(len(ratios))))
        pair = b * numbers(*ratios), b
        same(with_slopes(log_quotient, pair), expected(blind(log_quotient), *pair), rtol=4e-15)

    def test_without_a_look_the_slopes_are_the_same(self, blind):
        for ratio in (0.1, 0.499, 0.501, 1.0, 1.499, 1.501, 9.0, -2.0):
            pair = numbers(0.7 * ratio), numbers(0.7)
            same(with_slopes(blind(log_quotient), pair)[1:], expected(log_quotient, *pair)[1:], rtol=4e-14)

    def test_a_number_beside_a_batch(self, blind):
        pair = numbers(0.2, 0.9, 1.1, 3.0), torch.tensor(1.0, dtype=F64)
        same(with_slopes(log_quotient, pair), with_slopes(blind(log_quotient), pair), rtol=4e-15)


SUMS = {
    "log": (exponential_sums.log_sum_exp, exponential_sums.log_weighted_sum_exp),
    "log1p": (exponential_sums.log1p_sum_exp, exponential_sums.log1p_weighted_sum_exp),
}
EXPONENTS = (-INF, -1e4, -745.0, -400.0, -300.0, -1.0, 0.0, 2.0, 300.0, 705.0, 709.0, 1e4, INF, NAN)


class TestSumsOfExponentials:
    @pytest.mark.parametrize("name", SUMS)
    def test_point_by_point(self, name, blind):
        plain, weighted = SUMS[name]
        for a, b in itertools.product(EXPONENTS, EXPONENTS):
            pair = numbers(a), numbers(b)
            same(plain(*pair), blind(plain)(*pair))
            for first, second in ((2.0, 0.5), (1e-200, 3.0), (1.0, -0.25), (0.0, 1.0), (-1.0, -1.0)):
                weights = numbers(first), torch.tensor(second, dtype=F64)
                pairs = weights[0], pair[0], weights[1], pair[1]
                same(weighted(*pairs), blind(weighted)(*pairs), rtol=1e-13)

    @pytest.mark.parametrize("exponent", [1.0, 709.5, 1e4, INF])
    def test_a_weight_of_zero_takes_its_term_out(self, exponent, blind):
        for function in (exponential_sums.log_weighted_sum_exp, blind(exponential_sums.log_weighted_sum_exp)):
            tensors = numbers(0.0), numbers(exponent), numbers(2.0), numbers(3.0)
            value, slopes, _ = with_slopes(function, tensors)
            same(value, torch.log(numbers(2.0)) + 3, rtol=1e-15)
            same(slopes[1:], (numbers(0.0), numbers(0.5), numbers(1.0)), rtol=1e-15)
            assert bool(slopes[0] >= 0)  # nothing is as large as it is
            assert exponent < 709 or bool(slopes[0] > 1e300)

    @pytest.mark.parametrize("name", SUMS)
    def test_slopes(self, name, blind):
        plain, _ = SUMS[name]
        for a, b in itertools.product((-400.0, -300.0, -1.0, 2.0, 300.0, 705.0, 709.0, 1e4), repeat=2):
            pair = numbers(a), numbers(b)
            same(with_slopes(plain, pair), with_slopes(blind(plain), pair), rtol=1e-13)

    def test_quotients(self, blind):
        function = exponential_sums.quotient_sum_exp
        for exponents in itertools.product((-1e4, -745.0, -300.0, 0.0, 2.0, 705.0, 1e4), repeat=3):
            arguments = [numbers(exponent) for exponent in exponents]
            same(function(*arguments), blind(function)(*arguments), rtol=1e-12)
            weighted = (arguments[0], numbers(2.0), arguments[1], numbers(0.5), arguments[2])
            function_ = exponential_sums.quotient_weighted_sum_exp
            same(function_(*weighted), blind(function_)(*weighted), rtol=1e-12)

    @pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
    def test_other_types(self, dtype, blind):
        for a, b in itertools.product((-100.0, -1.0, 5.0, 11.0, 88.0, 200.0), repeat=2):
            pair = numbers(a, dtype=dtype), numbers(b, dtype=dtype)
            for function in (plain for plain, _ in SUMS.values()):
                same(function(*pair), blind(function)(*pair), rtol=2 * torch.finfo(dtype).eps)


@pytest.mark.filterwarnings("ignore:.torch.jit.trace:DeprecationWarning")
def test_what_is_not_at_hand() -> None:
    at = torch.ones(3, dtype=F64)
    assert are_at_hand([at, at.float().requires_grad_()])
    for others in (
        [at.to("meta")],
        [at, at + 0j],
        [torch.arange(3)],
        [at.as_subclass(type("T", (Tensor,), {}))],
    ):
        assert not are_at_hand(others)
    for mode in (FakeTensorMode(), torch.device("cpu")):
        with mode:
            assert not are_at_hand([at])
    seen = []
    torch.vmap(lambda t: seen.append(are_at_hand([t])) or t)(at)
    torch.func.grad(lambda t: seen.append(are_at_hand([t])) or t.sum())(at)
    torch.jit.trace(lambda t: seen.append(are_at_hand([t])) or t + 1, at, check_trace=False)
    leaf = at.clone().requires_grad_()
    torch.autograd.grad(_Watched.apply(leaf, seen), leaf, torch.ones(2, 3, dtype=F64), is_grads_batched=True)
    assert seen == [False] * 4


class _Watched(torch.autograd.Function):
    """Looks at the cotangents that it is given."""

    @staticmethod
    def forward(ctx, x, seen):
        ctx.seen = seen
        return x.clone()

    @staticmethod
    def backward(ctx, cotangent):
        ctx.seen.append(are_at_hand([cotangent]))
        return cotangent, None


def test_ranges() -> None:
    assert range_of(numbers(3.0, -1.0, 2.0)) == (-1.0, 3.0)
    assert range_of(numbers(4.0)) == (4.0, 4.0)
    for value in (numbers(1.0, NAN), numbers(NAN), numbers()):
        least, largest = range_of(value)
        assert not least <= largest


def test_forward_mode_and_compiled_calls() -> None:
    a, b = numbers(0.2, 0.9, 3.0), numbers(1.0, 1.0, 1.0)
    with forward_ad.dual_level():
        dual = log_quotient(forward_ad.make_dual(a, torch.ones_like(a)), b)
        same(forward_ad.unpack_dual(dual).tangent, 1 / a)
    slopes = torch.vmap(torch.func.grad(log_quotient))(a, b)
    same(slopes, 1 / a)
