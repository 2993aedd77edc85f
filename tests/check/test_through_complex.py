"""Real functions whose formulas pass through complex numbers: antiderivatives in tables often do."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.exact import RealResult

x, a = sympy.symbols("x a")
I = sympy.I  # noqa: E741
ARCTANGENT = I / 2 * (sympy.log(1 - I * x) - sympy.log(1 + I * x))
DILOGARITHMS = I / 4 * (sympy.polylog(2, -I * (1 + x)) - sympy.polylog(2, I * (1 + x)))
NOTE = "real values by way of complex numbers: with real ones alone the expression has too few"

RIGHT = {
    "logarithms": (ARCTANGENT, 1 / (1 + x**2)),
    "dilogarithms": (DILOGARITHMS, sympy.atan(1 + x) / (2 + 2 * x)),
    "two roots of negative numbers": (sympy.sqrt(-1 - x**2) * sympy.sqrt(-4 - x**2), None),
    "elliptic": (-I * sympy.elliptic_f(I * sympy.asinh(x), a), None),
    "hypergeometric": (sympy.hyper([1, a], [2], I * x) + sympy.hyper([1, a], [2], -I * x), None),
}


@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT)
@pytest.mark.parametrize(
    "places", [{}, {"points": [{x: 0.75, a: 0.25}, {x: -0.5, a: -1.5}]}], ids=["drawn", "given"]
)
def test_right_claim(case, places):
    expr, claim = case
    report = check_gradient(expr, sympy.diff(expr, x) if claim is None else claim, x, **places)
    assert report.verdict == "consistent", f"\n{report}"
    assert NOTE in report.notes


@pytest.mark.parametrize(
    "expr, slope", [(ARCTANGENT, 1 / (1 + x**2)), RIGHT["dilogarithms"]], ids=["log", "polylog"]
)
@pytest.mark.parametrize("size", [1, sympy.Rational(1, 10**9)], ids=str)
def test_wrong_claim(expr, slope, size):
    report = check_gradient(expr, slope * (1 + size), x)
    assert report.verdict == "refuted", f"\n{report}"


def test_the_mistake_is_named():
    assert check_gradient(ARCTANGENT, -1 / (1 + x**2), x).diagnosis == "consistent with a wrong sign"


def test_torch_code_is_judged_as_well():
    assert check_gradient(ARCTANGENT, lambda x: 1 / (1 + x**2), x)
    assert check_gradient(ARCTANGENT, lambda x: 1 / (1 + 1.000001 * x**2), x).verdict == "refuted"


def test_a_complex_value_is_no_real_one():
    report = check_gradient(sympy.sqrt(-1 - x**2), -x / sympy.sqrt(-1 - x**2), x)
    assert (report.verdict, report.points) == ("inconclusive", ())


def test_real_points_are_enough():
    # Half of the line is in the domain: nothing complex is needed, and nothing said about it.
    assert NOTE not in check_gradient(sympy.log(x), 1 / x).notes


@pytest.mark.parametrize("method", ["ball", "mpmath"])
def test_imaginary_parts(method):
    if method == "ball":
        pytest.importorskip("flint", reason="python-flint is not installed")
    fn = RealResult([ARCTANGENT, sympy.sqrt(x), sympy.exp(I * x)], [x], method=method)
    here, root, wave = fn({x: 1})
    assert float(here) == pytest.approx(torch.pi / 4, rel=1e-15)
    assert float(root) == 1.0
    assert not wave.is_finite
    assert not fn({x: -1})[1].is_finite
    assert float(fn.at_precision({x: 1}, 128)[0]) == pytest.approx(torch.pi / 4, rel=1e-15)
