"""The derivative of the inner function alone is told from a term or a number left out."""

from __future__ import annotations

import pytest
from sympy import cos, exp, log, sin, sqrt, symbols

from sympy_torch_bridge.check import check_gradient

x, y = symbols("x y", real=True)
p, q = symbols("p q", positive=True)

CASES = {
    "logarithm": (log(1 + exp(x)), exp(x), "the outer derivative of log(exp(x) + 1) left out"),
    "logarithm-of-square": (log(1 + x**2), 2 * x, "the outer derivative of log(x**2 + 1) left out"),
    "root": (sqrt(1 + x**2), 2 * x, "the outer derivative of sqrt(x**2 + 1) left out"),
    "reciprocal": (1 / (1 + x**2), 2 * x, "the outer derivative of 1/(x**2 + 1) left out"),
    "power": ((1 + x**2) ** 3, 2 * x, "the outer derivative of (x**2 + 1)**3 left out"),
    "sine": (sin(x**2), 2 * x, "the outer derivative of sin(x**2) left out"),
    "part": (
        x**2 * sin(x**3),
        2 * x * sin(x**3) + x**2 * 3 * x**2,
        "the outer derivative of sin(x**3) left out",
    ),
    "two-levels": (
        log(1 + exp(x**2)),
        2 * x,
        "the derivative of x**2 alone for that of log(exp(x**2) + 1)",
    ),
    "guide": (log(1 + exp(x * y)), y, "the derivative of x*y alone for that of log(exp(x*y) + 1)"),
}


@pytest.mark.parametrize(("expr", "claim", "text"), CASES.values(), ids=CASES)
def test_the_outer_derivative_comes_before_terms_and_numbers(expr, claim, text):
    report = check_gradient(expr, claim, x)
    assert report.diagnosis == f"consistent with {text}"
    assert [mistake.kind for mistake in report.mistakes] == ["factor"]


def test_a_number_alone_is_no_inner_derivative():
    report = check_gradient(cos(3 * x) * exp(x), 3, x)
    assert report.diagnosis is None or "outer" not in report.diagnosis


@pytest.mark.parametrize("claim", [q, 2 * q / p, 3 * sqrt(p)], ids=str)
def test_a_claim_of_one_term_shows_no_two_mistakes(claim):
    report = check_gradient(p * q / (p**2 + q**2), claim, p)
    assert report.verdict == "refuted"
    assert len(report.mistakes) < 2


def test_a_forgotten_outer_derivative_is_never_one_of_two_mistakes():
    # With "u*exp" for the derivative of exp(u) beside it, it would account for this one too.
    report = check_gradient(1 / (1 + exp(-x)), x * exp(-x), x)
    assert report.verdict == "refuted"
    assert "outer" not in (report.diagnosis or "")
