"""A power of something that stands in the formula, left out or too many, is told by the claim itself."""

from __future__ import annotations

import pytest
import sympy
from sympy import atan2, cos, exp, log, sin, sqrt

from sympy_torch_bridge.check import check_gradient

x = sympy.Symbol("x", real=True)
a, s, t, p = sympy.symbols("a s t p", positive=True)
LOG_DENSITY = -log(s) - x**2 / (2 * s**2)
ANGLE = atan2(p, t)


def test_a_root_of_a_sum_too_many_is_named():
    report = check_gradient(ANGLE, ANGLE.diff(t) * sqrt(p**2 + t**2), t)
    assert report.diagnosis == "consistent with an extra factor sqrt(p**2 + t**2)"
    assert [mistake.kind for mistake in report.mistakes] == ["factor"]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (sqrt(t) * cos(a * t) * exp(t), "an extra factor 1/sqrt(t)"),
        (t ** sympy.Rational(5, 2) * cos(a * t) * exp(t), "an extra factor t**(3/2)"),
        (t * cos(a * t) * exp(t) / sqrt(a), "an extra factor 1/sqrt(a)"),
    ],
    ids=["divided", "multiplied", "other-variable"],
)
def test_a_half_power_of_an_input_is_named(claim, text):
    expr = sympy.Integral(t * cos(a * t) * exp(t), t)
    report = check_gradient(expr.doit(), claim, t, domain={t: (0.2, 2), a: (0.5, 2)})
    assert report.diagnosis == f"consistent with {text}"


def test_a_power_and_a_wrong_sign_of_one_term_are_named():
    report = check_gradient(LOG_DENSITY, -1 / s - x**2 / s**2, s, domain={x: (-2, 2)})
    assert [mistake.kind for mistake in report.mistakes] == ["factor", "flipped-term"]
    assert "the denominator s left out in the term x**2/s**3" in report.diagnosis


@pytest.mark.parametrize(
    "claim",
    [
        LOG_DENSITY.diff(s) * (1 + s),
        LOG_DENSITY.diff(s) * exp(s / 7),
        LOG_DENSITY.diff(s) * s ** sympy.Rational(2, 3),
        sin(s) * x**2 - s,
    ],
    ids=["sum", "exponential", "third", "unrelated"],
)
def test_what_is_no_power_is_not_named_so(claim):
    report = check_gradient(LOG_DENSITY, claim, s, domain={x: (0.5, 2)})
    assert report.verdict == "refuted"
    assert report.mistakes == ()
