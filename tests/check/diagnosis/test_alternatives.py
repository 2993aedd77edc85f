"""Where two different slips are as probable and give the same numbers, the sentence names both."""

from __future__ import annotations

import pytest
from sympy import cos, exp, sin, sqrt, symbols

from sympy_torch_bridge.check import check_gradient

x, y = symbols("x y", real=True)
p = symbols("p", positive=True)

SQUARE = x**2 / (1 + x**2)
NOT_SQUARED = 2 * x / (1 + x**2)
FIRST = "the denominator of the quotient rule not squared for x**2/(x**2 + 1)"
SECOND = "the factor 1/(x**2 + 1) taken for a constant"


def test_one_alternative_is_named_and_found_in_the_record():
    report = check_gradient(SQUARE, NOT_SQUARED, x)
    assert report.diagnosis == f"consistent with {FIRST}; the same values result from {SECOND}"
    (mistake,) = report.mistakes
    assert mistake.text == FIRST
    assert "held-constant" in mistake.other_kinds
    assert str(report).count("the same values result from") == 1


def test_the_alternative_follows_the_component():
    report = check_gradient(SQUARE * cos(y), [NOT_SQUARED * cos(y), -SQUARE * sin(y)], [x, y])
    assert report.diagnosis.startswith("consistent with the denominator")
    assert "in df/dx; the same values result from the factor" in report.diagnosis


def test_a_root_in_a_root():
    report = check_gradient(sqrt(p + sqrt(p)), 1 / (2 * sqrt(p + sqrt(p))), p)
    expected = "the inner derivative of sqrt(p) + p left out; the same values result from sqrt(p)"
    assert report.diagnosis == f"consistent with {expected} taken for a constant"


@pytest.mark.parametrize(
    ("expr", "claim"),
    [
        # A factor held constant and a term left out are one slip, and a sign is what the ratio shows.
        (x * exp(x), x * exp(x)),
        (exp(-x), exp(-x)),
        (sin(3 * x), cos(3 * x)),
    ],
    ids=["one-slip", "sign", "number"],
)
def test_another_view_of_one_slip_is_no_alternative(expr, claim):
    report = check_gradient(expr, claim, x)
    assert report.mistakes
    assert report.mistakes[0].other_kinds
    assert "the same values" not in report.diagnosis


def test_several_mistakes_have_no_alternatives():
    report = check_gradient(SQUARE + y**2, [NOT_SQUARED, -2 * y], [x, y])
    assert "a wrong sign in df/dy" in report.diagnosis
    assert "the same values" not in report.diagnosis
