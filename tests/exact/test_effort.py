"""Work is counted, and a budget that is spent leaves values unknown, never undefined."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction, central_derivative, central_slope, classify
from sympy_torch_bridge.exact.effort import Budget, OutOfReach, limited, spend
from sympy_torch_bridge.exact.higher import classify_derivative

x, y = sympy.symbols("x y")


def units(expr, method, bits=400):
    """Return what one evaluation at a precision takes from a budget."""
    function = ExactFunction(expr, [x, y], method=method)
    with limited(Budget(1e12)) as budget:
        function.at_precision({x: 0.5, y: 0.25}, bits)
    return 1e12 - budget.left


def test_spending_beyond_the_budget_raises_for_good():
    budget = Budget(10)
    with limited(budget):
        spend(10)
        assert not budget.is_spent
        with pytest.raises(OutOfReach):
            spend(0.5)
        with pytest.raises(OutOfReach):
            spend(0)
    spend(1e9)  # there is no limit outside
    assert budget.is_spent


def test_budgets_nest_and_end():
    with limited(Budget(100)) as outer:
        with limited(Budget(10)):
            spend(5)
        spend(1)
    assert outer.left == 99


def test_special_functions_cost_more_than_sums(method):
    plain, special = units(x + y, method), units(sympy.besselj(x, y), method)
    assert 0 < plain < special / 20
    assert units(sympy.zeta(x, y), method) > special


def test_bits_and_arithmetics_cost(method):
    assert units(sympy.besselj(x, y), method, 1600) > 3 * units(sympy.besselj(x, y), method, 400)
    pytest.importorskip("flint", reason="python-flint is not installed")
    assert units(sympy.besselj(x, y), "mpmath") > 10 * units(sympy.besselj(x, y), "ball")


def test_spent_budget_leaves_values_unknown(method):
    function = ExactFunction([x, sympy.exp(x)], [x], method=method)
    with limited(Budget(0)):
        values = (*function({x: 1}), *function.at_precision({x: 1}, 128))
        assert all(value.is_unknown and not value.is_finite for value in values)
        assert not function.stays_within({x: 1}, 1e-9, 1e9)
        for slope in (central_slope(function, {x: 1}, x), central_derivative(function, {x: 1}, [x, x])):
            assert slope.is_unknown
        assert classify(function, {x: 1}, x, output=1).kind == "unknown"
        assert classify_derivative(function, {x: 1}, [x, x], output=1).kind == "unknown"
    assert not function({x: 1})[0].is_unknown


def test_budget_that_ends_between_the_steps_of_a_quotient():
    function = ExactFunction(sympy.exp(x), [x])
    with limited(Budget(1e12)) as budget:
        function.at_precision({x: 1}, 500)
    with limited(Budget(2.5 * (1e12 - budget.left))):
        assert classify(function, {x: 1}, x).kind == "unknown"


def test_undefined_is_not_unknown(method):
    (value,) = ExactFunction(sympy.log(x), [x], method=method)({x: -1})
    assert not value.is_finite
    assert not value.is_unknown


def test_an_exponential_beyond_mpmath_is_unknown_and_not_undefined():
    (value,) = ExactFunction(sympy.exp(sympy.exp(x)), [x], method="mpmath")({x: 20})
    assert float(mpmath.log(value.center)) == pytest.approx(float(mpmath.exp(20)))
    (value,) = ExactFunction(sympy.exp(10**7000 * x), [x], method="mpmath")({x: 1})
    assert value.is_unknown
