from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy

from sympy_torch_bridge import UnknownSymbolError
from sympy_torch_bridge.exact import (
    Enclosure,
    ExactFunction,
    Expected,
    central_curvature,
    central_slope,
    classify,
    is_kink,
    one_sided_slopes,
)

x, y = sympy.symbols("x y", real=True)
jump_free = sympy.Piecewise((0, sympy.Eq(x, 0)), (x * sympy.log(sympy.Abs(x)), True))


def function(expr, method="auto"):
    return ExactFunction([expr], [x, y], method=method)


SMOOTH = [
    (sympy.sin(x) * sympy.exp(x * y), 0.7, -1.3),
    (x**7 - 3 * x**2, 1e-30, 0),
    (1 + x, 1e-300, 0),
    (x * y, 1e300, 1e-300),
    (sympy.log(x) / x, 1e-5, 0),
    (sympy.sqrt(x - 1), 1 + 2.0**-52, 0),
    (sympy.sin(10**20 * x), 1, 0),
    (sympy.exp(-x * x), 25, 0),
    (sympy.asin(x), 1 - 2.0**-53, 0),
    (sympy.tan(x), 1.5707963267948966, 0),
    ((1 - sympy.cos(x)) / x**2, 1e-12, 0),
    (sympy.besselj(0, x), 2.404825557695773, 0),
]


@pytest.mark.parametrize(("expr", "x_value", "y_value"), SMOOTH, ids=[str(row[0]) for row in SMOOTH])
def test_the_central_slope_is_the_derivative(expr, x_value, y_value, method):
    point = {x: x_value, y: y_value}
    slope = central_slope(function(expr, method), point, x)
    (exact,) = function(expr.diff(x), method)(point)
    with mpmath.workprec(600):
        gap = abs(slope.center - exact.center)
        assert gap <= mpmath.mpf(10) ** -18 * abs(exact.center)
        assert gap <= slope.radius + exact.radius
    assert slope.method == "quotient"


def test_a_wrong_derivative_is_outside_the_slope():
    slope = central_slope(function(sympy.sin(x)), {x: 0.7, y: 0}, x)
    for wrong in (-sympy.cos(x), sympy.cos(x) * (1 + sympy.Rational(1, 10**20)), sympy.sin(x)):
        (claim,) = function(wrong)({x: 0.7, y: 0})
        with mpmath.workprec(600):
            assert abs(claim.center - slope.center) > slope.radius + claim.radius


def test_the_slope_of_a_constant_is_zero_without_endless_precision(method):
    one = sympy.sin(x) ** 2 + sympy.cos(x) ** 2
    slope = central_slope(function(one, method), {x: 0.3, y: 0}, x)
    assert slope.contains(0)
    assert slope.radius < mpmath.mpf(10) ** -30


def test_a_direction_weighs_the_partial_derivatives(method):
    point = {x: 0.5, y: 2}
    slope = central_slope(function(x**2 * y, method), point, {x: 3, y: -4})
    with mpmath.workprec(300):
        assert slope.contains(3 * 2 * 0.5 * 2 - 4 * 0.25)
    tiny = central_slope(function(x**2 * y, method), point, {x: Fraction(3, 10**40), y: 0})
    assert float(tiny) == pytest.approx(6e-40, rel=1e-15)


def test_each_output_has_its_own_slope():
    fn = ExactFunction([x**2, x**3], [x])
    assert float(central_slope(fn, {x: 2}, x)) == 4
    assert float(central_slope(fn, {x: 2}, x, output=1)) == 12


@pytest.mark.parametrize(
    ("wrt", "symbol"), [(sympy.Symbol("x"), "x"), ({sympy.Symbol("z"): 1}, "z"), ({x: 0}, "(none)")]
)
def test_a_direction_needs_an_input(wrt, symbol):
    with pytest.raises(UnknownSymbolError) as caught:
        central_slope(function(x), {x: 1, y: 1}, wrt)
    assert caught.value.symbol == symbol


@pytest.mark.parametrize(
    ("expr", "wrt", "other"),
    [
        (sympy.sin(x) * y**3, x, None),
        (sympy.sin(x) * y**3, y, y),
        (sympy.sin(x) * y**3, x, y),
        (sympy.exp(x * y), y, x),
        (x + y, x, y),
    ],
)
def test_second_derivatives(expr, wrt, other, method):
    point = {x: 0.7, y: -1.3}
    curvature = central_curvature(function(expr, method), point, wrt, other)
    (exact,) = function(expr.diff(wrt, other or wrt), method)(point)
    with mpmath.workprec(600):
        assert abs(curvature.center - exact.center) <= curvature.radius + exact.radius
        assert curvature.radius <= mpmath.mpf(10) ** -30 * (1 + abs(exact.center))


