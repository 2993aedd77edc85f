"""Derivatives of higher order from values alone: their numbers, and where there are none."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction, central_derivative, classify_derivative

x, y = sympy.symbols("x y", real=True)
POINT = {x: sympy.Rational(3, 4), y: sympy.Rational(5, 3)}


@pytest.mark.parametrize("path", [[x], [x, x], [x, y], [y, x, x], [x] * 3, [x, y, y, x], [x] * 4, [y] * 4])
@pytest.mark.parametrize("expr", [sympy.exp(x * y), sympy.sin(x) / y, sympy.log(x + y**2)], ids=str)
def test_central_derivatives_agree_with_those_of_sympy(expr, path):
    fn = ExactFunction(expr, [x, y])
    point = {x: 0.75, y: 1.625}
    slope = central_derivative(fn, point, path)
    (exact,) = ExactFunction(sympy.diff(expr, *path), [x, y])(point)
    with mpmath.workprec(300):
        assert abs(slope.center - exact.center) <= slope.radius + exact.radius
        assert slope.radius <= abs(exact.center) * mpmath.mpf(10) ** -20


@pytest.mark.parametrize(
    ("expr", "path", "kind"),
    [
        (sympy.Abs(x) ** 3, [x, x], "smooth"),
        (sympy.Abs(x) ** 3, [x] * 3, "kink"),
        (x * sympy.Abs(x), [x, x], "kink"),
        (sympy.Abs(x), [x, x], "vertical"),
        (sympy.Abs(x) ** sympy.Rational(3, 2), [x, x], "vertical"),
        (sympy.sign(x), [x, x], "vertical"),
        (sympy.sqrt(x), [x, x], "outside"),
        (sympy.cos(x), [x, x], "smooth"),
        (sympy.Abs(x * y), [x, y], "kink"),
        (sympy.Max(x, y), [x, y], "vertical"),
        (x * y, [x, y], "smooth"),
        (sympy.S(3), [x, x], "smooth"),
    ],
    ids=str,
)
def test_kinds_of_points(expr, path, kind):
    assert classify_derivative(ExactFunction(expr, [x, y]), {x: 0, y: 0}, path).kind == kind


@pytest.mark.parametrize("at", [0.0, 1e-3, -2.5, 1e8])
def test_steep_but_smooth_functions_are_smooth(at):
    for expr in (sympy.tanh(1e6 * x), sympy.sin(1e4 * x), sympy.exp(-((100 * x) ** 2))):
        assert classify_derivative(ExactFunction(expr, [x]), {x: at}, [x, x]).kind == "smooth"


def test_ends_of_a_kink_of_second_order():
    seen = classify_derivative(ExactFunction(x * sympy.Abs(x), [x]), {x: 0}, [x, x])
    assert (float(seen.left), float(seen.right)) == (-2.0, 2.0)
    seen = classify_derivative(ExactFunction(sympy.Max(x, 0) ** sympy.Rational(3, 2), [x]), {x: 0}, [x, x])
    assert (float(seen.left), float(seen.right)) == (0.0, math.inf)
