"""Mistakes that show only at large or tiny values of one variable are named, with the bound."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import Abs, And, Piecewise, Rational, cos, log, sin, sqrt, symbols

from sympy_torch_bridge.check import check_gradient

x, y = symbols("x y", real=True)
p = symbols("p", positive=True)
F = x**3 + sin(x)
D = F.diff(x)
G = sqrt(p) * log(p)


def wrong_where(condition, wrong, right):
    return Piecewise((wrong, condition), (right, True))


CASES = {
    "above": (F, wrong_where(x > 100, 2 * D, D), "x > about 100: an extra factor 2 there"),
    "far-above": (F, wrong_where(x > 5000, 3 * D, D), "x > about 5000: an extra factor 3 there"),
    "below": (F, wrong_where(x < -100, -D, D), "x < about -100: a wrong sign there"),
    "both-sides": (F, wrong_where(Abs(x) > 200, 2 * D, D), "|x| > about 200: an extra factor 2 there"),
    "near-zero": (
        F,
        wrong_where(Abs(x) < Rational(1, 1000), 0, D),
        "|x| < about 0.001: 0 in place of the derivative, as of a constant there",
    ),
    "one-side-of-zero": (
        F,
        wrong_where(And(x > -Rational(1, 1000), x < 0), 0, D),
        "x is between about -0.001 and 0: 0 in place of the derivative, as of a constant there",
    ),
    "positive": (G, wrong_where(p > 200, 1 / p, G.diff(p)), "p > about 200"),
    "positive-near-zero": (G, wrong_where(p < Rational(1, 1000), 1 / p, G.diff(p)), "p < about 0.001"),
}


@pytest.mark.parametrize(("expr", "claim", "text"), CASES.values(), ids=CASES)
def test_the_bound_and_the_mistake_beyond_it_are_named(expr, claim, text):
    report = check_gradient(expr, claim)
    assert report.verdict == "refuted"
    assert report.diagnosis == f"consistent with a claim that is wrong only where {text}"
    (mistake,) = report.mistakes
    assert mistake.kind == "region"
    assert mistake.region == text.split(":")[0]


def test_code_that_is_wrong_far_out_is_named_in_its_component():
    def claim(x, y):
        by_x = torch.where(y > 300, x * y, 2 * x * y)
        return torch.stack([by_x, x**2 - torch.sin(y)], dim=-1)

    report = check_gradient(x**2 * y + cos(y), claim, [x, y])
    expected = "a claim that is wrong only where y > about 300: a missing factor 2 there in df/dx"
    assert report.diagnosis == f"consistent with {expected}"


def test_points_that_are_made_stay_in_the_domain():
    asked = []

    def claim(values):
        asked.append((float(values.min()), float(values.max())))
        return torch.where(values > 100, 0.0, 3 * values**2 + torch.cos(values))

    report = check_gradient(F, claim, x, domain={x: (0.5, 2000)})
    assert "x > about 100" in report.diagnosis
    assert min(low for low, _ in asked) >= 0.5
    assert max(high for _, high in asked) <= 2000


@pytest.mark.parametrize(
    "claim",
    [
        # Right again farther out, and wrong by the other variable: no bound on the size of one holds.
        wrong_where(And(x > 100, x < 200), 2 * x * y, 2 * x * y + y - y),
        wrong_where(And(Abs(x) > 100, y > 0), x * y, 2 * x * y),
    ],
    ids=["a-band", "two-conditions"],
)
def test_no_bound_is_named_that_does_not_hold(claim):
    report = check_gradient(x**2 * y, claim, x)
    assert report.diagnosis is None or "about" not in report.diagnosis


def test_a_claim_that_is_wrong_everywhere_costs_no_points_of_a_region(monkeypatch):
    from sympy_torch_bridge.check.diagnosis.trial import Trial

    monkeypatch.setattr(Trial, "more", lambda *_: pytest.fail("more points were drawn"))
    assert check_gradient(F, D + sympy.exp(-(x**2)) + 1, x).diagnosis is None