KINDS = [
    (sympy.Abs(x), 0, "kink"),
    (sympy.Max(x, 0), 0, "kink"),
    (sympy.Min(x, x**2), 1, "kink"),
    (sympy.Abs(x - sympy.Float(0.1)), 0.1, "kink"),
    (sympy.Abs(sympy.sin(x)) * 1e-200, 0, "kink"),
    (sympy.Abs(x) * 1e200, 0, "kink"),
    (sympy.sqrt(x**2), 0, "kink"),
    (sympy.Piecewise((x, x < 1), (2 * x - 1, True)), 1, "kink"),
    (x * sympy.Abs(x), 0, "smooth"),
    (sympy.Abs(x) ** 1.5, 0, "smooth"),
    (sympy.Max(x, 0) ** 2, 0, "smooth"),
    (sympy.Piecewise((x, x < 1), (x**2 / 2 + sympy.Rational(1, 2), True)), 1, "smooth"),
    (sympy.Abs(x), 1e-30, "smooth"),
    (sympy.Abs(x), -5e-324, "smooth"),
    (sympy.sin(10**20 * x), 1, "smooth"),
    (x**2, 0, "smooth"),
    (sympy.cos(x), 0, "smooth"),
    (sympy.Integer(3), 0, "smooth"),
    (sympy.exp(50 * x), 1, "smooth"),
    (sympy.sqrt(sympy.Abs(x)), 0, "vertical"),
    (sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3), 0, "vertical"),
    (jump_free, 0, "vertical"),
    (sympy.floor(x), 1, "vertical"),
    (sympy.sign(x), 0, "vertical"),
    (sympy.sqrt(x), 0, "outside"),
    (x ** sympy.Rational(3, 2), 0, "outside"),
    (sympy.log(x), 0, "outside"),
    (sympy.log(x), -1, "outside"),
    (1 / x, 0, "outside"),
    (sympy.asin(x), 1, "outside"),
]


@pytest.mark.parametrize(("expr", "place", "kind"), KINDS, ids=[f"{row[0]} at {row[1]}" for row in KINDS])
def test_the_kind_of_a_point(expr, place, kind, method):
    fn = function(expr, method)
    slope = classify(fn, {x: place, y: 0}, x)
    assert slope.kind == kind
    assert is_kink(fn, {x: place, y: 0}, x) is (kind in ("kink", "vertical"))
    assert slope.central.is_finite or kind == "outside"


def test_a_kink_shows_both_slopes(method):
    slope = classify(function(sympy.Max(3 * x, -2 * x), method), {x: 0, y: 0}, x)
    assert (float(slope.left), float(slope.right), float(slope.central)) == (-2, 3, 0.5)


def test_a_kink_is_seen_across_and_not_along(method):
    ridge = function(sympy.Abs(x - y), method)
    assert classify(ridge, {x: 0.1, y: 0.1}, {x: 1, y: -1}).kind == "kink"
    assert classify(ridge, {x: 0.1, y: 0.1}, {x: 1, y: 1}).kind == "smooth"


def test_one_side_outside_the_domain_leaves_the_other(method):
    left, right = one_sided_slopes(function(x**2 * sympy.sqrt(x), method), {x: 0, y: 0}, x)
    assert not left.is_finite
    assert right.is_finite
    assert not right.grows


@pytest.mark.parametrize(("expr", "place"), [(sympy.exp(x) * y, 0.75), (sympy.sin(x) + y, 0), (y**3, 2)])
def test_what_is_expected_is_found_by_one_quotient(expr, place):
    fn, point = ExactFunction(expr, [x, y]), {x: place, y: 1.5}
    (slope,) = ExactFunction(sympy.diff(expr, x), [x, y])(point)
    kept = {}
    found = central_slope(fn, point, x, kept=kept, expected=Expected(slope, 1e-30))
    assert len(kept) == 2
    assert abs(found.center - slope.center) <= 1e-30
    assert found.radius < 1e-30


@pytest.mark.parametrize("share", [1e-16, 1, -2])
def test_what_is_not_expected_is_looked_at_more_closely(share):
    fn, point = ExactFunction(sympy.exp(x), [x]), {x: 0.75}
    (slope,) = fn(point)
    with mpmath.workprec(200):
        wrong = Enclosure(slope.center * (1 + mpmath.mpf(share)), slope.radius, slope.bits, "ball")
    kept = {}
    found = central_slope(fn, point, x, kept=kept, expected=Expected(wrong))
    assert len(kept) == 6
    assert found == central_slope(fn, point, x)
    assert found.contains(slope.center)
    assert not found.contains(wrong.center)


def test_a_slope_of_zero_is_not_met_by_a_small_one():
    fn, point = ExactFunction(1 + sympy.Rational(1, 10**40) * x, [x]), {x: 0.75}
    zero = Enclosure(mpmath.mpf(0), mpmath.mpf(0), 128, "ball")
    found = central_slope(fn, point, x, expected=Expected(zero, 1e-30))
    assert found.excludes_zero


def test_the_radius_holds_the_distance_to_what_is_expected():
    one = Enclosure(mpmath.mpf(1), mpmath.mpf(0), 128, "ball")
    with mpmath.workprec(200):
        near = Enclosure(1 + mpmath.ldexp(1, -70), mpmath.mpf(0), 128, "ball")
    found = Expected(one).met_by(near)
    assert found.radius >= mpmath.ldexp(3, -70)


@pytest.mark.parametrize(("negligible", "is_met"), [(1e-2, True), (1e-4, False)])
def test_what_may_be_zero_is_zero_where_its_size_is_negligible(negligible, is_met):
    value, quotient = (Enclosure(mpmath.mpf(c), mpmath.mpf(1e-3), 53, "ball") for c in (0, 5e-4))
    found = Expected(value, negligible).met_by(quotient)
    assert (found is not None) is is_met
    if found is not None:
        assert found.center == 0 and found.radius >= 1.5e-3
