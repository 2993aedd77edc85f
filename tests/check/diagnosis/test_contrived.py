"""Accounts that give the right numbers and would send a reader to the wrong place are not given."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import exp, log, pi, sin, sqrt

from sympy_torch_bridge.check import check_gradient

x, y, z, mu = sympy.symbols("x y z mu", real=True)
p, s = sympy.symbols("p s", positive=True)
DENSITY = exp(-((x - mu) ** 2) / (2 * s**2)) / (s * sqrt(2 * pi))
SHARE = exp(y) / (exp(x) + exp(y) + exp(z))


def test_a_series_has_no_bound_below_which_it_is_right():
    claim = 1 + x - x**3 / 2 + x**4 / 7
    report = check_gradient(exp(sin(x)), claim, x, domain={x: (-1, 1)})
    assert report.verdict == "refuted"
    assert report.mistakes == ()


def test_a_jump_has_one_all_the_same():
    def cut(t):
        return torch.where(t.abs() > 100, torch.zeros_like(t), 2 * t)

    (mistake,) = check_gradient(x**2, cut, x).mistakes
    assert mistake.region == "|x| > about 100"


def test_the_exponent_of_a_quotient_is_no_number_that_somebody_read():
    (mistake,) = check_gradient(DENSITY, -(x - mu) * DENSITY, x).mistakes
    assert (mistake.kind, mistake.part) == ("factor", "s**2")


def test_a_quotient_of_equal_derivatives_is_a_forgotten_inner_derivative():
    report = check_gradient(-log(SHARE), [0, -1 / SHARE, 0], [x, y, z])
    assert {mistake.kind for mistake in report.mistakes} == {"inner-derivative", "held-constant"}


def test_a_factor_of_which_one_is_left_is_no_term_left_out():
    report = check_gradient(sqrt(1 + 3 * x), sympy.Rational(3, 2), x, domain={x: (0, 3)})
    assert "dropped-term" not in {mistake.kind for mistake in report.mistakes}


def test_a_term_left_out_of_a_factor_is_not_one_of_two_slips():
    assert check_gradient(log(p + p**2), 1 / p + 1 / p**2, p).mistakes == ()


@pytest.mark.parametrize("slope", [2 * x * sin(x), x**2 * sympy.cos(x)], ids=str)
def test_terms_themselves_may_still_be_left_out(slope):
    (mistake,) = check_gradient(x**2 * sin(x), slope, x).mistakes
    assert mistake.kind in ("dropped-term", "held-constant")
