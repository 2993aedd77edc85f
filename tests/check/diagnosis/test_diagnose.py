"""Mistakes are named when their numbers fit, and only then."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient

x, y, n = sympy.symbols("x y n")
t = sympy.Symbol("t", positive=True)


@pytest.mark.parametrize(
    ("expr", "claimed", "diagnosis"),
    [
        (sympy.cos(x), sympy.sin(x), "a wrong sign"),
        (x**2, x, "a missing factor 2"),
        (x**2, 6 * x, "an extra factor 3"),
        (sympy.log(x), sympy.log(10) / x, "log(10)/u in place of the derivative of log(x)"),
        (sympy.sin(3 * x), sympy.cos(3 * x), "the inner derivative of 3*x left out"),
        (sympy.exp(x**2), sympy.exp(x**2), "the inner derivative of x**2 left out"),
        (sympy.sin(x**2) + x, sympy.cos(x**2) + 1, "the inner derivative of x**2 left out"),
        (x**3 - 4 * x, 3 * x**2 + 4, "a wrong sign of the term -4"),
        (x * sympy.exp(x), sympy.exp(x), "the factor exp(x) taken for a constant"),
        (x**n, n * x ** (n + 1), "the exponent of x**n raised by 1 rather than lowered"),
        (
            x**3 + sympy.sin(x),
            3 * x**3 + sympy.cos(x),
            "the exponent of x**3 not lowered",
        ),
        (sympy.sin(x), sympy.cos(x) + sympy.Rational(1, 100), "a constant 0.01 too much"),
    ],
)
def test_mistakes_in_one_variable(expr, claimed, diagnosis):
    report = check_gradient(expr, claimed, x, domain={x: (0.5, 3)})
    assert report.diagnosis == f"consistent with {diagnosis}"


def test_swapped_partial_derivatives():
    report = check_gradient(x**2 * sympy.sin(y), [x**2 * sympy.cos(y), 2 * x * sympy.sin(y)])
    assert report.diagnosis == "consistent with swapped partial derivatives by x and y"


def test_the_wrong_component_is_named():
    report = check_gradient(x**2 * y, [2 * x * y, -(x**2)])
    assert report.diagnosis == "consistent with a wrong sign in df/dy"


def test_the_same_names_for_code():
    assert check_gradient(sympy.cos(x), torch.sin).diagnosis == "consistent with a wrong sign"
    report = check_gradient(sympy.exp(x**2), lambda x: torch.exp(x**2), domain={x: (-2, 2)})
    assert report.diagnosis == "consistent with the inner derivative of x**2 left out"


def test_wrong_in_a_region():
    report = check_gradient(x**2, lambda x: torch.where(x > 1, x, 2 * x))
    text = "consistent with a claim that is wrong only where x > about 1: a missing factor 2 there"
    assert report.diagnosis == text
    (mistake,) = report.mistakes
    assert (mistake.kind, mistake.region, mistake.other_kinds) == ("region", "x > about 1", ("factor-2",))


def test_right_by_chance_is_no_region():
    claimed = sympy.cos(x) * (x - sympy.Rational(1, 2)) + sympy.cos(x)  # right at 1/2 only
    points = [{x: v} for v in (0.5, 0.6, 0.8, 1.1, 1.3)]
    report = check_gradient(sympy.sin(x), claimed, points=points)
    assert report.verdict == "refuted"
    assert report.diagnosis is None


def test_two_wrong_points_are_too_few_for_a_name():
    report = check_gradient(sympy.cos(x), sympy.sin(x), points=[{x: 1.0}, {x: 2.0}])
    assert report.verdict == "refuted"
    assert report.diagnosis is None


def test_a_true_claim_has_no_diagnosis():
    assert check_gradient(sympy.sin(x), sympy.cos(x)).diagnosis is None


@pytest.mark.parametrize("error", [1e-12, -1e-10])
def test_a_factor_that_prints_as_one_is_not_named(error):
    report = check_gradient(sympy.sin(x), lambda x: torch.cos(x) * (1 + error))
    assert (report.verdict, report.diagnosis) == ("refuted", None)
    larger = check_gradient(sympy.sin(x), lambda x: torch.cos(x) * (1 + 3e-9))
    assert larger.diagnosis == "consistent with a constant factor 1.000000003"


@pytest.mark.parametrize("claimed", [sympy.exp(sympy.sin(x)), sympy.tan(x) + x, x**7 - sympy.cosh(x)])
def test_nothing_is_made_up(claimed):
    report = check_gradient(sympy.sin(x) * sympy.log(1 + x**2), claimed)
    assert (report.verdict, report.diagnosis) == ("refuted", None)


@pytest.mark.parametrize(
    "expr", [sympy.zeta(2 * t), sympy.riemann_xi(t**2), sympy.besselj(t + 1, 2)], ids=str
)
def test_derivatives_that_sympy_leaves_unwritten_are_passed_over(expr):
    report = check_gradient(expr, sympy.gamma(t), t)
    assert (report.verdict, report.diagnosis) == ("refuted", None)


def test_the_difference_of_formulas_is_shown():
    report = check_gradient(x**3 + x, 3 * x**2)
    assert report.difference == "-1"
    assert "claimed - exact = -1" in str(report)


def test_the_difference_shown_is_that_of_the_worst_entry():
    x, y = sympy.symbols("x y")
    report = check_gradient(x**y, {x: y * x ** (y - 1), y: x**y})
    assert report.worst.component == "df/dy"
    assert report.difference == "x**y*(1 - log(x))"


@pytest.mark.parametrize("step", [sympy.floor, sympy.ceiling, sympy.frac], ids=str)
def test_a_function_whose_derivative_sympy_cannot_write_is_diagnosed_by_the_rest(step):
    u, a = sympy.Symbol("u", real=True), sympy.Symbol("a", positive=True)
    right = sympy.Integer(0) if step is not sympy.frac else u / a
    report = check_gradient(step(u / a) * u, step(u / a) + right + 1, u)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a constant 1 too much")
