"""Claims in formulas are decided by proof: at every scale, at kinks, with rounded constants."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.check import assert_gradient, check_gradient

x, y = sympy.symbols("x y")
SCALES = [sympy.Rational(10) ** power for power in (-280, -30, 0, 30, 280)]
CLAIMS = [
    (sympy.sin(x), sympy.cos(x), "consistent"),
    (sympy.sin(x), -sympy.cos(x), "refuted"),
    (sympy.sin(x), sympy.cos(x) * (1 + sympy.Rational(1, 10**25)), "refuted"),
    (sympy.exp(x) * x, sympy.exp(x) * (x + 1), "consistent"),
    (sympy.log(x), 1 / x + sympy.Rational(1, 10**20), "refuted"),
    (1 - sympy.cos(x), 2 * sympy.sin(x / 2) * sympy.cos(x / 2), "consistent"),
]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: f"{float(scale):g}")
@pytest.mark.parametrize(("expr", "claimed", "verdict"), CLAIMS)
def test_scale_changes_no_verdict(expr, claimed, verdict, scale):
    domain = {x: (1e-3, 3)}
    assert check_gradient(scale * expr, scale * claimed, domain=domain).verdict == verdict


def test_tiny_gradients_are_compared_with_themselves():
    tiny = sympy.Rational(1, 10**13)
    report = check_gradient(tiny * sympy.sin(x), -5 * tiny * sympy.cos(x))
    assert report.verdict == "refuted"
    assert report.diagnosis == "consistent with an extra factor 5 and a wrong sign"


@pytest.mark.parametrize("factor", ["1e-3", "1e-9", "1e-15", "1e-29"])
def test_small_relative_errors_are_proved(factor):
    wrong = 1 + sympy.Rational(factor)
    assert check_gradient(x * sympy.sin(x), wrong * (sympy.sin(x) + x * sympy.cos(x))).verdict == "refuted"


@pytest.mark.parametrize(
    "rewrite", [sympy.expand, sympy.factor, sympy.together, sympy.simplify, sympy.trigsimp]
)
def test_rewritten_claims_agree(rewrite):
    expr = sympy.sin(2 * x) * sympy.exp(-(x**2)) / (1 + x**2)
    assert check_gradient(expr, rewrite(sympy.diff(expr, x))).verdict == "consistent"


@pytest.mark.parametrize(
    ("expr", "claimed", "verdict"),
    [
        (x**2 / 20, 0.1 * x, "consistent"),
        (0.1 * x**2, x / 5, "consistent"),
        (0.3 * x**3, 0.9 * x**2, "consistent"),
        (x**0.3, 0.3 * x ** (-0.7), "consistent"),
        (sympy.exp(-0.1 * x**2), -0.2 * x * sympy.exp(-0.1 * x**2), "consistent"),
        (x**2 / 3, 0.6666666666 * x, "refuted"),
        (x**2 / 2, 1.000000001 * x, "refuted"),
        (0.3 * x**3, 0.8999999999999 * x**2, "refuted"),
    ],
)
def test_rounded_constants_are_forgiven_their_rounding_and_no_more(expr, claimed, verdict):
    assert check_gradient(expr, claimed).verdict == verdict


def test_mistakes_where_the_derivative_is_tiny_are_proved():
    expr = sympy.exp(-(x**2))
    right = sympy.diff(expr, x)
    wrong = sympy.Piecewise((2 * right, x > 9), (right, True))
    report = check_gradient(expr, wrong, points=[{x: v} for v in (0.5, 1.0, 2.0, 10.0)])
    assert [row.verdict for row in report.points] == ["PASS", "PASS", "PASS", "FAIL"]


def test_a_kink_refutes_nothing():
    report = check_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: v} for v in (-2.0, -1.0, 0.0, 1.0)])
    (kink,) = [row for row in report.points if row.verdict == "KINK"]
    assert report.verdict == "consistent"
    assert (kink.left, kink.right, kink.is_between_slopes) == (-1.0, 1.0, True)
    assert "-1 from the left, 1 from the right" in str(report)


def test_a_claim_outside_the_slopes_of_a_kink_is_told_apart():
    claimed = sympy.Piecewise((-1, x < 0), (1, x > 0), (7, True))
    report = check_gradient(sympy.Abs(x), claimed, points=[{x: v} for v in (-1.0, 0.0, 1.0)])
    (kink,) = [row for row in report.points if row.verdict == "KINK"]
    assert kink.is_between_slopes is False
    assert report.verdict == "consistent"


def test_kinks_alone_say_nothing():
    report = check_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: 0.0}])
    assert report.verdict == "inconclusive"
    assert report.reason == "no point of the sample has a derivative"


def test_a_vertical_tangent_is_no_failure():
    root = sympy.sqrt(sympy.Abs(x))
    claimed = sympy.sign(x) / (2 * root)
    report = check_gradient(root, claimed, points=[{x: v} for v in (-1.0, 0.0, 1.0)])
    assert report.verdict == "consistent"
    assert [row.note for row in report.points if row.verdict == "KINK"] == ["a one-sided slope is infinite"]


def test_smooth_in_spite_of_abs():
    report = check_gradient(x * sympy.Abs(x), 2 * sympy.Abs(x), points=[{x: v} for v in (-1.0, 0.0, 1.0)])
    assert [row.verdict for row in report.points] == ["PASS"] * 3


def test_points_outside_the_domain_refute_nothing():
    report = check_gradient(sympy.log(x), 1 / x, points=[{x: v} for v in (-1.0, 0.0, 1.0, 2.0)])
    assert [row.verdict for row in report.points] == ["OUTSIDE_DOMAIN", "OUTSIDE_DOMAIN", "PASS", "PASS"]
    assert report.verdict == "consistent"


def test_a_domain_that_cannot_be_hit_is_inconclusive():
    report = check_gradient(sympy.log(-(x**2) - 1), -2 * x / (-(x**2) - 1))
    assert report.verdict == "inconclusive"
    assert "no point with a real value in the range of float64 was found" in report.reason
    assert not report


def test_a_claim_without_value_fails():
    report = check_gradient(x**2, 2 * x + 0 * sympy.log(-1 - x**2) + sympy.sqrt(-1 - x**2), x)
    assert report.verdict == "refuted"
    assert "no real value at 24 of 24 points" in report.diagnosis


def test_a_gap_in_the_formula_is_left_undecided():
    expr = sympy.sqrt(x**4)  # smooth at 0, although no formula of its derivative says so
    report = check_gradient(expr, 2 * x**3 / expr, points=[{x: v} for v in (0.0, 0.5, 1.0)])
    assert [row.verdict for row in report.points] == ["UNDECIDED", "PASS", "PASS"]


def test_wrong_in_one_branch_only():
    expr = sympy.Piecewise((x**2, x > sympy.Rational(5, 2)), (x**3, True))
    report = check_gradient(expr, 3 * x**2)
    assert report.verdict == "refuted"


def test_wrong_on_the_diagonal_only():
    claimed = sympy.Piecewise((x + 1, sympy.Eq(x, y)), (y, True))
    assert check_gradient(x * y, claimed, x).verdict == "refuted"


def test_derivatives_that_vanish_identically():
    expr = sympy.sin(x) ** 2 + sympy.cos(x) ** 2
    assert check_gradient(expr, 0).verdict == "consistent"
    assert check_gradient(expr, sympy.Rational(1, 10**12)).verdict == "refuted"
    assert check_gradient(x - x + y, [0, 1], [x, y]).verdict == "consistent"


@pytest.mark.slow
def test_deep_expressions():
    expr = x
    for _ in range(1000):
        expr = sympy.sin(expr) + x
    assert check_gradient(expr, sympy.S.One, n_points=2).verdict == "refuted"


def test_assert_gradient():
    assert_gradient(x**2, 2 * x)
    with pytest.raises(AssertionError) as caught:
        assert_gradient(x**2, x)
    assert str(caught.value).startswith("REFUTED: d/dx x**2 = x\n")
    assert "consistent with a missing factor 2" in str(caught.value)
    with pytest.raises(AssertionError, match="INCONCLUSIVE"):
        assert_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: 0.0}])


@pytest.mark.parametrize("exponent", [-400, -310, -300, 300, 400])
def test_a_formula_may_have_values_of_any_size(exponent):
    scale = sympy.Integer(10) ** exponent
    expr = scale * x * sympy.sin(x)
    right = scale * (sympy.sin(x) + x * sympy.cos(x))
    assert check_gradient(expr, right).verdict == "consistent"
    assert check_gradient(expr, right + scale * x / 10**9).verdict == "refuted"
    assert check_gradient(expr, right, points=[{x: 0.5}]).verdict == "consistent"
    assert (
        check_gradient(expr, right * (1 + sympy.Rational(1, 10**12)), points=[{x: 0.5}]).verdict == "refuted"
    )


@pytest.mark.parametrize("place", [-29.7, -62.4])
def test_a_derivative_far_below_the_numbers_on_the_way_is_resolved(place):
    gelu = x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2
    claim = gelu / x + x * sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)
    (row,) = check_gradient(gelu, claim, points=[{x: place}]).points
    assert row.verdict == "PASS"
    assert row.resolution < 1e-12
    wrong = claim + x * sympy.exp(-(x**2) / 2) / 10**12
    assert check_gradient(gelu, wrong, points=[{x: place}]).verdict == "refuted"
