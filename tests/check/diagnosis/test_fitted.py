"""One number that the claim itself tells: the coefficient of a term, what is added to a denominator."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import cos, erf, exp, log, sin, sqrt

from sympy_torch_bridge.check import check_gradient

x, y = sympy.symbols("x y", real=True)
p = sympy.symbols("p", positive=True)


def test_another_coefficient_of_a_term_is_named():
    report = check_gradient(12 * x**3 - 7 * x**2, 63 * x**2 - 14 * x, x)
    assert report.diagnosis == "consistent with 63 in place of 36 in the term 36*x**2"
    assert report.mistakes[0].kind == "wrong-constant"
    report = check_gradient(x**2 * sin(x), 2 * x * sin(x) + 7 * x**2 * cos(x) / 3, x)
    assert report.diagnosis == "consistent with an extra factor 7/3 in the term x**2*cos(x)"


def test_the_missing_normalization_of_one_term_is_named():
    expr = x * (1 + erf(x / sqrt(2))) / 2

    def without(t):
        return torch.special.ndtr(t) + t * torch.exp(-(t**2) / 2)

    report = check_gradient(expr, without, x, domain={x: (-3, 3)})
    assert [mistake.kind for mistake in report.mistakes] == ["constant-factor"]
    assert "2.506628" in report.diagnosis


def test_a_number_that_keeps_a_denominator_from_zero_is_named():
    report = check_gradient(log(p), lambda t: 1 / (t + 1e-3), p)
    assert report.diagnosis == "consistent with 0.001 added to the denominator p"
    assert report.mistakes[0].kind == "offset"


@pytest.mark.parametrize(
    "claim",
    [
        2 * x * sin(x) + x**2 * cos(x) * exp(x),  # no coefficient: it varies
        2 * x * sin(x) + x**2 * cos(x) + sin(3 * x) / 7,
    ],
    ids=["varying", "unrelated"],
)
def test_a_number_that_does_not_fit_everywhere_is_not_named(claim):
    report = check_gradient(x**2 * sin(x), claim, x)
    assert "coefficient" not in str(report.diagnosis)
    assert not {"constant-factor", "wrong-constant", "offset"} & {m.kind for m in report.mistakes}


def test_a_denominator_far_off_is_no_small_number_added():
    report = check_gradient(log(p), 1 / (p + 3), p)
    assert not any("added to the denominator" in mistake.text for mistake in report.mistakes)
