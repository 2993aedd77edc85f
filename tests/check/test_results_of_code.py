"""What code must not return, and what the error says about it."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import InputTypeError

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda x, y: None, "'the result of the claim' is None; expected a tensor.\n  is a return missing"),
        (lambda x, y: {"x": y, "y": x}, r"is a dict; expected a tensor.\n  return torch.stack\("),
        (lambda x, y: "text", r"is a str; expected a tensor"),
        (lambda x, y: (part for part in (y, x)), "is a generator; expected a tensor"),
    ],
    ids=["nothing", "mapping", "text", "generator"],
)
def test_a_claim_returns_numbers(result, words):
    with pytest.raises(InputTypeError, match=words):
        check_gradient(x * y, result)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda x: None, "'the result of the function' is None; .*\n  is a return missing"),
        (lambda x: {"f": x}, "is a dict; expected a tensor, or a list of one tensor for each output"),
        (lambda x: (x, None), "is None"),
        (lambda x: "text", "is a str"),
    ],
    ids=["nothing", "mapping", "among others", "text"],
)
def test_a_function_returns_numbers(result, words):
    with pytest.raises(InputTypeError, match=words):
        check_gradient(result, lambda x: x)
    with pytest.raises(InputTypeError, match=words):
        check_consistency(result)


@pytest.mark.parametrize(
    "function", [lambda x: x.numpy() ** 2, lambda x: [x**2], lambda x: x**2], ids=["array", "list", "tensor"]
)
def test_arrays_and_lists_are_numbers(function):
    assert check_gradient(function, lambda x: 2 * x).verdict == "consistent"
    assert check_gradient(function, lambda x: 3 * x).verdict == "refuted"


@pytest.mark.parametrize(
    "function", [lambda x: float(x.numpy()) ** 2, lambda x: math.pow(x.item(), 2)], ids=["NumPy", "math"]
)
def test_code_of_single_points_that_leaves_torch_is_judged(function):
    report = check_gradient(function, lambda x: 2 * x)
    assert report.verdict == "consistent"
    assert not any("one point at a time" in note for note in report.notes)


z = sympy.Symbol("z")
REAL = sympy.Symbol("z", real=True)


@pytest.mark.parametrize(
    ("expr", "note"),
    [
        (sympy.Piecewise((z**2, z > 0), (z, True)), "z > 0 compares complex numbers"),
        (sympy.Max(z, 1), "Max(1, z) compares complex numbers"),
    ],
    ids=["relation", "Max"],
)
def test_complex_numbers_have_no_order(expr, note):
    report = check_gradient(expr, 2 * z, z, dtype=torch.complex128)
    assert report.verdict == "inconclusive"
    assert report.notes[0].startswith(note)
    assert report.notes[0].endswith("compare re(z), or declare z real")
    for other in (expr.subs(z, sympy.re(z)), expr.subs(z, REAL)):
        assert not any("no order" in text for text in check_consistency(other, dtype=torch.complex128).notes)
