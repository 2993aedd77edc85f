"""An account of a claim with several entries holds for all of them, the right ones included."""

from __future__ import annotations

import sympy
from sympy import Abs, Piecewise, Rational, exp, sin

import sympy_torch_bridge as stb

x, y, z = sympy.symbols("x y z", real=True)


def kinds(expr, claim, wrt, **options):
    report = stb.check_gradient(expr, claim, wrt, **options)
    assert report.verdict == "refuted"
    return {mistake.kind for mistake in report.mistakes}


def test_swapped_partials_are_named():
    assert kinds(x**2 * y, [x**2, 2 * x * y], [x, y]) == {"swapped-partials"}
    claim = [[y, x], [exp(x) * y, exp(x)]]
    assert kinds([x * y, exp(x) * y], [claim[0], claim[1][::-1]], [x, y]) == {"swapped-partials"}


def test_right_entries_that_an_exchange_would_spoil_contradict_it():
    # Each wrong number is that of the entry beside it, which is right where it stands.
    exact = [[2 * x, 2 * y], [y * exp(x), exp(x)]]
    claim = [[2 * x, 2 * x], [exp(x), exp(x)]]
    assert exact != claim
    assert "swapped-partials" not in kinds([x**2 + y**2, y * exp(x)], claim, [x, y])


def test_another_pair_of_slips_in_each_entry_is_no_account():
    claim = [-3 * sin(y) * x**3 * 2, x**2 * 5 * sympy.cos(y) * y]
    assert kinds(x**3 * sin(y), claim, [x, y]) == set()


def test_one_slip_in_one_entry_is_named_beside_a_right_one():
    assert kinds(x**3 * sin(y), [3 * x**2 * sin(y), -(x**3) * sympy.cos(y)], [x, y]) == {"sign"}


def test_zero_is_the_derivative_of_a_constant():
    assert kinds([x * y, x**2 + y], [[y, 0], [2 * x, 1]], [x, y]) == {"held-constant"}


def test_derivatives_multiplied_across_variables():
    claim = [6 * x * y**2, 6 * x * y**2]
    assert kinds(x**2 * y**3, claim, [x, y]) == {"product-rule"}


def test_the_condition_of_a_piecewise_has_no_branches_of_its_own():
    huber = Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - Rational(1, 2), True))
    assert "exchanged-branches" not in kinds(huber, lambda x: x, x, domain={x: (-4, 4)})
