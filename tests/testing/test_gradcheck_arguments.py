"""What gradcheck is asked about: nothing is passed over in silence."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.errors import InputTypeError, OptionError
from sympy_torch_bridge.testing import UnresolvedGradientWarning, gradcheck, gradgradcheck


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


class WrongScale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return 2 * a

    @staticmethod
    def backward(ctx, g):
        return 3 * g


@pytest.mark.parametrize("check", [gradcheck, gradgradcheck])
@pytest.mark.parametrize(
    "inputs",
    [
        (leaf(1.0), [leaf(2.0)]),
        (leaf(1.0), {"b": leaf(2.0)}),
        (leaf(1.0), ({"b": [leaf(2.0)]},)),
        ([leaf(1.0)], leaf(2.0)),
    ],
    ids=["list", "mapping", "deep", "first"],
)
def test_a_tensor_hidden_in_a_container_is_refused(check, inputs):
    # As torch would, this varied the first input alone, and found nothing.
    with pytest.raises(InputTypeError, match="that holds a tensor with requires_grad") as caught:
        check(lambda *given: sum(map(WrongScale.apply, filter(torch.is_tensor, given))), inputs)
    assert "gradcheck(lambda a, b: func([a, b]), (a, b))" in str(caught.value)


def test_containers_of_what_is_not_varied_are_arguments():
    assert gradcheck(lambda a, sizes: a * sizes[0] + sizes[1]["k"], (leaf(1.0), [2.0, {"k": torch.ones(1)}]))


def test_the_hint_for_containers_runs():
    def func(pair):
        return pair[0] * pair[1]

    def named(given):
        return given["a"] * given["b"]

    assert gradcheck(lambda a, b: func([a, b]), (leaf(1.0), leaf(3.0)))
    assert gradcheck(lambda a, b: named({"a": a, "b": b}), (leaf(1.0), leaf(3.0)))


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"a": leaf(1.0)}, "'inputs' is a dict; expected a tensor or a tuple"),
        ((tensor for tensor in [leaf(1.0)]), "'inputs' is a generator"),
        (np.ones(2), "'inputs' is a ndarray"),
        (torch.ones(2, device="meta", requires_grad=True), "a meta tensor; expected one that has numbers"),
    ],
    ids=["mapping", "generator", "array", "meta"],
)
def test_what_is_no_tensor_is_refused(inputs, words):
    with pytest.raises(InputTypeError, match=words):
        gradcheck(torch.sin, inputs)


@pytest.mark.parametrize(
    ("func", "words"),
    [
        ("sin", "'func' is 'sin'; expected a function of tensors"),
        (sympy.sin(sympy.Symbol("x")), "check_gradient or check_consistency"),
        (WrongScale, "give WrongScale.apply"),
    ],
    ids=["text", "formula", "class"],
)
def test_what_is_no_function_is_refused(func, words):
    with pytest.raises(InputTypeError, match=words):
        gradcheck(func, leaf(1.0))


@pytest.mark.parametrize(
    "option", [{"eps": "a"}, {"atol": "a"}, {"rtol": None}, {"nondet_tol": float("nan")}], ids=str
)
def test_tolerances_are_numbers(option):
    with pytest.raises(OptionError, match=f"{next(iter(option))}=.* is not accepted"):
        gradcheck(torch.sin, leaf(1.0), **option)


@pytest.mark.parametrize(
    ("check", "func"),
    [(gradcheck, torch.relu), (gradgradcheck, torch.log)],
    ids=["gradcheck", "gradgradcheck"],
)
def test_every_call_that_tells_nothing_warns(check, func):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        check(func, leaf(0.0))
        check(func, leaf(0.0))
    found = [warning for warning in caught if warning.category is UnresolvedGradientWarning]
    assert [warning.filename for warning in found] == [__file__] * 2
    assert found[1].lineno == found[0].lineno + 1
