"""Kernels that ask mpmath where their fast function is not right: which numbers go where, and the warning."""

from __future__ import annotations

import math
import warnings
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge import PerformanceWarning, compile
from sympy_torch_bridge.ops.fallback import elsewhere_kernel, kernel_with_fallback

F64 = torch.float64
AT = torch.tensor([[1.0, -4.0], [math.nan, 9.0]], dtype=F64)


class Noted:
    """A function that notes the arguments of its calls."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.calls: list[Any] = []

    def __call__(self, x: Any) -> Any:
        self.calls.append(x)
        return self.function(x)


def test_doubt_sends_a_value_to_mpmath() -> None:
    fast, exact = Noted(np.sqrt), Noted(lambda x: mpmath.sqrt(abs(x)))
    kernel = kernel_with_fallback("test.doubt", fast, exact)
    torch.testing.assert_close(kernel(AT), AT.abs().sqrt(), equal_nan=True)
    assert fast.calls[0].shape == AT.shape
    assert exact.calls == [-4]


def test_arguments_decide_who_computes() -> None:
    fast, exact = Noted(np.sqrt), Noted(lambda x: -mpmath.sqrt(-x))
    kernel = kernel_with_fallback("test.holds", fast, exact, holds=lambda x: x > 0)
    expected = torch.tensor([[1.0, -2.0], [math.nan, 3.0]], dtype=F64)
    torch.testing.assert_close(kernel(AT), expected, equal_nan=True)
    assert [call.tolist() for call in fast.calls] == [[1, 9]]
    assert exact.calls == [-4]
    torch.testing.assert_close(kernel(AT[0, 1]), expected[0, 1])  # a scalar


def test_value_of_the_fast_function_stays_where_mpmath_has_none() -> None:
    kernel = kernel_with_fallback("test.stays", lambda x: x, mpmath.gamma, lambda value, x: value < 0)
    assert kernel(torch.tensor([-1.0, -0.5, 3.0], dtype=F64))[[0, 2]].tolist() == [-1, 3]


def test_nan_marks_what_is_not_asked() -> None:
    exact = Noted(mpmath.sqrt)
    kernel = elsewhere_kernel("test.elsewhere", exact)
    torch.testing.assert_close(kernel(AT.abs()), AT.abs().sqrt(), equal_nan=True)
    assert exact.calls == [1, 4, 9]
    assert kernel(torch.tensor([-4.0], dtype=torch.complex128)).item() == 2j


def test_a_long_call_warns_once() -> None:
    kernel = elsewhere_kernel("test.long", mpmath.mpf)
    other = elsewhere_kernel("test.other", mpmath.mpf)
    kernel(torch.ones(1000, dtype=F64))  # the suite turns a warning into an error
    with pytest.warns(PerformanceWarning, match=r"test\.long: mpmath computes 1,001 numbers of this call"):
        kernel(torch.ones(1001, dtype=F64))
    kernel(torch.ones(1001, dtype=F64))
    with pytest.warns(PerformanceWarning, match=r"test\.other"):  # once for each kernel
        other(torch.ones(1001, dtype=F64))


def test_numbers_of_the_fast_function_do_not_count() -> None:
    x = sympy.Symbol("x", real=True)
    f = compile(sympy.besselj(1, x))
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerformanceWarning)
        f(torch.linspace(0.5, 1.5, 5000, dtype=F64))


@pytest.mark.slow
def test_the_warning_names_the_function_of_a_formula() -> None:
    x = sympy.Symbol("x")
    f = compile(sympy.lerchphi(x, 2, 1), complex=True)
    at = torch.full((1001,), 0.25 + 0.25j, dtype=torch.complex128)
    with pytest.warns(PerformanceWarning, match=r"lerchphi.*ops=\[Op\(\.\.\.\)\] supplies"):
        f(at)
